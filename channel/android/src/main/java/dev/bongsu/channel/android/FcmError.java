package dev.bongsu.channel.android;

import dev.bongsu.channel.http2.Reply;
import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why the service did not take a message ("ErrorCode", and google.rpc.Status around it).
 *
 * @param code the service's own, else the status that all of Google's interfaces have
 * @param aboutToken whether it says that the field with the device's token is wrong
 */
record FcmError(String code, boolean aboutToken, String words) {
  private static final int MAX_WORDS = 300;
  private static final String NAME = "[A-Z_]{1,64}";

  /** Null where the answer is no such error. */
  static @Nullable FcmError of(Reply.Answer answer) {
    try {
      if (!(Json.readObject(answer.body()).get("error") instanceof Map<?, ?> error)) {
        return null;
      }
      String code = error.get("status") instanceof String status ? status : "";
      boolean aboutToken = false;
      if (error.get("details") instanceof List<?> details) {
        for (Object each : details) {
          if (each instanceof Map<?, ?> detail) {
            code = detail.get("errorCode") instanceof String own ? own : code;
            aboutToken |= violates(detail.get("fieldViolations"));
          }
        }
      }
      String words = error.get("message") instanceof String message ? message : "";
      return code.matches(NAME) ? new FcmError(code, aboutToken, words) : null;
    } catch (JsonException _) {
      return null;
    }
  }

  /** Whether the access token is no longer taken, and another might be. */
  boolean isAboutAccess(int status) {
    return status == 401 && !code.equals("THIRD_PARTY_AUTH_ERROR");
  }

  /**
   * What it means to the message.
   *
   * @param secrets which must not leave
   */
  Outcome outcome(Reply.Answer answer, Instant now, List<String> secrets) {
    String detail = detail(secrets);
    return switch (code) {
      case "UNREGISTERED" -> new Outcome.AddressGone(now, detail);
      case "INVALID_ARGUMENT" ->
          aboutToken
              ? new Outcome.AddressGone(now, detail)
              : new Outcome.Refused(FailureCode.MESSAGE_REFUSED, detail);
      case "SENDER_ID_MISMATCH" -> new Outcome.Refused(FailureCode.ADDRESS_UNKNOWN, detail);
      case "QUOTA_EXCEEDED", "RESOURCE_EXHAUSTED" ->
          later(FailureCode.THROTTLED, answer, now, detail);
      case "UNAVAILABLE", "INTERNAL" -> later(FailureCode.PROVIDER_BUSY, answer, now, detail);
      case "THIRD_PARTY_AUTH_ERROR", "UNAUTHENTICATED", "PERMISSION_DENIED" ->
          later(FailureCode.CREDENTIALS_REFUSED, answer, now, detail);
      // UNSPECIFIED_ERROR, and what the service may yet learn to say.
      default -> byStatus(answer, now, detail);
    };
  }

  private static Outcome byStatus(Reply.Answer answer, Instant now, String detail) {
    return switch (answer.status()) {
      case 400 -> new Outcome.Refused(FailureCode.MESSAGE_REFUSED, detail);
      case 401, 403 -> later(FailureCode.CREDENTIALS_REFUSED, answer, now, detail);
      case 413 -> new Outcome.Refused(FailureCode.PAYLOAD_TOO_LARGE, detail);
      case 429 -> later(FailureCode.THROTTLED, answer, now, detail);
      case 500, 502, 503, 504 -> later(FailureCode.PROVIDER_BUSY, answer, now, detail);
      default -> later(FailureCode.PROVIDER_FAULT, answer, now, detail);
    };
  }

  /** For an answer that is no error of the service: of a proxy, or of something else altogether. */
  static Outcome ofStatus(Reply.Answer answer, Instant now) {
    String detail = "status " + answer.status() + " without an error of the service";
    return switch (answer.status()) {
      case 401, 403 -> later(FailureCode.CREDENTIALS_REFUSED, answer, now, detail);
      case 429 -> later(FailureCode.THROTTLED, answer, now, detail);
      case 500, 502, 503, 504 -> later(FailureCode.PROVIDER_BUSY, answer, now, detail);
      default -> later(FailureCode.PROVIDER_FAULT, answer, now, detail);
    };
  }

  private static Outcome later(FailureCode code, Reply.Answer answer, Instant now, String detail) {
    return new Outcome.TryLater(code, answer.retryAfter(now), detail);
  }

  private static boolean violates(@Nullable Object violations) {
    return violations instanceof List<?> list
        && list.stream()
            .anyMatch(each ->
                each instanceof Map<?, ?> violation
                    && "message.token".equals(violation.get("field")));
  }

  /** The service's words without what they may repeat: addresses, and whatever looks like one. */
  private String detail(List<String> secrets) {
    String clean = words;
    for (String secret : secrets) {
      clean = clean.replace(secret, "<omitted>");
    }
    clean = clean.replaceAll("\\S{40,}", "<omitted>").replaceAll("\\p{Cntrl}", " ");
    clean = clean.length() > MAX_WORDS ? clean.substring(0, MAX_WORDS) : clean;
    return clean.isEmpty() ? code : code + ": " + clean;
  }
}
