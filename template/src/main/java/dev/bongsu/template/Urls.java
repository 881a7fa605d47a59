package dev.bongsu.template;

import java.util.Locale;
import java.util.Set;

/** Looks after rendered URLs. */
final class Urls {
  /** They run code instead of leading somewhere. */
  private static final Set<String> SCRIPTS = Set.of("javascript", "vbscript", "data");

  private Urls() {}

  /** {@code url} itself, unless opening it would run what a parameter brought. */
  static String checked(String url) throws UnrenderableException {
    int colon = url.indexOf(':');
    if (colon > 0 && SCRIPTS.contains(url.substring(0, colon).strip().toLowerCase(Locale.ROOT))) {
      throw new UnrenderableException("the URL would run code instead of leading somewhere");
    }
    return url;
  }
}
