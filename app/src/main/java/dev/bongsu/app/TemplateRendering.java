package dev.bongsu.app;

import dev.bongsu.channel.spi.Renderer;
import dev.bongsu.kernel.Channel;
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
  private volatile @Nullable Last last;

  TemplateRendering(TemplateRenderer templates) {
    this.templates = templates;
  }

  @Override
  public Rendered render(
      Message message,
      Channel channel,
      String locale,
      String timeZone,
      @Nullable String recipient) {
    return switch (prepared(message).render(channel, new Reader(locale, timeZone))) {
      case Rendering.Ready(var content) -> new Rendered.Ready(content);
      case Rendering.Impossible(var code, var detail) -> new Rendered.Impossible(code, detail);
      case Rendering.NotNow(var detail) -> new Rendered.NotNow(detail);
    };
  }

  @SuppressWarnings(
      "ReferenceEquality") // one record's message is one object; equality would cost what is to be
  // saved
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
        ? new Source.Inline(message.getContent().toByteArray())
        : new Source.Stored(
            new TemplateKey(message.getTemplate()),
            message.getTemplateVersion(),
            message.getTemplateEdition());
  }
}
