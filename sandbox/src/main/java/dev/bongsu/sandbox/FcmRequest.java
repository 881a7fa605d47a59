package dev.bongsu.sandbox;

import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A request to send ({@code projects.messages.send}), read as strictly as the service reads it:
 * unknown fields, values of the wrong kind and payloads that are too large are refused.
 *
 * @param dryRun whether it is only to be checked ({@code validate_only})
 */
record FcmRequest(String token, boolean dryRun) {
  private static final int MAX_PAYLOAD_BYTES = 4096;
  private static final int MAX_TOKEN = 4096;
  private static final BigDecimal MAX_TTL_SECONDS = BigDecimal.valueOf(28L * 24 * 3600);
  private static final Set<String> REQUEST = Set.of("message", "validate_only");
  private static final Set<String> MESSAGE =
      Set.of(
          "name",
          "data",
          "notification",
          "android",
          "webpush",
          "apns",
          "fcm_options",
          "token",
          "topic",
          "condition");
  private static final Set<String> NOTIFICATION = Set.of("title", "body", "image");
  private static final Set<String> OPTIONS = Set.of("analytics_label");
  private static final Set<String> ANDROID_TEXTS =
      Set.of(
          "title",
          "body",
          "icon",
          "color",
          "sound",
          "tag",
          "click_action",
          "channel_id",
          "ticker",
          "image");
  private static final Set<String> ANDROID_NOTIFICATION =
      Stream.concat(
              ANDROID_TEXTS.stream(),
              Stream.of(
                  "body_loc_key",
                  "body_loc_args",
                  "title_loc_key",
                  "title_loc_args",
                  "sticky",
                  "event_time",
                  "local_only",
                  "notification_priority",
                  "default_sound",
                  "default_vibrate_timings",
                  "default_light_settings",
                  "vibrate_timings",
                  "visibility",
                  "notification_count",
                  "light_settings",
                  "bypass_proxy_notification",
                  "proxy"))
          .collect(Collectors.toUnmodifiableSet());
  private static final Set<String> ANDROID =
      Set.of(
          "collapse_key",
          "priority",
          "ttl",
          "restricted_package_name",
          "data",
          "notification",
          "fcm_options",
          "direct_boot_ok",
          "bandwidth_constrained_ok",
          "restricted_satellite_ok");

  /** What the service finds wrong, and where. */
  static final class Invalid extends Exception {
    private static final long serialVersionUID = 1L;

    private final String field;

    Invalid(String field, String words) {
      super(words);
      this.field = field;
    }

    String field() {
      return field;
    }
  }

  /**
   * The request in a body.
   *
   * @throws Invalid if the service would refuse it
   */
  static FcmRequest of(byte[] body) throws Invalid {
    Map<String, @Nullable Object> request;
    try {
      // Its JSON has fields in either spelling (ProtoJSON).
      request = spelled(Json.readObject(body));
    } catch (JsonException e) {
      throw new Invalid("", "Invalid JSON payload received. " + e.getMessage());
    }
    known("", request, REQUEST);
    Map<?, ?> message = object("message", request.get("message"));
    known("message.", message, MESSAGE);
    String token = token(message);
    data("message.data", message.get("data"));
    texts("message.notification", message.get("notification"), NOTIFICATION);
    options("message.fcm_options", message.get("fcm_options"));
    android(message.get("android"));
    size(message);
    return new FcmRequest(token, Boolean.TRUE.equals(request.get("validate_only")));
  }

  private static String token(Map<?, ?> message) throws Invalid {
    long targets =
        List.of("token", "topic", "condition").stream().filter(message::containsKey).count();
    if (targets != 1 || !(message.get("token") instanceof String token)) {
      throw new Invalid("message", "Exactly one of token, topic or condition is required");
    }
    if (token.isEmpty() || token.length() > MAX_TOKEN || !token.matches("[\\x21-\\x7e]+")) {
      throw new Invalid(
          "message.token", "The registration token is not a valid FCM registration token");
    }
    return token;
  }

  private static void data(String field, @Nullable Object value) throws Invalid {
    if (value == null) {
      return;
    }
    for (Map.Entry<?, ?> each : object(field, value).entrySet()) {
      String key = String.valueOf(each.getKey());
      if (!(each.getValue() instanceof String)) {
        throw new Invalid(field + "." + key, "Invalid value (TYPE_STRING)");
      }
      if (key.matches("from|message_type|(google|gcm)([.].*)?")) {
        throw new Invalid(field, "Invalid data payload key: " + key);
      }
    }
  }

