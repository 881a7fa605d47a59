package dev.bongsu.fanout;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps requests from waiting for a database that is away: after a failure one caller a second may
 * try it, and all others are told not to, until one succeeds. For many threads.
 */
final class ShortCircuit {
  private static final long CLOSED = Long.MIN_VALUE;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Clock clock;
  private final AtomicLong nextTryMillis = new AtomicLong(CLOSED);

  ShortCircuit(Clock clock) {
    this.clock = clock;
  }

  /** Whether the caller may try. */
  boolean admits() {
    long next = nextTryMillis.get();
    if (next == CLOSED) {
      return true;
    }
    long now = clock.millis();
    return now >= next && nextTryMillis.compareAndSet(next, now + PAUSE.toMillis());
  }

  /** It answered. */
  void succeeded() {
    nextTryMillis.set(CLOSED);
  }

  /** It did not answer, or not in time. */
  void failed() {
    nextTryMillis.set(clock.millis() + PAUSE.toMillis());
  }
}
