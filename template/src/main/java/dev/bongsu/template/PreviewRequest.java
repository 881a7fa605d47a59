package dev.bongsu.template;

import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.RecipientId;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What to preview, and for whom.
 *
 * @param locale BCP 47, empty for the default
 * @param timeZone IANA, empty for UTC
 * @param recipient whose language and time zone to take where the request names none, null for
 *     nobody's
 * @param channel null for the first one that the template has
 * @param version null for the live one
 * @param links stand for those of a message
 */
public record PreviewRequest(
    Map<String, @Nullable Object> params,
    String locale,
    String timeZone,
    @Nullable RecipientId recipient,
    @Nullable Channel channel,
    @Nullable Integer version,
    ReaderLinks links) {
  /** From the body of a request; without links. */
  public static PreviewRequest of(Map<String, @Nullable Object> body) throws InvalidException {
    Fields fields = Fields.of(body);
    Map<String, @Nullable Object> params = fields.map("params");
    String locale = fields.named("locale", "a BCP 47 language tag", PreviewRequest::locale);
    String timeZone = fields.timeZone("timeZone");
    RecipientId recipient = fields.named("recipient", "the id of a recipient", RecipientId::parsed);
    Channel channel = fields.named("channel", "the name of a channel", Channel::named);
    Integer version = fields.integer("version", 1, Integer.MAX_VALUE);
    fields.done();
    return new PreviewRequest(
        params == null ? Map.of() : params,
        locale == null ? "" : locale,
        timeZone == null ? "" : timeZone,
        recipient,
        channel,
        version,
        ReaderLinks.NONE);
  }

  private static Optional<String> locale(String tag) {
    if (tag.isEmpty() || tag.equals(Locales.DEFAULT)) {
      return Optional.of("");
    }
    return Locales.isLocale(tag) ? Optional.of(tag) : Optional.empty();
  }

  /**
   * The same for whoever reads so, where it does not say otherwise.
   *
   * @param ownLocale BCP 47, null for none
   * @param ownTimeZone IANA, null for none
   */
  public PreviewRequest readBy(@Nullable String ownLocale, @Nullable String ownTimeZone) {
    return new PreviewRequest(
        params,
        locale.isEmpty() && ownLocale != null ? ownLocale : locale,
        timeZone.isEmpty() && ownTimeZone != null ? ownTimeZone : timeZone,
        recipient,
        channel,
        version,
        links);
  }

  /** The same with these links. */
  public PreviewRequest with(ReaderLinks sample) {
    return new PreviewRequest(params, locale, timeZone, recipient, channel, version, sample);
  }
}
