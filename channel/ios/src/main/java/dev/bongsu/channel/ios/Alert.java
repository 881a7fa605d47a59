package dev.bongsu.channel.ios;

import dev.bongsu.channel.spi.OutboundDismissal;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.DeliveryId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as the device gets it ("Generating a remote notification").
 *
 * @param shown whether the recipient sees or hears it; else only the app does
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Alert(boolean shown, byte[] payload) {
  /** The largest payload that the push service takes. */
  static final int MAX_BYTES = 4096;

  private static final String DELIVERY_ID = "deliveryId";

  static Alert of(Content content, DeliveryId id) {
    Map<String, Object> alert = new LinkedHashMap<>();
    put(alert, "title", content.text("title"));
    put(alert, "subtitle", content.text("subtitle"));
    put(alert, "body", content.text("body"));
    Map<String, Object> aps = new LinkedHashMap<>();
    if (!alert.isEmpty()) {
      aps.put("alert", alert);
    }
    Integer badge = badge(content.fields().get("badge"));
    if (badge != null) {
      aps.put("badge", badge);
    }
    put(aps, "sound", content.text("sound"));
    boolean shown = !aps.isEmpty();
    if (!shown) {
      aps.put("content-available", 1);
    }
    put(aps, "thread-id", content.text("threadId"));
    put(aps, "category", content.text("category"));
    put(aps, "interruption-level", content.text("interruptionLevel"));
    Map<String, @Nullable Object> payload = new LinkedHashMap<>();
    if (content.fields().get("data") instanceof Map<?, ?> data) {
      data.forEach((name, value) -> payload.put(String.valueOf(name), value));
    }
    // The service's own dictionary cannot be said in other words by data of the same name.
    payload.put("aps", aps);
    byte[] plain = Json.write(payload);
    // By it the device says what was read; not so dear that a message would not go for it.
    payload.putIfAbsent(DELIVERY_ID, id.toString());
    byte[] named = Json.write(payload);
    return new Alert(shown, named.length > MAX_BYTES ? plain : named);
  }

  /** What the app gets to have vanish what is shown ("Pushing background updates to your App"). */
  static byte[] payload(OutboundDismissal dismissal) {
    Map<String, @Nullable Object> payload = new LinkedHashMap<>();
    payload.put("aps", Map.of("content-available", 1));
    payload.put("event", "dismiss");
    payload.put("deliveries", dismissal.deliveries().stream().map(DeliveryId::toString).toList());
    payload.put("unread", dismissal.unread());
    return Json.write(payload);
  }

  private static void put(Map<String, Object> map, String name, @Nullable String text) {
    if (text != null && !text.isEmpty()) {
      map.put(name, text);
    }
  }

  private static @Nullable Integer badge(@Nullable Object value) {
    if (value == null || !value.toString().strip().matches("\\d{1,9}")) {
      return null;
    }
    return Integer.valueOf(value.toString().strip());
  }
}
