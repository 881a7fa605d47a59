package dev.bongsu.log;

import java.time.Duration;

/**
 * How long a record waits in a retry topic; each tier is a topic, in which order of arrival is
 * order of due time.
 */
public enum Tier {
  S5("5s", Duration.ofSeconds(5)),
  S30("30s", Duration.ofSeconds(30)),
  M2("2min", Duration.ofMinutes(2)),
  M10("10min", Duration.ofMinutes(10)),
  H1("1h", Duration.ofHours(1)),
  H6("6h", Duration.ofHours(6));

  private final String topic;
  private final Duration delay;

  Tier(String name, Duration delay) {
    this.topic = "retry." + name;
    this.delay = delay;
  }

  /** The topic of this tier. */
  public String topic() {
    return topic;
  }

  /** How long a record stays in it. */
  public Duration delay() {
    return delay;
  }

  /** The longest tier that is not longer than {@code wait}, the shortest for anything shorter. */
  public static Tier within(Duration wait) {
    Tier best = S5;
    for (Tier tier : values()) {
      if (tier.delay.compareTo(wait) <= 0) {
        best = tier;
      }
    }
    return best;
  }
}
