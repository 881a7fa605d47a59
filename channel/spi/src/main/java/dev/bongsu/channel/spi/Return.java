package dev.bongsu.channel.spi;

import java.time.Clock;
import java.time.Duration;

/**
 * How much a provider gets that comes back from trouble: a few messages in the first second, twice
 * as many in each that follows, and no more than a growing share while another provider could take
 * the rest. So a provider that comes up is not met by all that has waited, and traffic drifts back
 * to the preferred one. Not for several threads.
 */
final class Return {
  /** How many messages it gets in its first second, where nothing better is known. */
  static final double FIRST_PER_SECOND = 20;

  /** How long it is spared. */
  static final Duration LENGTH = Duration.ofSeconds(10);

  private static final double SECOND_MILLIS = 1_000;

  /** What may be caught up with at once: the time between two looks of the runner, and more. */
  private static final double MOST_AT_ONCE_SECONDS = 0.1;

  private final Clock clock;
  private final long since;
  private final double firstPerSecond;
  private double permits = 1;
  private long permitsAt;
  private double due = 1;

  /**
   * From now on.
   *
   * @param perSecond how many it could probably bear; the start is never below {@link
   *     #FIRST_PER_SECOND}
   */
  Return(double perSecond, Clock clock) {
    this.clock = clock;
    this.since = clock.millis();
    this.permitsAt = since;
    this.firstPerSecond = Math.max(FIRST_PER_SECOND, perSecond);
  }

  /** Whether it is over. */
  boolean isOver() {
    return clock.millis() - since >= LENGTH.toMillis();
  }

  /** The share that it gets while another provider could take the rest, from 0.1 to 1. */
  double share() {
    double elapsed = (double) (clock.millis() - since) / LENGTH.toMillis();
    return Math.min(1, 0.1 + 0.9 * elapsed);
  }

  /** Whether the next message is within its share. */
  boolean isItsTurn() {
    due = Math.min(1, due) + share();
    if (due < 1) {
      return false;
    }
    due -= 1;
    return true;
  }

  /** Takes a permit if there is one now. */
  boolean tryTake() {
    long now = clock.millis();
    double perSecond = firstPerSecond * Math.pow(2, Math.floor((now - since) / SECOND_MILLIS));
    double most = Math.max(1, perSecond * MOST_AT_ONCE_SECONDS);
    permits = Math.min(most, permits + Math.max(0, now - permitsAt) / SECOND_MILLIS * perSecond);
    permitsAt = now;
    if (permits < 1) {
      return false;
    }
    permits -= 1;
    return true;
  }
}
