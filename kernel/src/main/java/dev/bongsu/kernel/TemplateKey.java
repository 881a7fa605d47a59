package dev.bongsu.kernel;

import java.util.Optional;

/** The name of a template, base or function: {@code [a-z0-9][a-z0-9._-]{0,63}}. */
public record TemplateKey(String value) implements Comparable<TemplateKey> {
  public TemplateKey {
    Identifiers.requireKey("template key", value);
  }

  /** The key that this text is, if it has the form. */
  public static Optional<TemplateKey> parsed(String text) {
    return Identifiers.isKey(text) ? Optional.of(new TemplateKey(text)) : Optional.empty();
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
