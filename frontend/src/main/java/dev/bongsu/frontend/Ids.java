package dev.bongsu.frontend;

import dev.bongsu.kernel.Identifiers;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Reads identifiers as callers write them; what is none is an IllegalArgumentException. */
final class Ids {
  private Ids() {}

  /** What {@code type} makes of the text, nothing where its constructor refuses it. */
  static <T> Optional<T> tried(String text, Function<String, T> type) {
    try {
      return Optional.of(type.apply(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** A UUID in its canonical form. */
  static UUID uuid(String text) {
    if (!Identifiers.isUuid(text)) {
      throw new IllegalArgumentException("not a UUID in its canonical form");
    }
    return UUID.fromString(text);
  }

  /** The number of a template's version. */
  static int version(String text) {
    try {
      if (text.matches("[1-9]\\d{0,9}")) {
        return Integer.parseInt(text);
      }
    } catch (NumberFormatException _) {
      // said below: ten digits may be too many
    }
    throw new IllegalArgumentException(
        "wanted a version, a number from 1 to " + Integer.MAX_VALUE + ", but found another text");
  }
}
