package dev.bongsu.channel.spi;

import dev.bongsu.kernel.AfterUnknown;
import dev.bongsu.kernel.DeliveryStatus;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one place that decides whether and when an attempt is followed by another. */
final class RetryPolicy {
  private static final List<Duration> BACK_OFF =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(10),
          Duration.ofHours(1),
          Duration.ofHours(6));

  /** How long an attempt that had no answer may still be heard of. */
  private static final Duration UNTIL_RECEIPT = Duration.ofSeconds(15);

  private RetryPolicy() {}

  /** What follows an attempt. */
  sealed interface Next {
    /** Nothing: the delivery ends, or rests, like this. */
    record Finish(DeliveryStatus status) implements Next {}

    /** Another attempt, or at {@code dueAt} the end of its time. */
    record Retry(Instant dueAt) implements Next {}
  }

  /**
   * What follows.
   *
   * @param attempt 1 for the first
   * @param afterUnknown what is wanted after an attempt that had no answer
   */
  static Next after(
      int attempt, Outcome outcome, AfterUnknown afterUnknown, Instant now, Instant expiresAt) {
    return switch (outcome) {
      case Outcome.Accepted _ -> new Next.Finish(DeliveryStatus.SENT);
      case Outcome.Refused(FailureCode code, _) when code == FailureCode.ADDRESS_UNKNOWN ->
          new Next.Finish(DeliveryStatus.BOUNCED);
      case Outcome.Refused _ -> new Next.Finish(DeliveryStatus.FAILED);
      case Outcome.AddressGone _ -> new Next.Finish(DeliveryStatus.BOUNCED);
      case Outcome.TryLater(_, Duration wish, _) -> again(attempt, wish, now, expiresAt);
      case Outcome.Unknown _ ->
          switch (afterUnknown) {
            // Rather twice than never, but not before a receipt had time to come.
            case RETRY -> again(attempt, UNTIL_RECEIPT, now, expiresAt);
            // Rather never than twice; a receipt still moves it on, whenever it comes.
            case STOP -> new Next.Finish(DeliveryStatus.FAILED);
          };
    };
  }

  private static Next again(int attempt, @Nullable Duration wish, Instant now, Instant expiresAt) {
    if (!now.isBefore(expiresAt)) {
      return new Next.Finish(DeliveryStatus.EXPIRED);
    }
    Duration own = BACK_OFF.get(Math.min(attempt, BACK_OFF.size()) - 1);
    Duration longest = BACK_OFF.getLast();
    Duration wished = wish == null || wish.compareTo(own) < 0 ? own : wish;
    Instant next = now.plus(wished.compareTo(longest) > 0 ? longest : wished);
    return new Next.Retry(next.isBefore(expiresAt) ? next : expiresAt);
  }
}
