package dev.bongsu.channel.spi;

import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.log.wire.Delivery;
import dev.bongsu.log.wire.Message;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds what a delivery says: rendered already, or by the renderer. For many threads. */
final class Rendering {
  private static final Logger LOG = LoggerFactory.getLogger(Rendering.class);

  private final Renderer renderer;

  Rendering(Renderer renderer) {
    this.renderer = renderer;
  }

  Renderer.Rendered of(PolledDelivery delivery) {
    Message message = delivery.of().message();
    if (message.getRendered()) {
      return rendered(message);
    }
    Delivery wire = delivery.wire();
    String recipient = wire.getRecipient().isEmpty() ? null : wire.getRecipient();
    try {
      return renderer.render(
          message, delivery.address(), wire.getLocale(), wire.getTimeZone(), recipient);
    } catch (RuntimeException e) {
      LOG.error("Notification {} could not be rendered", delivery.of().notification(), e);
      return new Renderer.Rendered.Impossible(
          FailureCode.RENDERING_FAILED, "a defect of this service, see its log");
    }
  }

  private static Renderer.Rendered rendered(Message message) {
    try {
      Map<String, Object> fields = new LinkedHashMap<>();
      Json.readObject(message.getContent().toByteArray())
          .forEach((name, value) -> putUnlessNull(fields, name, value));
      return new Renderer.Rendered.Ready(new Content(fields));
    } catch (JsonException _) {
      return new Renderer.Rendered.Impossible(
          FailureCode.RENDERING_FAILED, "the rendered content is not a JSON object");
    }
  }

  private static void putUnlessNull(
      Map<String, Object> fields, String name, @Nullable Object value) {
    if (value != null) {
      fields.put(name, value);
    }
  }
}
