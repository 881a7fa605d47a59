package dev.bongsu.template;

import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.InvalidException;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Renders what notifications say, from stored templates and from inline content. For many threads.
 */
public final class TemplateRenderer {
  private final Templates templates;
  private final InlineContents inline;
  private final LongSupplier nanoTime;

  /**
   * Reads versions and content through these, which cache them.
   *
   * @param nanoTime tells how long a rendering takes: counts like {@link System#nanoTime}
   */
  public TemplateRenderer(Templates templates, InlineContents inline, LongSupplier nanoTime) {
    this.templates = templates;
    this.inline = inline;
    this.nanoTime = nanoTime;
  }

  /**
   * What a notification says, ready for its recipients; worth keeping for all deliveries of a
   * record. Never throws for a template or parameters at fault: rendering then says so.
   *
   * @param params a JSON object, empty for none
   */
  public Prepared prepare(Source source, byte[] params) {
    Map<String, @Nullable Object> values;
    try {
      values = params.length == 0 ? Map.of() : Json.readObject(params);
    } catch (JsonException e) {
      return Prepared.never(
          FailureCode.RENDERING_FAILED, "the parameters are not JSON: " + e.getMessage());
    }
    return switch (source) {
      case Source.Stored(var key, int version, long edition) -> {
        try {
          Optional<Template> template = templates.version(key, version, edition);
          yield template.isPresent()
              ? prepared(template.get().definition(), values)
              : Prepared.never(
                  FailureCode.RENDERING_FAILED,
                  "there is no version " + version + " of template " + key);
        } catch (InvalidException e) {
          yield Prepared.never(FailureCode.RENDERING_FAILED, String.valueOf(e.getMessage()));
        } catch (TemplatesUnavailableException e) {
          yield Prepared.notNow(String.valueOf(e.getMessage()));
        }
      }
      case Source.Inline each -> {
        try {
          yield Prepared.of(inline.compiled(each), values, nanoTime);
        } catch (InvalidException e) {
          yield Prepared.never(FailureCode.RENDERING_FAILED, String.valueOf(e.getMessage()));
        } catch (TemplatesUnavailableException e) {
          yield Prepared.notNow(String.valueOf(e.getMessage()));
        }
      }
    };
  }

  private Prepared prepared(Definition definition, Map<String, @Nullable Object> given) {
    return Prepared.of(definition.content(), definition.parameters().withDefaults(given), nanoTime);
  }

  /** One rendering at once. */
  public Rendering render(Source source, byte[] params, Channel channel, Reader reader) {
    return prepare(source, params).render(channel, reader);
  }
}
