package dev.bongsu.kernel;

import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Makes notification ids: 48 bits of milliseconds, 12 bits that count within the millisecond, 62
 * random bits (RFC 9562 sections 5.7 and 6.2, method 1). Ids of one maker only ever grow, also when
 * the clock steps back. Safe for use by many threads if the generator is.
 */
public final class NotificationIds {
  private static final int COUNTER_BITS = 12;
  static final long VERSION = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private final Clock clock;
  private final RandomGenerator random;
  private final AtomicLong last = new AtomicLong();

  /** Ids by this clock; {@code random} must be safe for many threads and hard to guess. */
  public NotificationIds(Clock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** A new id, greater than all before it from here. */
  public NotificationId next() {
    long floor = clock.millis() << COUNTER_BITS;
    long tick = last.accumulateAndGet(floor, (previous, now) -> Math.max(previous + 1, now));
    long high = (tick >>> COUNTER_BITS << 16) | VERSION | (tick & ((1 << COUNTER_BITS) - 1));
    return new NotificationId(new UUID(high, (random.nextLong() >>> 2) | VARIANT));
  }
}
