package dev.bongsu.kernel;

/** The name of what a recipient can refuse: {@code [a-z0-9][a-z0-9._-]{0,63}}. */
public record CategoryKey(String value) implements Comparable<CategoryKey> {
  public CategoryKey {
    Identifiers.requireKey("category key", value);
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
