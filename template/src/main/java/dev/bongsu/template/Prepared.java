package dev.bongsu.template;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.FailureCode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one notification says: content with its parameters. Each of the few variants is rendered
 * once for all who share what it shows of its reader. For many threads.
 */
public final class Prepared {
  /** A message to millions has many time zones; what is rarer is rendered again. */
  private static final int MAX_KEPT = 64;

  private final Map<Shown, Rendering> rendered = new ConcurrentHashMap<>(2);
  private final @Nullable CompiledContent content;
  private final Map<String, @Nullable Object> params;
  private final Rendering otherwise;
  private final LongSupplier nanoTime;

  private Prepared(
      @Nullable CompiledContent content,
      Map<String, @Nullable Object> params,
      Rendering otherwise,
      LongSupplier nanoTime) {
    this.content = content;
    this.params = params;
    this.otherwise = otherwise;
    this.nanoTime = nanoTime;
  }

  /** A variant with what of its reader it shows; else empty. */
  private record Shown(Variant variant, String locale, String timeZone) {}

  static Prepared of(
      CompiledContent content, Map<String, @Nullable Object> params, LongSupplier nanoTime) {
    return new Prepared(
        content,
        params,
        new Rendering.Impossible(
            FailureCode.NO_CONTENT, "the content has nothing for this channel"),
        nanoTime);
  }

  static Prepared never(FailureCode code, String detail) {
    return new Prepared(null, Map.of(), new Rendering.Impossible(code, detail), () -> 0);
  }

  static Prepared notNow(String detail) {
    return new Prepared(null, Map.of(), new Rendering.NotNow(detail), () -> 0);
  }

  /** The fields of a channel in the recipient's language. */
  public Rendering render(Channel channel, Reader reader) {
    Variant variant = content == null ? null : content.variant(channel, reader.locale());
    if (variant == null) {
      return otherwise;
    }
    if (variant.isPersonal()) {
      return variant.render(params, reader, nanoTime);
    }
    var shown =
        new Shown(
            variant,
            variant.traits().contains(Trait.LOCALE) ? reader.locale() : "",
            variant.traits().contains(Trait.TIME_ZONE) ? reader.timeZone() : "");
    Rendering known = rendered.get(shown);
    if (known == null) {
      known = variant.render(params, reader, nanoTime);
      if (rendered.size() < MAX_KEPT) {
        rendered.put(shown, known);
      }
    }
    return known;
  }
}
