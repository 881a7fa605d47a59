package dev.bongsu.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What somebody may do with a template whose role alone allows nothing. */
public enum TemplateRight {
  /** To see it with its drafts and history, and to preview it. */
  READ,
  /** To make drafts, translations included. */
  EDIT,
  /** To make a version live, and to take the template away. */
  PUBLISH;

  private final String apiName = name().toLowerCase(Locale.ROOT);

  /** The name used in the HTTP contract: {@code edit}. */
  public String apiName() {
    return apiName;
  }

  /** The right with this {@link #apiName()}. */
  public static Optional<TemplateRight> named(String apiName) {
    return Arrays.stream(values()).filter(each -> each.apiName.equals(apiName)).findFirst();
  }
}
