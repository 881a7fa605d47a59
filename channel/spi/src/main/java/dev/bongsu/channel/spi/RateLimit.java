package dev.bongsu.channel.spi;

import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * At most so many per second, evenly: after a pause there is no burst beyond {@value #BURST_MILLIS}
 * ms worth. Not for several threads.
 */
public final class RateLimit {
  /** What may be caught up with at once; above the time between two looks of the runner. */
  private static final long BURST_MILLIS = 50;

  private final Clock clock;
  private final double perMilli;
  private final double most;
  private double permits;
  private long at;

  /** At most {@code perSecond}, which is at least 1; null for no limit. */
  public RateLimit(@Nullable Integer perSecond, Clock clock) {
    if (perSecond != null && perSecond < 1) {
      throw new IllegalArgumentException("perSecond must be at least 1 but is " + perSecond);
    }
    this.clock = clock;
    this.perMilli =
        perSecond == null
            ? Double.POSITIVE_INFINITY
            : (double) perSecond / TimeUnit.SECONDS.toMillis(1);
    this.most = Math.max(1, perMilli * BURST_MILLIS);
    this.permits = 1;
    this.at = clock.millis();
  }

  /** Takes a permit if there is one now. */
  public boolean tryTake() {
    if (perMilli == Double.POSITIVE_INFINITY) {
      return true;
    }
    long now = clock.millis();
    permits = Math.min(most, permits + Math.max(0, now - at) * perMilli);
    at = now;
    if (permits < 1) {
      return false;
    }
    permits -= 1;
    return true;
  }
}
