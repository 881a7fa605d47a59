package dev.bongsu.frontend;

import java.util.HexFormat;

/** The line that begins a chunk (RFC 9112 section 7.1). */
final class ChunkSize {
  /** As much of a body as a client may announce in one chunk. */
  static final int MAX_BYTES = 4 * 1024 * 1024;

  /** Leading zeros are allowed, but not without end. */
  private static final int MAX_DIGITS = 15;

  private static final int HEXADECIMAL = 16;

  private ChunkSize() {}

  /**
   * The size that a line announces; extensions are passed over, as section 7.1.1 wants of whoever
   * does not know them.
   *
   * @throws BrokenBodyException if it is no size, or more than {@link #MAX_BYTES}
   */
  static int read(String line) {
    int semicolon = line.indexOf(';');
    String digits = semicolon < 0 ? line : line.substring(0, semicolon).stripTrailing();
    if (digits.isEmpty()
        || digits.length() > MAX_DIGITS
        || !digits.chars().allMatch(HexFormat::isHexDigit)) {
      throw BrokenBodyException.malformed(
          "wanted the size of a chunk in 1 to " + MAX_DIGITS + " hexadecimal digits");
    }
    long size = Long.parseLong(digits, HEXADECIMAL);
    if (size > MAX_BYTES) {
      throw new BrokenBodyException(
          Problem.of(ErrorCode.TOO_LARGE, "wanted chunks of at most " + MAX_BYTES + " bytes"));
    }
    return (int) size;
  }
}
