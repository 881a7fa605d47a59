package dev.bongsu.template;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who reads a text: what formats and links depend on.
 *
 * @param locale BCP 47, empty for the content's own
 * @param timeZone IANA, empty for UTC
 * @param links that belong to the reader alone
 */
public record Reader(String locale, String timeZone, Links links) {
  /** The names after the {@code @}. */
  static final Set<String> NAMES = Set.of("locale", "timeZone", "unsubscribeUrl", "preferencesUrl");

  /** Links that each recipient gets one's own of; asked only by texts that show them. */
  public interface Links {
    /** None. */
    Links NONE =
        new Links() {
          @Override
          public @Nullable String unsubscribe() {
            return null;
          }

          @Override
          public @Nullable String preferences() {
            return null;
          }
        };

    /** Where the recipient opts out; null where there is nothing to opt out of. */
    @Nullable String unsubscribe();

    /** Where the recipient sees and changes their preferences; null where they cannot. */
    @Nullable String preferences();
  }

  /** Somebody of this language and time zone, without links. */
  public static Reader of(String locale, String timeZone) {
    return new Reader(locale, timeZone, Links.NONE);
  }

  /** The same, but with this locale where none is known. */
  Reader orLocale(String other) {
    return locale.isEmpty() ? new Reader(other, timeZone, links) : this;
  }

  /** What {@code @name} says. */
  @Nullable String said(String name) {
    return switch (name) {
      case "locale" -> locale;
      case "timeZone" -> timeZone.isEmpty() ? "UTC" : timeZone;
      case "unsubscribeUrl" -> links.unsubscribe();
      case "preferencesUrl" -> links.preferences();
      default -> null;
    };
  }
}
