package dev.bongsu.template;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who reads a text: what formats depend on, and where their links lead.
 *
 * @param locale BCP 47, empty for the content's own
 * @param timeZone IANA, empty for UTC
 */
public record Reader(String locale, String timeZone, ReaderLinks links) {
  private static final String LOCALE = "locale";
  private static final String TIME_ZONE = "timeZone";
  private static final String UNSUBSCRIBE_URL = "unsubscribeUrl";
  private static final String PREFERENCES_URL = "preferencesUrl";
  private static final String CAN_UNSUBSCRIBE = "canUnsubscribe";

  /** What texts may ask of a reader: the names after the {@code @}. */
  static final Set<String> NAMES =
      Set.of(LOCALE, TIME_ZONE, UNSUBSCRIBE_URL, PREFERENCES_URL, CAN_UNSUBSCRIBE);

  /** Somebody who has no links, as when a text is only tried out. */
  public Reader(String locale, String timeZone) {
    this(locale, timeZone, ReaderLinks.NONE);
  }

  /** The same, but with this locale where none is known. */
  Reader orLocale(String other) {
    return locale.isEmpty() ? new Reader(other, timeZone, links) : this;
  }

  /** What {@code @name} says. */
  @Nullable Object said(String name) {
    return switch (name) {
      case LOCALE -> locale;
      case TIME_ZONE -> timeZone.isEmpty() ? "UTC" : timeZone;
      case UNSUBSCRIBE_URL -> links.unsubscribeUrl();
      case PREFERENCES_URL -> links.preferencesUrl();
      case CAN_UNSUBSCRIBE -> links.canUnsubscribe();
      default -> null;
    };
  }

  /** What a text that says {@code @name} depends on. */
  static Trait trait(String name) {
    return switch (name) {
      case LOCALE -> Trait.LOCALE;
      case UNSUBSCRIBE_URL -> Trait.UNSUBSCRIBE_URL;
      case PREFERENCES_URL -> Trait.PREFERENCES_URL;
      case CAN_UNSUBSCRIBE -> Trait.CAN_UNSUBSCRIBE;
      default -> Trait.TIME_ZONE;
    };
  }
}
