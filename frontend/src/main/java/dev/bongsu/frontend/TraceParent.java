package dev.bongsu.frontend;

import org.jspecify.annotations.Nullable;

/** W3C trace context (Trace Context level 1, section 3.2), where it is well-formed. */
final class TraceParent {
  private static final int LENGTH = 55;

  private TraceParent() {}

  static @Nullable String of(Call call) {
    String given = call.header("traceparent");
    return given != null && given.length() == LENGTH && isHexAndDashes(given) ? given : null;
  }

  private static boolean isHexAndDashes(String text) {
    for (int i = 0; i < LENGTH; i++) {
      char c = text.charAt(i);
      boolean dash = i == 2 || i == 35 || i == 52;
      boolean hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
      if (dash ? c != '-' : !hex) {
        return false;
      }
    }
    return true;
  }
}
