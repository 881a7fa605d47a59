package dev.bongsu.directory;

import dev.bongsu.json.Fields;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Texts that people wrote, checked for what neither a header nor the database can take. */
final class Texts {
  private static final int MAX_UNQUOTED_LENGTH = 8192;

  private Texts() {}

  /** One line: no control characters, since it may end up in a header. */
  static @Nullable String line(Fields fields, String name, int maxLength) {
    String text = fields.text(name, maxLength);
    if (text != null && text.chars().anyMatch(Character::isISOControl)) {
      fields.fault(name, "wanted no control characters");
    }
    return text;
  }

  /**
   * A text in the one form that {@code normal} gives it. A fault does not repeat what was found, as
   * it may be an address, which belongs in no log.
   */
  static @Nullable String unquoted(
      Fields fields, String name, String wanted, Function<String, Optional<String>> normal) {
    String text = fields.text(name, MAX_UNQUOTED_LENGTH);
    if (text == null) {
      return null;
    }
    Optional<String> value = normal.apply(text);
    if (value.isEmpty()) {
      fields.fault(name, "wanted " + wanted);
    }
    return value.orElse(null);
  }

  /** Whether a name or a text in this JSON value holds U+0000. */
  static boolean holdsNul(@Nullable Object value) {
    return switch (value) {
      case String text -> text.indexOf('\0') >= 0;
      case Map<?, ?> map ->
          map.entrySet().stream()
              .anyMatch(each -> holdsNul(each.getKey()) || holdsNul(each.getValue()));
      case List<?> list -> list.stream().anyMatch(Texts::holdsNul);
      case null, default -> false;
    };
  }
}
