package dev.bongsu.template;

import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.InvalidException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to preview.
 *
 * @param locale BCP 47, empty for the default
 * @param channel null for the first one that the template has
 * @param version null for the live one
 */
public record PreviewRequest(
    Map<String, @Nullable Object> params,
    String locale,
    @Nullable Channel channel,
    @Nullable Integer version) {
  private static final int MAX_LOCALE_LENGTH = 35;

  /** From the body of a request. */
  public static PreviewRequest of(Map<String, @Nullable Object> body) throws InvalidException {
    Fields fields = Fields.of(body);
    Map<String, @Nullable Object> params = fields.map("params");
    String locale = fields.text("locale", MAX_LOCALE_LENGTH);
    Channel channel = fields.named("channel", "the name of a channel", Channel::named);
    Integer version = fields.integer("version", 1, Integer.MAX_VALUE);
    fields.done();
    return new PreviewRequest(
        params == null ? Map.of() : params, locale == null ? "" : locale, channel, version);
  }
}
