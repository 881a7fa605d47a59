package dev.bongsu.channel.browser;

import dev.bongsu.channel.spi.OutboundDismissal;
import dev.bongsu.channel.spi.OutboundMessage;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.DeliveryId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a page's service worker gets (A33); what the content does not have is null. */
final class Plaintext {
  private Plaintext() {}

  static byte[] of(OutboundMessage message) {
    Content content = message.content();
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", message.id().toString());
    json.put("title", content.text("title"));
    json.put("body", content.text("body"));
    json.put("url", content.text("url"));
    json.put("data", content.fields().get("data"));
    return Json.write(json);
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