  private static void android(@Nullable Object value) throws Invalid {
    if (value == null) {
      return;
    }
    Map<?, ?> android = object("message.android", value);
    known("message.android.", android, ANDROID);
    Object priority = android.get("priority");
    if (priority != null && !String.valueOf(priority).matches("(?i)normal|high")) {
      throw new Invalid("message.android.priority", "Invalid value (AndroidMessagePriority)");
    }
    Object ttl = android.get("ttl");
    if (ttl != null) {
      boolean right =
          ttl instanceof String text
              && text.matches("\\d{1,12}(\\.\\d{1,9})?s")
              && new BigDecimal(text.substring(0, text.length() - 1)).compareTo(MAX_TTL_SECONDS)
                  <= 0;
      if (!right) {
        throw new Invalid("message.android.ttl", "Invalid value (Duration)");
      }
    }
    if (android.containsKey("collapse_key") && !(android.get("collapse_key") instanceof String)) {
      throw new Invalid("message.android.collapse_key", "Invalid value (TYPE_STRING)");
    }
    shown(android.get("notification"));
    data("message.android.data", android.get("data"));
    options("message.android.fcm_options", android.get("fcm_options"));
  }

  private static void shown(@Nullable Object value) throws Invalid {
    if (value == null) {
      return;
    }
    String field = "message.android.notification";
    Map<?, ?> shown = object(field, value);
    known(field + ".", shown, ANDROID_NOTIFICATION);
    for (Map.Entry<?, ?> each : shown.entrySet()) {
      String name = String.valueOf(each.getKey());
      if (ANDROID_TEXTS.contains(name) && !(each.getValue() instanceof String)) {
        throw new Invalid(field + "." + name, "Invalid value (TYPE_STRING)");
      }
    }
    Object count = shown.get("notification_count");
    if (count != null
        && !(count instanceof Long number && number >= 0 && number <= Integer.MAX_VALUE)) {
      throw new Invalid(field + ".notification_count", "Invalid value (TYPE_INT32)");
    }
  }

  private static void options(String field, @Nullable Object value) throws Invalid {
    if (value == null) {
      return;
    }
    texts(field, value, OPTIONS);
    Object label = object(field, value).get("analytics_label");
    if (label != null && !label.toString().matches("[a-zA-Z0-9-_.~%]{1,50}")) {
      throw new Invalid(field + ".analytics_label", "Invalid value");
    }
  }

  private static void size(Map<?, ?> message) throws Invalid {
    Map<String, @Nullable Object> payload = new HashMap<>();
    for (String part : List.of("notification", "data")) {
      if (message.get(part) != null) {
        payload.put(part, message.get(part));
      }
    }
    if (Json.write(payload).length > MAX_PAYLOAD_BYTES) {
      throw new Invalid("message", "Android message is too big");
    }
  }

  private static void texts(String field, @Nullable Object value, Set<String> names)
      throws Invalid {
    if (value == null) {
      return;
    }
    Map<?, ?> object = object(field, value);
    known(field + ".", object, names);
    for (Map.Entry<?, ?> each : object.entrySet()) {
      if (!(each.getValue() instanceof String)) {
        throw new Invalid(field + "." + each.getKey(), "Invalid value (TYPE_STRING)");
      }
    }
  }

  private static void known(String before, Map<?, ?> object, Set<String> names) throws Invalid {
    for (Object name : object.keySet()) {
      if (!names.contains(String.valueOf(name))) {
        throw new Invalid(
            before + name, "Invalid JSON payload received. Unknown name \"" + name + "\"");
      }
    }
  }

  private static Map<?, ?> object(String field, @Nullable Object value) throws Invalid {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new Invalid(field, "Invalid value: wanted an object");
  }

  /** The same with names in one spelling: {@code fcmOptions} becomes {@code fcm_options}. */
  private static Map<String, @Nullable Object> spelled(Map<?, ?> object) {
    Map<String, @Nullable Object> spelled = new HashMap<>();
    object.forEach((name, value) -> {
      String own =
          String.valueOf(name).replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
      boolean plain = own.equals("data") || !(value instanceof Map<?, ?>);
      spelled.put(own, plain ? value : spelled((Map<?, ?>) value));
    });
    return spelled;
  }
}
