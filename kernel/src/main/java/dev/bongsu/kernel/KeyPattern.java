package dev.bongsu.kernel;

import java.util.List;
import java.util.Optional;

/**
 * Which keys are meant: one, or all that begin alike. Written as a key, as the beginning of keys
 * and {@code *}, or as {@code *} alone for every key.
 */
public record KeyPattern(String value) {
  private static final String ANY = "*";

  public KeyPattern {
    if (!isPattern(value)) {
      throw new IllegalArgumentException(
          "wanted a pattern, which is a key, or the beginning of keys and *, but found "
              + Identifiers.otherThan(value));
    }
  }

  /** The pattern that this text is, if it has the form. */
  public static Optional<KeyPattern> parsed(String text) {
    return isPattern(text) ? Optional.of(new KeyPattern(text)) : Optional.empty();
  }

  private static boolean isPattern(String text) {
    String beginning = text.endsWith(ANY) ? text.substring(0, text.length() - 1) : text;
    return Identifiers.isKey(beginning) || text.equals(ANY);
  }

  /** Whether it means every key that begins with {@link #beginning}, and not one key alone. */
  public boolean isBeginning() {
    return value.endsWith(ANY);
  }

  /** The key, or what the keys begin with: empty for every key. */
  public String beginning() {
    return isBeginning() ? value.substring(0, value.length() - 1) : value;
  }

  /** Whether a key is meant; whatever is no key may be asked about too. */
  public boolean matches(String key) {
    return isBeginning() ? key.startsWith(beginning()) : key.equals(value);
  }

  /** The keys that these mean singly, or what those begin with that they mean together. */
  public static List<String> beginnings(List<KeyPattern> patterns, boolean together) {
    return patterns.stream()
        .filter(each -> each.isBeginning() == together)
        .map(KeyPattern::beginning)
        .toList();
  }

  @Override
  public String toString() {
    return value;
  }
}
