package dev.bongsu.template;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.FailureCode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What one notification says: content with its parameters. Templates see nothing of a recipient but
 * the locale, so each of the few variants is rendered once for all who share it. For many threads.
 */
public final class Prepared {
  private final Map<CompiledContent.Variant, Rendering> rendered = new ConcurrentHashMap<>(2);
  private final @Nullable CompiledContent content;
  private final Map<String, @Nullable Object> params;
  private final Rendering otherwise;

  private Prepared(
      @Nullable CompiledContent content,
      Map<String, @Nullable Object> params,
      Rendering otherwise) {
    this.content = content;
    this.params = params;
    this.otherwise = otherwise;
  }

  static Prepared of(CompiledContent content, Map<String, @Nullable Object> params) {
    return new Prepared(
        content,
        params,
        new Rendering.Impossible(
            FailureCode.NO_CONTENT, "the content has nothing for this channel"));
  }

  static Prepared never(FailureCode code, String detail) {
    return new Prepared(null, Map.of(), new Rendering.Impossible(code, detail));
  }

  static Prepared notNow(String detail) {
    return new Prepared(null, Map.of(), new Rendering.NotNow(detail));
  }

  /**
   * The fields of a channel in the recipient's language.
   *
   * @param locale BCP 47, empty for the default
   * @param timeZone IANA, empty for UTC; nothing in the language looks at it yet
   * @param recipient the recipient's id, null for an address without one
   */
  @SuppressWarnings("UnusedVariable") // the shape of rendering, which helpers for times will need
  public Rendering render(
      Channel channel, String locale, String timeZone, @Nullable String recipient) {
    CompiledContent.Variant variant = content == null ? null : content.variant(channel, locale);
    return variant == null
        ? otherwise
        : rendered.computeIfAbsent(variant, each -> each.render(params));
  }
}
