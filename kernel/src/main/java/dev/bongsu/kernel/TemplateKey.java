package dev.bongsu.kernel;

/** The name of a template, base or function: {@code [a-z0-9][a-z0-9._-]{0,63}}. */
public record TemplateKey(String value) implements Comparable<TemplateKey> {
  public TemplateKey {
    Identifiers.requireKey("template key", value);
  }

  @Override
  public int compareTo(TemplateKey other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
