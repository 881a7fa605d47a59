package dev.bongsu.access;

import dev.bongsu.kernel.Identifiers;

/** The name of {@link TemplateRights}: {@code [a-z0-9][a-z0-9._-]{0,63}}. */
public record TemplateRightsKey(String value) {
  public TemplateRightsKey {
    if (!Identifiers.isKey(value)) {
      throw new IllegalArgumentException("a template rights key is [a-z0-9][a-z0-9._-]{0,63}");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
