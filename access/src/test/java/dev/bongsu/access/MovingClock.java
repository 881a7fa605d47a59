package dev.bongsu.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** Stands still until it is told. */
final class MovingClock extends Clock {
  private static final Instant START = Instant.parse("2026-11-22T00:00:00Z");
  private final AtomicLong passedNanos = new AtomicLong();

  void pass(Duration duration) {
    passedNanos.addAndGet(duration.toNanos());
  }

  long nanos() {
    return passedNanos.get();
  }

  @Override
  public Instant instant() {
    return START.plusNanos(passedNanos.get());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
