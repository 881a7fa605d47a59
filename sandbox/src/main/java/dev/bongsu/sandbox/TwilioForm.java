package dev.bongsu.sandbox;

import dev.bongsu.kernel.Content;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The parameters by which Twilio is asked for a message or a call, and what it demands of them. */
record TwilioForm(Map<String, List<String>> fields) {
  private static final int MOST_TEXT = 1_600;
  private static final int MOST_TWIML = 4_000;
  private static final String NUMBER = "\\+[1-9]\\d{6,14}";
  private static final Set<String> SOURCES = Set.of("From", "MessagingServiceSid");

  /** What a call comes through, in order. */
  private static final List<String> STATUS_EVENTS =
      List.of("initiated", "ringing", "answered", "completed");

  /** Why Twilio refuses: its own code and words. */
  record Problem(int code, String message) {}

  @Nullable String field(String name) {
    String value = fields.getOrDefault(name, List.of("")).getFirst();
    return value.isEmpty() ? null : value;
  }

  /** What it is sent from. */
  @Nullable String source() {
    return SOURCES.stream()
        .filter(each -> field(each) != null)
        .map(this::field)
        .findFirst()
        .orElse(null);
  }

  /** Null for a message that can be sent. */
  @Nullable Problem problemOfMessage() {
    String body = field("Body");
    Problem problem = problemOfParties();
    if (problem != null) {
      return problem;
    }
    if (body == null) {
      return new Problem(21602, "Message body is required");
    }
    if (body.length() > MOST_TEXT) {
      return new Problem(21617, "The concatenated message body exceeds the 1600 character limit");
    }
    problem = problemOfCallback();
    return problem == null ? problemOfMagic(false) : problem;
  }

  /** Null for a call that can be made. */
  @Nullable Problem problemOfCall() {
    Problem problem = problemOfParties();
    if (problem != null) {
      return problem;
    }
    String twiml = field("Twiml");
    if (twiml == null && field("Url") == null) {
      return new Problem(21205, "Url parameter is required");
    }
    if (twiml != null && twiml.length() > MOST_TWIML) {
      return new Problem(21204, "Twiml exceeds 4000 characters");
    }
    if (twiml != null && !Speech.isTwiml(twiml)) {
      return new Problem(12100, "Document parse failure");
    }
    if (!STATUS_EVENTS.containsAll(fields.getOrDefault("StatusCallbackEvent", List.of()))) {
      return new Problem(21626, "Invalid StatusCallbackEvent");
    }
    problem = problemOfCallback();
    return problem == null ? problemOfMagic(true) : problem;
  }

  /**
   * What of a call that comes through all this is to be told; of none only its end, which is called
   * {@code completed} however it ended.
   */
  List<String> statusEvents(PhoneFate.Call call) {
    List<String> wanted = fields.getOrDefault("StatusCallbackEvent", List.of("completed"));
    return STATUS_EVENTS.stream()
        .filter(wanted::contains)
        .filter(event -> call.isAnswered() || !event.equals("answered"))
        .toList();
  }

  /** As it came, field by field. */
  byte[] raw() {
    return fields.entrySet().stream()
        .flatMap(entry ->
            entry.getValue().stream()
                .map(value ->
                    entry.getKey() + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)))
        .collect(Collectors.joining("&"))
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** A message's text, and its form. */
  static SandboxMessage.Body text(byte[] raw) {
    String form = new String(raw, StandardCharsets.US_ASCII);
    String text = "";
    for (String pair : form.split("&", -1)) {
      if (pair.startsWith("Body=")) {
        text = URLDecoder.decode(pair.substring(5), StandardCharsets.UTF_8);
      }
    }
    return new SandboxMessage.Body(new Content(Map.of("text", text)), form);
  }

  private @Nullable Problem problemOfParties() {
    String to = field("To");
    if (to == null) {
      return new Problem(21604, "A 'To' phone number is required");
    }
    if (!to.matches(NUMBER)) {
      return new Problem(21211, "The 'To' number " + to + " is not a valid phone number");
    }
    return source() == null ? new Problem(21603, "A 'From' phone number is required") : null;
  }

  /** What Twilio says of its own numbers for tests ("Test credentials", "Magic input"). */
  private @Nullable Problem problemOfMagic(boolean call) {
    return switch (String.valueOf(field("To"))) {
      case "+15005550001" ->
          call
              ? new Problem(21217, "Phone number does not appear to be valid")
              : new Problem(21211, "Invalid 'To' Phone Number");
      case "+15005550002" ->
          call
              ? new Problem(21214, "'To' phone number cannot be reached")
              : new Problem(21612, "The 'To' phone number is not currently reachable via SMS");
      case "+15005550003" ->
          call
              ? new Problem(21215, "Account not authorized to call this number")
              : new Problem(21408, "Permission to send an SMS has not been enabled for the region");
      case "+15005550004" ->
          call
              ? new Problem(21216, "Account not allowed to call this number")
              : new Problem(21610, "Attempt to send to unsubscribed recipient");
      case "+15005550009" ->
          call ? null : new Problem(21614, "'To' number is not a valid mobile number");
      default -> null;
    };
  }

  private @Nullable Problem problemOfCallback() {
    String callback = field("StatusCallback");
    return callback == null || isHttp(callback)
        ? null
        : new Problem(21609, "The 'StatusCallback' URL " + callback + " is not valid");
  }

  private static boolean isHttp(String url) {
    try {
      URI uri = URI.create(url);
      return uri.getHost() != null && String.valueOf(uri.getScheme()).matches("https?");
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
