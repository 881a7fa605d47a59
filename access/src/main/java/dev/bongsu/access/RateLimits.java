package dev.bongsu.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How often each subject may ask: a bucket of {@code burst} tokens each, filled at {@code
 * perSecond}. For many threads. Each process counts for itself.
 */
public final class RateLimits {
  private static final int MAX_SUBJECTS = 100_000;
  private static final double NANOS_PER_SECOND = 1e9;

  /** How many requests a second, and how many at once after a pause. */
  public record Limit(double perSecond, int burst) {
    public Limit {
      if (!(perSecond > 0) || burst < 1) {
        throw new IllegalArgumentException(
            "a limit has a positive rate and a burst of at least 1 but is "
                + perSecond
                + "/s, "
                + burst);
      }
    }
  }

  /** Whether a request may go on. */
  public sealed interface Decision {
    /** Nothing limits this subject. */
    record Unlimited() implements Decision {}

    /**
     * Go on.
     *
     * @param remaining how many more may follow at once
     * @param reset until the bucket is full again
     */
    record Granted(Limit limit, long remaining, Duration reset) implements Decision {}

    /**
     * Too often.
     *
     * @param retryAfter when this request would be granted, if nothing else comes first
     */
    record Exceeded(Limit limit, Duration retryAfter) implements Decision {}
  }

  private final @Nullable Limit perSender;
  private final LongSupplier nanoTime;
  private final Cache<String, Bucket> buckets;

  /**
   * Limits for everybody alike.
   *
   * @param perSender null for no limit
   * @param nanoTime the time as by {@link System#nanoTime}
   */
  public RateLimits(@Nullable Limit perSender, LongSupplier nanoTime) {
    this.perSender = perSender;
    this.nanoTime = nanoTime;
    this.buckets = Caffeine.newBuilder().maximumSize(MAX_SUBJECTS).build();
  }

  /**
   * Takes {@code n} tokens of this subject's, or none. More than the burst are granted when the
   * bucket is full, and owed: so a large request is possible and the rate still holds.
   */
  public Decision take(String subject, int n) {
    Limit limit = perSender;
    if (limit == null) {
      return new Decision.Unlimited();
    }
    long now = nanoTime.getAsLong();
    return buckets.get(subject, _ -> new Bucket(limit, now)).take(n, now);
  }

  private static final class Bucket {
    private final Limit limit;
    private double tokens;
    private long filledAtNanos;

    Bucket(Limit limit, long now) {
      this.limit = limit;
      this.tokens = limit.burst();
      this.filledAtNanos = now;
    }

    synchronized Decision take(int n, long now) {
      // Threads may come here in another order than they read the time.
      long elapsed = Math.max(0, now - filledAtNanos);
      filledAtNanos += elapsed;
      tokens = Math.min(limit.burst(), tokens + elapsed / NANOS_PER_SECOND * limit.perSecond());
      double needed = Math.min(n, limit.burst());
      if (tokens < needed) {
        return new Decision.Exceeded(limit, untilTokens(needed));
      }
      tokens -= n;
      return new Decision.Granted(limit, (long) Math.max(0, tokens), untilTokens(limit.burst()));
    }

    private Duration untilTokens(double wanted) {
      double seconds = Math.max(0, wanted - tokens) / limit.perSecond();
      return Duration.ofNanos((long) Math.ceil(seconds * NANOS_PER_SECOND));
    }
  }
}
