package dev.bongsu.kernel;

import java.util.Optional;

/** The name of what a recipient can refuse: {@code [a-z0-9][a-z0-9._-]{0,63}}. */
public record CategoryKey(String value) implements Comparable<CategoryKey> {
  public CategoryKey {
    Identifiers.requireKey("category key", value);
  }

  /** The key that this text is, if it has the form. */
  public static Optional<CategoryKey> parsed(String text) {
    return Identifiers.isKey(text) ? Optional.of(new CategoryKey(text)) : Optional.empty();
  }

  @Override
  public int compareTo(CategoryKey other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
