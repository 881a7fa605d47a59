package dev.bongsu.channel.ios;

import dev.bongsu.channel.http2.Reply;
import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why the push service did not take a message.
 *
 * @param word its error string ("Handling notification responses from APNs")
 * @param since when the address died, null where that is not the reason
 */
record Reason(String word, @Nullable Instant since) {
  static final String EXPIRED_PROVIDER_TOKEN = "ExpiredProviderToken";

  private static final String LETTERS = "[A-Za-z]{1,64}";

  /** Null where the answer names none, as the service always does. */
  static @Nullable Reason of(Reply.Answer answer) {
    try {
      Map<String, @Nullable Object> body = Json.readObject(answer.body());
      // Nothing but a word: what else might stand there could hold the address.
      return body.get("reason") instanceof String word && word.matches(LETTERS)
          ? new Reason(word, time(body.get("timestamp")))
          : null;
    } catch (JsonException _) {
      return null;
    }
  }

  boolean isExpiredToken() {
    return word.equals(EXPIRED_PROVIDER_TOKEN);
  }

  /** What it means to the message. */
  Outcome outcome(Reply.Answer answer, Instant now) {
    return switch (word) {
      case "BadDeviceToken", "ExpiredToken", "Unregistered" ->
          new Outcome.AddressGone(since == null ? now : since, word);
      case "DeviceTokenNotForTopic" -> new Outcome.Refused(FailureCode.ADDRESS_UNKNOWN, word);
      case "PayloadTooLarge" -> new Outcome.Refused(FailureCode.PAYLOAD_TOO_LARGE, word);
      case "BadCollapseId",
          "BadExpirationDate",
          "BadMessageId",
          "BadPath",
          "BadPriority",
          "DuplicateHeaders",
          "InvalidPushType",
          "MethodNotAllowed",
          "MissingDeviceToken",
          "PayloadEmpty" ->
          new Outcome.Refused(FailureCode.MESSAGE_REFUSED, word);
      case "BadCertificate",
          "BadCertificateEnvironment",
          "BadEnvironmentKeyIdInToken",
          "BadEnvironmentKeyInToken",
          "BadTopic",
          EXPIRED_PROVIDER_TOKEN,
          "Forbidden",
          "InvalidProviderToken",
          "MissingProviderToken",
          "MissingTopic",
          "TopicDisallowed",
          "UnrelatedKeyIdInToken" ->
          later(FailureCode.CREDENTIALS_REFUSED, answer, now);
      case "TooManyProviderTokenUpdates", "TooManyRequests" ->
          later(FailureCode.THROTTLED, answer, now);
      case "IdleTimeout", "InternalServerError", "ServiceUnavailable", "Shutdown" ->
          later(FailureCode.PROVIDER_BUSY, answer, now);
      // Reasons are added from time to time: the status says what kind this is.
      default -> byStatus(answer, now);
    };
  }

  private Outcome byStatus(Reply.Answer answer, Instant now) {
    return switch (answer.status()) {
      case 400 -> new Outcome.Refused(FailureCode.MESSAGE_REFUSED, word);
      case 403 -> later(FailureCode.CREDENTIALS_REFUSED, answer, now);
      case 410 -> new Outcome.AddressGone(since == null ? now : since, word);
      case 413 -> new Outcome.Refused(FailureCode.PAYLOAD_TOO_LARGE, word);
      case 429 -> later(FailureCode.THROTTLED, answer, now);
      case 500, 502, 503, 504 -> later(FailureCode.PROVIDER_BUSY, answer, now);
      default -> later(FailureCode.PROVIDER_FAULT, answer, now);
    };
  }

  private Outcome later(FailureCode code, Reply.Answer answer, Instant now) {
    return new Outcome.TryLater(code, answer.retryAfter(now), word);
  }

  /** Milliseconds since 1970. */
  private static @Nullable Instant time(@Nullable Object value) {
    try {
      return value instanceof Number number ? Instant.ofEpochMilli(number.longValue()) : null;
    } catch (DateTimeException _) {
      return null;
    }
  }
}
