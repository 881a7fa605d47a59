package dev.bongsu.channel.spi;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A provider asked us to slow down: nothing goes to it for as long as it wished, or, where it
 * wished nothing, for a second at first and twice as long each time that it asks again. Not for
 * several threads.
 */
final class Pause {
  static final Duration FIRST = Duration.ofSeconds(1);
  static final Duration LONGEST_OF_OURS = Duration.ofSeconds(30);

  /** A longer wish is asked about again after this time. */
  static final Duration LONGEST = Duration.ofMinutes(5);

  private final Clock clock;
  private Duration next = FIRST;
  private Instant until = Instant.MIN;

  Pause(Clock clock) {
    this.clock = clock;
  }

  /** When it ends; null while there is none. */
  @Nullable Instant until() {
    return clock.instant().isBefore(until) ? until : null;
  }

  /** It asked. Those that were on their way when it asked first make nothing longer. */
  void ask(@Nullable Duration wish) {
    Instant now = clock.instant();
    if (wish == null && now.isBefore(until)) {
      return;
    }
    Duration length = wish == null ? next : shorter(wish, LONGEST);
    if (wish == null) {
      next = shorter(next.multipliedBy(2), LONGEST_OF_OURS);
    }
    Instant end = now.plus(length);
    until = end.isAfter(until) ? end : until;
  }

  /** It took a message, so the next pause is a short one again. */
  void taken() {
    if (until() == null) {
      next = FIRST;
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
