package dev.bongsu.channel.ios;

import dev.bongsu.channel.spi.OutboundDismissal;
import dev.bongsu.json.Json;
import dev.bongsu.json.PushPayload;
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
  private static final String DELIVERY_ID = "deliveryId";

  static Alert of(Content content, DeliveryId id) {
    PushPayload.Apns apns = PushPayload.apns(content);
    Map<String, @Nullable Object> payload = new LinkedHashMap<>(apns.payload());
    byte[] plain = Json.write(payload);
    // By it the device says what was read; not so dear that a message would not go for it.
    payload.putIfAbsent(DELIVERY_ID, id.toString());
    byte[] named = Json.write(payload);
    return new Alert(apns.shown(), named.length > PushPayload.MAX_BYTES ? plain : named);
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
}
