package dev.bongsu.channel.email;

import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an answer of SES means, by its status and the name of its error (SendEmail, API v2). */
final class SesVerdicts {
  private static final int LONGEST_WISH_SECONDS = 6 * 3600;

  private SesVerdicts() {}

  /**
   * What came of a mail.
   *
   * @param errorType the header {@code x-amzn-ErrorType}, null for none
   * @param retryAfter the header {@code Retry-After}, null for none
   */
  static Outcome of(
      int status,
      @Nullable String errorType,
      @Nullable String retryAfter,
      byte[] body,
      Instant now) {
    Map<String, @Nullable Object> json = json(body);
    if (status == 200) {
      return json.get("MessageId") instanceof String id && !id.isEmpty()
          ? new Outcome.Accepted(id)
          : new Outcome.TryLater(
              FailureCode.PROVIDER_FAULT, null, "200 without the id of a message");
    }
    String error = error(errorType, json);
    String words = text(json, "message").isEmpty() ? text(json, "Message") : text(json, "message");
    String detail = Verdicts.clean((status + " " + error + " " + words).strip());
    if (status >= 500) {
      return new Outcome.TryLater(FailureCode.PROVIDER_BUSY, wish(retryAfter), detail);
    }
    return switch (error) {
      case "TooManyRequestsException",
          "ThrottlingException",
          "Throttling",
          "LimitExceededException" ->
          new Outcome.TryLater(FailureCode.THROTTLED, wish(retryAfter), detail);
      case "MailFromDomainNotVerifiedException",
          "SendingPausedException",
          "AccountSuspendedException",
          "NotFoundException" ->
          new Outcome.TryLater(FailureCode.CREDENTIALS_REFUSED, null, detail);
      case "MessageRejected", "MessageRejectedException" -> rejected(words, detail);
      case "BadRequestException", "ValidationException" -> bad(words, detail, now);
      default -> other(status, retryAfter, detail);
    };
  }

  private static Outcome other(int status, @Nullable String retryAfter, String detail) {
    return switch (status) {
      case 401, 403 -> new Outcome.TryLater(FailureCode.CREDENTIALS_REFUSED, null, nameOf(detail));
      case 413 -> new Outcome.Refused(FailureCode.PAYLOAD_TOO_LARGE, detail);
      case 429 -> new Outcome.TryLater(FailureCode.THROTTLED, wish(retryAfter), detail);
      default -> new Outcome.TryLater(FailureCode.PROVIDER_FAULT, null, detail);
    };
  }

  /** Some services repeat what was signed, so of refused signatures only the name is told. */
  private static String nameOf(String detail) {
    String[] parts = detail.split(" ", 3);
    return parts.length < 2 ? detail : parts[0] + " " + parts[1];
  }

  private static Outcome rejected(String words, String detail) {
    return words.contains("not verified")
        // Of our own address, or of everybody's while the account is in Amazon's sandbox.
        ? new Outcome.TryLater(FailureCode.CREDENTIALS_REFUSED, null, detail)
        : new Outcome.Refused(FailureCode.MESSAGE_REFUSED, detail);
  }

  private static Outcome bad(String words, String detail, Instant now) {
    if (words.contains("length is more than") || words.contains("too long")) {
      return new Outcome.Refused(FailureCode.PAYLOAD_TOO_LARGE, detail);
    }
    boolean address =
        words.contains("Illegal address")
            || words.contains("Missing final '@domain'")
            || words.contains("Local address contains")
            || words.contains("Domain contains")
            || words.contains("Domain starts with")
            || words.contains("Invalid domain name");
    return address
        ? new Outcome.AddressGone(now, detail)
        : new Outcome.Refused(FailureCode.MESSAGE_REFUSED, detail);
  }

  /** {@code TooManyRequestsException:http://…} in the header, or {@code __type} in the body. */
  private static String error(@Nullable String header, Map<String, @Nullable Object> json) {
    String type = header == null ? text(json, "__type") : header;
    String name = type.substring(type.lastIndexOf('#') + 1).split(":", 2)[0];
    return name.matches("[A-Za-z]{1,100}") ? name : "";
  }

  private static @Nullable Duration wish(@Nullable String retryAfter) {
    return retryAfter != null && retryAfter.strip().matches("\\d{1,9}")
        ? Duration.ofSeconds(Math.min(LONGEST_WISH_SECONDS, Long.parseLong(retryAfter.strip())))
        : null;
  }

  private static String text(Map<String, @Nullable Object> json, String name) {
    return json.get(name) instanceof String text ? text : "";
  }

  private static Map<String, @Nullable Object> json(byte[] body) {
    try {
      return Json.readObject(body);
    } catch (JsonException _) {
      return Map.of();
    }
  }
}
