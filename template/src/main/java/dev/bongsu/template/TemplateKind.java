package dev.bongsu.template;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a template is for. */
public enum TemplateKind {
  /** Can be sent. */
  TEMPLATE,
  /** A class, whose named blocks its children replace. */
  BASE,
  /** A partial with parameters of its own. */
  FUNCTION;

  private final String apiName = name().toLowerCase(Locale.ROOT);

  /** The name used in the HTTP contract: {@code template}. */
  public String apiName() {
    return apiName;
  }

  /** The kind with this {@link #apiName()}. */
  public static Optional<TemplateKind> named(String apiName) {
    return Arrays.stream(values()).filter(each -> each.apiName.equals(apiName)).findFirst();
  }
}
