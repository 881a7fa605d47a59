package dev.bongsu.acceptance;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waits for what another process does, by asking again and again: the one place that may pause. */
final class Await {
  private static final long PACE_MILLIS = 50;

  private Await() {}

  /** Returns when {@code condition} holds; fails when it does not within {@code patience}. */
  static void until(String what, Duration patience, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited " + patience.toSeconds() + " s in vain until " + what);
      }
      TimeUnit.MILLISECONDS.sleep(PACE_MILLIS);
    }
  }
}
