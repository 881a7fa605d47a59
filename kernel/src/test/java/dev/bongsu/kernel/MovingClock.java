package dev.bongsu.kernel;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** Time that moves when the test moves it. For many threads. */
public final class MovingClock extends Clock {
  private final Instant start;
  private final AtomicLong passedNanos = new AtomicLong();

  /** Begins with the year 2027. */
  public MovingClock() {
    this(Instant.parse("2027-01-01T00:00:00Z"));
  }

  /** Begins then. */
  public MovingClock(Instant start) {
    this.start = start;
  }

  /** Moves it forward. */
  public void advance(Duration by) {
    passedNanos.addAndGet(by.toNanos());
  }

  /** The same time as by {@link System#nanoTime}. */
  public long nanos() {
    return passedNanos.get();
  }

  @Override
  public Instant instant() {
    return start.plusNanos(passedNanos.get());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("always UTC");
  }
}
