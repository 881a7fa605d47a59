package dev.bongsu.bench;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Gathers latencies from many threads, in microseconds up to ten minutes. */
final class Latencies {
  private static final long MAX_MICROS = TimeUnit.MINUTES.toMicros(10);

  private final Histogram histogram = new ConcurrentHistogram(MAX_MICROS, 3);

  void add(long nanos) {
    histogram.recordValue(Math.clamp(nanos / 1000, 0, MAX_MICROS));
  }

  /** Forgets what was gathered, as at the end of the warm-up. */
  void reset() {
    histogram.reset();
  }

  Histogram snapshot() {
    return histogram.copy();
  }
}
