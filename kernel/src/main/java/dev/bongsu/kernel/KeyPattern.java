package dev.bongsu.kernel;

import java.util.List;

/**
 * Which keys are meant: one, or all that begin alike. Written as a key, as the beginning of keys
 * and {@code *}, or as {@code *} alone for every key.
 */
public record KeyPattern(String value) {
  private static final String ANY = "*";

  public KeyPattern {
    String beginning = value.endsWith(ANY) ? value.substring(0, value.length() - 1) : value;
    if (!Identifiers.isKey(beginning) && !value.equals(ANY)) {
      throw new IllegalArgumentException(
          "wanted a pattern, which is a key, or the beginning of keys and *, but found "
              + Identifiers.otherThan(value));
    }
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
