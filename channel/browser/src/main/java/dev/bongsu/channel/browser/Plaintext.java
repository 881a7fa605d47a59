package dev.bongsu.channel.browser;

import dev.bongsu.channel.spi.OutboundDismissal;
import dev.bongsu.channel.spi.OutboundMessage;
import dev.bongsu.json.Json;
import dev.bongsu.json.PushPayload;
import dev.bongsu.kernel.DeliveryId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a page's service worker gets (A33); what the content does not have is null. */
final class Plaintext {
  private Plaintext() {}

  static byte[] of(OutboundMessage message) {
    return Json.write(PushPayload.webPush(message.content(), message.id().toString()));
  }

  /** What it gets to close what it showed; told from a message by its event. */
  static byte[] of(OutboundDismissal dismissal) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("event", "dismiss");
    json.put("deliveries", dismissal.deliveries().stream().map(DeliveryId::toString).toList());
    json.put("unread", dismissal.unread());
    return Json.write(json);
  }
}
