package dev.bongsu.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be counted.
 *
 * @param from the first minute
 * @param to the first minute that is not wanted any more
 * @param bucket whole minutes; buckets begin at multiples of it since 1970 UTC
 * @param by what is told apart
 */
public record StatisticsQuestion(Instant from, Instant to, Duration bucket, Set<Dimension> by) {
  /** How many buckets may be asked for. */
  public static final int MOST_BUCKETS = 1_500;

  /** How many rows there may be; what has more is to be asked for with less. */
  public static final int MOST_ROWS = 20_000;

  /** What can be told apart. */
  public enum Dimension {
    CHANNEL,
    TEMPLATE,
    STATUS,
    SENDER;

    private final String apiName = name().toLowerCase(Locale.ROOT);

    /** The name used in the HTTP contract: {@code channel}. */
    public String apiName() {
      return apiName;
    }

    /** The dimension with this {@link #apiName()}. */
    public static Optional<Dimension> named(String apiName) {
      return Arrays.stream(values()).filter(each -> each.apiName.equals(apiName)).findFirst();
    }
  }

  public StatisticsQuestion {
    from = from.truncatedTo(ChronoUnit.MINUTES);
    by = Set.copyOf(by);
    if (bucket.compareTo(Duration.ofMinutes(1)) < 0 || bucket.toSeconds() % 60 != 0) {
      throw new IllegalArgumentException("bucket must be whole minutes but is " + bucket);
    }
    if (Duration.between(from, to).dividedBy(bucket) > MOST_BUCKETS) {
      throw new IllegalArgumentException("at most " + MOST_BUCKETS + " buckets can be asked for");
    }
  }
}
