package dev.bongsu.channel.android;

import dev.bongsu.channel.spi.OutboundDismissal;
import dev.bongsu.channel.spi.OutboundMessage;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as the service takes it ({@code projects.messages.send}).
 *
 * @param payloadBytes of what the device gets, which is what the service limits
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record FcmMessage(int payloadBytes, byte[] body) {
  /** The largest payload that the service takes. */
  static final int MAX_PAYLOAD_BYTES = 4096;

  /** The service keeps no message longer. */
  private static final Duration LONGEST_TTL = Duration.ofDays(28);

  private static final int MAX_LABEL = 50;
  private static final String DELIVERY_ID = "deliveryId";

  static FcmMessage of(OutboundMessage message, Instant now) {
    Map<String, Object> words = words(message.content());
    // How a message is shown is said, and counts, only where there is something to show.
    Map<String, Object> shown = words.isEmpty() ? Map.of() : shown(message.content());
    int shownBytes = shown.isEmpty() ? 0 : Json.write(shown).length;
    Map<String, Object> payload =
        payload(message, words, /* maxBytes= */ MAX_PAYLOAD_BYTES - shownBytes);
    Map<String, Object> android = new LinkedHashMap<>();
    android.put("priority", message.priority() == Priority.HIGH ? "HIGH" : "NORMAL");
    android.put("ttl", ttl(message.expiresAt(), now) + "s");
    if (message.collapseKey() != null) {
      android.put("collapse_key", message.collapseKey());
    }
    if (!words.isEmpty()) {
      // What is shown under its id can be found by it, and is replaced if it is sent twice.
      shown.putIfAbsent("tag", message.id().toString());
      android.put("notification", shown);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("token", message.address().value());
    all.putAll(payload);
    all.put("android", android);
    if (message.category() != null) {
      String category = message.category();
      String label = category.substring(0, Math.min(category.length(), MAX_LABEL));
      all.put("fcm_options", Map.of("analytics_label", label));
    }
    return new FcmMessage(
        Json.write(payload).length + shownBytes, Json.write(Map.of("message", all)));
  }

  /** A data message (never shown) that names what is to be shown no longer. */
  static FcmMessage of(OutboundDismissal dismissal, Instant now) {
    List<String> ids = dismissal.deliveries().stream().map(DeliveryId::toString).toList();
    Map<String, Object> payload =
        Map.of(
            "data",
            Map.of(
                "event",
                "dismiss",
                "deliveries",
                Json.writeText(ids),
                "unread",
                Integer.toString(dismissal.unread())));
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("token", dismissal.address().value());
    all.putAll(payload);
    all.put("android", Map.of("priority", "NORMAL", "ttl", ttl(dismissal.expiresAt(), now) + "s"));
    return new FcmMessage(Json.write(payload).length, Json.write(Map.of("message", all)));
  }

  /** What the device shows ({@code Notification}); without any it is a data message. */
  private static Map<String, Object> words(Content content) {
    Map<String, Object> words = new LinkedHashMap<>();
    put(words, "title", content.text("title"));
    put(words, "body", content.text("body"));
    put(words, "image", content.text("image"));
    return words;
  }

  private static Map<String, Object> payload(
      OutboundMessage message, Map<String, Object> words, int maxBytes) {
    Map<String, Object> payload = new LinkedHashMap<>();
    if (!words.isEmpty()) {
      payload.put("notification", words);
    }
    Map<String, Object> texts = new LinkedHashMap<>();
    if (message.content().fields().get("data") instanceof Map<?, ?> data) {
      // Values are texts here, whatever they were.
      data.forEach((name, value) ->
          texts.put(
              String.valueOf(name), value instanceof String text ? text : Json.writeText(value)));
    }
    if (!texts.isEmpty()) {
      payload.put("data", texts);
    }
    return withId(payload, texts, message.id().toString(), maxBytes);
  }

  /** The id that the device says it read; not so dear that a message would not go for it. */
  private static Map<String, Object> withId(
      Map<String, Object> payload, Map<String, Object> texts, String id, int maxBytes) {
    Map<String, Object> more = new LinkedHashMap<>(texts);
    more.putIfAbsent(DELIVERY_ID, id);
    Map<String, Object> all = new LinkedHashMap<>(payload);
    all.put("data", more);
    return Json.write(all).length > maxBytes ? payload : all;
  }

  /** How the device shows it ({@code AndroidNotification}). */
  private static Map<String, Object> shown(Content content) {
    Map<String, Object> shown = new LinkedHashMap<>();
    put(shown, "sound", content.text("sound"));
    put(shown, "channel_id", content.text("channelId"));
    put(shown, "tag", content.text("tag"));
    put(shown, "click_action", content.text("clickAction"));
    if (content.fields().get("badge") instanceof Number badge) {
      shown.put("notification_count", badge);
    }
    return shown;
  }

  private static void put(Map<String, Object> map, String name, @Nullable String text) {
    if (text != null && !text.isEmpty()) {
      map.put(name, text);
    }
  }

  private static long ttl(Instant expiresAt, Instant now) {
    return Math.clamp(Duration.between(now, expiresAt).toSeconds(), 0, LONGEST_TTL.toSeconds());
  }
}
