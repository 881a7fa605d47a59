package dev.bongsu.channel.android;

import dev.bongsu.channel.spi.OutboundDismissal;
import dev.bongsu.channel.spi.OutboundMessage;
import dev.bongsu.json.Json;
import dev.bongsu.json.PushPayload;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A message as the service takes it ({@code projects.messages.send}).
 *
 * @param payloadBytes of what the device gets, which is what the service limits
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record FcmMessage(int payloadBytes, byte[] body) {
  /** The service keeps no message longer. */
  private static final Duration LONGEST_TTL = Duration.ofDays(28);

  private static final int MAX_LABEL = 50;
  private static final String DELIVERY_ID = "deliveryId";

  static FcmMessage of(OutboundMessage message, Instant now) {
    PushPayload.Fcm fcm = PushPayload.fcm(message.content());
    int shownBytes = fcm.shownBytes();
    Map<String, Object> payload =
        withId(fcm, message.id().toString(), /* maxBytes= */ PushPayload.MAX_BYTES - shownBytes);
    Map<String, Object> android = new LinkedHashMap<>();
    android.put("priority", message.priority() == Priority.HIGH ? "HIGH" : "NORMAL");
    android.put("ttl", ttl(message.expiresAt(), now) + "s");
    if (message.collapseKey() != null) {
      android.put("collapse_key", message.collapseKey());
    }
    if (!fcm.notification().isEmpty()) {
      Map<String, Object> shown = new LinkedHashMap<>(fcm.shown());
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

  /** The id that the device says it read; not so dear that a message would not go for it. */
  private static Map<String, Object> withId(PushPayload.Fcm fcm, String id, int maxBytes) {
    Map<String, Object> more = new LinkedHashMap<>(fcm.data());
    more.putIfAbsent(DELIVERY_ID, id);
    Map<String, Object> payload = fcm.parts();
    Map<String, Object> all = new LinkedHashMap<>(payload);
    all.put("data", more);
    return Json.write(all).length > maxBytes ? payload : all;
  }

  private static long ttl(Instant expiresAt, Instant now) {
    return Math.clamp(Duration.between(now, expiresAt).toSeconds(), 0, LONGEST_TTL.toSeconds());
  }
}
