package dev.bongsu.channel.spi;

import dev.bongsu.log.Log;
import dev.bongsu.log.Tier;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings deliveries that wait in the retry topics back to their channels when they are due, at most
 * five seconds late. Every process with a channel runs one; they share the work.
 */
public final class RetryMover implements Runnable, AutoCloseable {
  private static final long AFTER_TROUBLE_MILLIS = 1_000;
  private static final long UNTIL_CLOSED_SECONDS = 5;
  private static final Logger LOG = LoggerFactory.getLogger(RetryMover.class);

  private final Log log;
  private final Clock clock;
  private final AtomicBoolean running = new AtomicBoolean();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Reads nothing before {@link #run}. */
  public RetryMover(Log log, Clock clock) {
    this.log = log;
    this.clock = clock;
  }

  /** Works until closed, on a thread for each tier, while the calling one waits; once only. */
  @Override
  public void run() {
    if (!running.compareAndSet(false, true)) {
      throw new IllegalStateException("a mover runs once only");
    }
    List<Thread> threads = new ArrayList<>();
    for (Tier tier : Tier.values()) {
      threads.add(Thread.ofVirtual().name(tier.topic()).start(() -> work(tier)));
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException _) {
      threads.forEach(Thread::interrupt);
      Thread.currentThread().interrupt();
    } finally {
      closed.countDown();
    }
  }

  /** Stops within a second; what waits goes on waiting in the log. */
  @Override
  public void close() {
    closing.countDown();
    try {
      if (running.get() && !closed.await(UNTIL_CLOSED_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("The retry topics were not left in time");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void work(Tier tier) {
    try (TierLoop loop = new TierLoop(tier, log, clock)) {
      while (closing.getCount() > 0) {
        step(loop, tier);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void step(TierLoop loop, Tier tier) throws InterruptedException {
    try {
      loop.step();
    } catch (RuntimeException e) {
      LOG.error("Topic {} pauses for {} ms", tier.topic(), AFTER_TROUBLE_MILLIS, e);
      if (closing.await(AFTER_TROUBLE_MILLIS, TimeUnit.MILLISECONDS)) {
        LOG.info("Topic {} is left while in trouble", tier.topic());
      }
    }
  }
}
