package dev.bongsu.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps the load at what the service delivers: at most so many sent and not yet delivered. */
final class Backlog {
  private final long limit;
  private final AtomicLong sent = new AtomicLong();
  private volatile long delivered;

  Backlog(long limit) {
    this.limit = limit;
  }

  /** Waits until {@code count} more may be sent, and counts them as sent. */
  void await(int count) throws InterruptedException {
    while (sent.get() - delivered > limit) {
      TimeUnit.MILLISECONDS.sleep(2);
    }
    sent.addAndGet(count);
  }

  /** What was delivered since the beginning. */
  void delivered(long total) {
    delivered = total;
  }
}
