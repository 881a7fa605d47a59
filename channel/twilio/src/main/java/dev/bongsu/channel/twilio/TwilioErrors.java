package dev.bongsu.channel.twilio;

import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Twilio's error codes mean for us (Twilio's "Error and Warning Dictionary"): the one table
 * for answers and for callbacks.
 */
public final class TwilioErrors {
  /** The recipient has told Twilio to stop. */
  public static final int OPTED_OUT = 21610;

  private static final int MAX_DETAIL = 500;
  private static final Pattern NUMBER = Pattern.compile("\\+?\\d[\\d ().-]{5,}\\d");

  private TwilioErrors() {}

  /**
   * What a refusal says.
   *
   * @param status of HTTP
   * @param code Twilio's own, 0 where it gave none
   * @param detail as {@link #cleaned}
   */
  static Outcome outcome(
      int status, int code, @Nullable Duration retryAfter, String detail, Instant now) {
    return switch (code) {
      case 21211, 21217, 21401, 21421, 21614, 13223, 13224 -> new Outcome.AddressGone(now, detail);
      case 20003, 20005, 20006, 20008, 20404, 30002 ->
          new Outcome.TryLater(FailureCode.CREDENTIALS_REFUSED, retryAfter, detail);
      case 20429, 14107, 21611, 30001, 30022, 63018, 10004 ->
          new Outcome.TryLater(FailureCode.THROTTLED, retryAfter, detail);
      case 21605, 21617 -> new Outcome.Refused(FailureCode.PAYLOAD_TOO_LARGE, detail);
      default -> byStatus(status, retryAfter, detail);
    };
  }

  /** Why a message or call did not arrive, by the code in a callback; 0 where there is none. */
  public static FailureCode ofCallback(int code) {
    return switch (code) {
      case 30005, 21211, 21614 -> FailureCode.ADDRESS_UNKNOWN;
      case 30007, 30034, 30004, OPTED_OUT -> FailureCode.MESSAGE_REFUSED;
      case 30001, 30022 -> FailureCode.THROTTLED;
      case 30002 -> FailureCode.CREDENTIALS_REFUSED;
      default -> FailureCode.RECIPIENT_UNAVAILABLE;
    };
  }

  /** Twilio's words without any number or secret, and no longer than may be kept. */
  static String cleaned(String words, TwilioAccount account) {
    String clean = NUMBER.matcher(words.replaceAll("\\p{Cntrl}", " ")).replaceAll("<number>");
    String safe = clean.replace(account.authToken(), "<token>");
    return safe.length() <= MAX_DETAIL ? safe : safe.substring(0, MAX_DETAIL);
  }

  private static Outcome byStatus(int status, @Nullable Duration retryAfter, String detail) {
    return switch (status) {
      case 401, 403 -> new Outcome.TryLater(FailureCode.CREDENTIALS_REFUSED, retryAfter, detail);
      case 429 -> new Outcome.TryLater(FailureCode.THROTTLED, retryAfter, detail);
      case 408 -> new Outcome.TryLater(FailureCode.PROVIDER_BUSY, retryAfter, detail);
      case 413 -> new Outcome.Refused(FailureCode.PAYLOAD_TOO_LARGE, detail);
      default -> {
        if (status >= 500) {
          yield new Outcome.TryLater(FailureCode.PROVIDER_BUSY, retryAfter, detail);
        }
        yield status >= 400
            ? new Outcome.Refused(FailureCode.MESSAGE_REFUSED, detail)
            : new Outcome.TryLater(FailureCode.PROVIDER_FAULT, retryAfter, detail);
      }
    };
  }
}
