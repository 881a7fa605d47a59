package dev.bongsu.kernel;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with what somebody gave us.
 *
 * @param pointer where: a JSON Pointer (RFC 6901) into the document given, empty for the whole
 * @param detail what was wanted and what was found, in a sentence without any secret
 * @param line 1-based line inside the text at {@code pointer}, null where the value is not a text
 *     of lines
 * @param column 1-based column in that line, null with {@code line}
 */
public record Fault(
    String pointer, String detail, @Nullable Integer line, @Nullable Integer column) {
  /** A fault of a value as a whole. */
  public Fault(String pointer, String detail) {
    this(pointer, detail, null, null);
  }
}
