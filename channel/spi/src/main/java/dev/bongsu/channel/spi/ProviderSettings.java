package dev.bongsu.channel.spi;

import dev.bongsu.json.Fields;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What every provider's settings have (C8).
 *
 * @param id unique over all providers; a part of paths and metrics
 * @param timeout for connecting, and for each answer
 * @param maxPerSecond null for no limit
 * @param maxInFlight how many messages may be handed over and not yet recorded
 */
public record ProviderSettings(
    String id,
    String type,
    Duration timeout,
    @Nullable Integer maxPerSecond,
    int maxInFlight,
    Trust trust) {
  /** How long to wait where nothing is said. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(10);
  private static final int MOST_PER_SECOND = 1_000_000;
  private static final int MOST_IN_FLIGHT = 100_000;

  public ProviderSettings {
    if (!timeout.isPositive() || maxInFlight < 1) {
      throw new IllegalArgumentException(
          "timeout and maxInFlight must be above zero but are " + timeout + ", " + maxInFlight);
    }
  }

  /** What holds where nothing is said but id and type. */
  public static ProviderSettings defaults(String id, String type) {
    return new ProviderSettings(
        id, type, DEFAULT_TIMEOUT, null, ProviderLine.DEFAULT_IN_FLIGHT, Trust.JDK);
  }

  /**
   * The common fields; faults are noted in {@code fields}.
   *
   * @param base what relative paths are relative to
   */
  public static ProviderSettings read(Fields fields, Path base) {
    String id = fields.requiredText("id", 64);
    if (!id.isEmpty() && !id.matches("[a-z0-9][a-z0-9._-]{0,63}")) {
      fields.fault("id", "wanted [a-z0-9][a-z0-9._-]{0,63}");
    }
    String type = fields.requiredText("type", 64);
    Duration timeout = fields.duration("timeout");
    if (timeout != null && timeout.compareTo(LONGEST_TIMEOUT) > 0) {
      fields.fault("timeout", "wanted at most " + LONGEST_TIMEOUT + " but found " + timeout);
    }
    Integer maxPerSecond = fields.integer("maxPerSecond", 1, MOST_PER_SECOND);
    Integer maxInFlight = fields.integer("maxInFlight", 1, MOST_IN_FLIGHT);
    return new ProviderSettings(
        id,
        type,
        Objects.requireNonNullElse(timeout, DEFAULT_TIMEOUT),
        maxPerSecond,
        Objects.requireNonNullElse(maxInFlight, ProviderLine.DEFAULT_IN_FLIGHT),
        Trust.read(fields, "trust", base));
  }
}
