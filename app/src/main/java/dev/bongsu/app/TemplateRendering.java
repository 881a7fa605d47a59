package dev.bongsu.app;

import dev.bongsu.channel.spi.Renderer;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.kernel.TemplateKey;
import dev.bongsu.log.wire.Message;
import dev.bongsu.template.Prepared;
import dev.bongsu.template.Reader;
import dev.bongsu.template.Rendering;
import dev.bongsu.template.Source;
import dev.bongsu.template.TemplateRenderer;
import org.jspecify.annotations.Nullable;

/**
 * Lets channels render by templates without either knowing the other. Deliveries of one message
 * come one after another, so what was prepared for the last message is kept.
 */
final class TemplateRendering implements Renderer {
  private record Last(Message message, Prepared prepared) {}

  private final TemplateRenderer templates;
  private final SubscriptionLinks links;
  private volatile @Nullable Last last;

  TemplateRendering(TemplateRenderer templates, SubscriptionLinks links) {
    this.templates = templates;
    this.links = links;
  }

  @Override
  public Rendered render(
      Message message,
      Address address,
      String locale,
      String timeZone,
      @Nullable String recipient) {
    RecipientId id = recipient == null ? null : new RecipientId(recipient);
    String category = message.getCategory().isEmpty() ? null : message.getCategory();
    var reader = new Reader(locale, timeZone, links.of(id, address, category));
    return switch (prepared(message).render(address.channel(), reader)) {
      case Rendering.Ready(var content) -> new Rendered.Ready(content);
      case Rendering.Impossible(var code, var detail) -> new Rendered.Impossible(code, detail);
      case Rendering.NotNow(var detail) -> new Rendered.NotNow(detail);
    };
  }

  @SuppressWarnings("ReferenceEquality") // one record's message is one object; equals costs more
  private Prepared prepared(Message message) {
    Last known = last;
    if (known != null && known.message() == message) {
      return known.prepared();
    }
    Prepared prepared = templates.prepare(source(message), message.getParams().toByteArray());
    last = new Last(message, prepared);
    return prepared;
  }

  private static Source source(Message message) {
    return message.getTemplate().isEmpty()
        ? new Source.Inline(message.getContent().toByteArray(), message.getTemplateEdition())
        : new Source.Stored(
            new TemplateKey(message.getTemplate()),
            message.getTemplateVersion(),
            message.getTemplateEdition());
  }
}
