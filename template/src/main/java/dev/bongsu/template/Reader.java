package dev.bongsu.template;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who reads a text: what formats depend on.
 *
 * @param locale BCP 47, empty for the content's own
 * @param timeZone IANA, empty for UTC
 */
public record Reader(String locale, String timeZone) {
  /** What texts may ask of a reader: the names after the {@code @}. */
  static final Set<String> NAMES = Set.of("locale", "timeZone");

  /** The same, but with this locale where none is known. */
  Reader orLocale(String other) {
    return locale.isEmpty() ? new Reader(other, timeZone) : this;
  }

  /** What {@code @name} says. */
  @Nullable String said(String name) {
    return switch (name) {
      case "locale" -> locale;
      case "timeZone" -> timeZone.isEmpty() ? "UTC" : timeZone;
      default -> null;
    };
  }
}
