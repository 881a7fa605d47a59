package dev.bongsu.channel.email;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Text as a header can carry it: folded (RFC 5322 section 2.2.3), and in encoded words where it is
 * more than plain ASCII (RFC 2047). Whatever ends a line or rings a bell becomes a space, so no
 * text can make a header of its own.
 */
final class HeaderText {
  private static final int MAX_COLUMN = 76;

  /** So many make a word of at most 64 characters. */
  private static final int ENCODED_BYTES = 39;

  private HeaderText() {}

  /** For a subject, which begins at {@code column}. */
  static String unstructured(String text, int column) {
    String line = oneLine(text);
    return isPlain(line) ? folded(line, column) : encoded(line);
  }

  /** For a name before an address. */
  static String phrase(String text, int column) {
    String line = oneLine(text);
    if (!isPlain(line)) {
      return encoded(line);
    }
    String quoted = "\"" + line.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    boolean atoms = line.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == ' ');
    return folded(atoms ? line : quoted, column);
  }

  private static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean breaks = Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
      boolean first = line.isEmpty() || line.charAt(line.length() - 1) != ' ';
      if (!breaks) {
        line.append(c);
      } else if (first) {
        line.append(' ');
      }
    }
    return line.toString().strip();
  }

  /** Whether it is ASCII that can be folded and is not taken for an encoded word. */
  private static boolean isPlain(String line) {
    int word = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      word = c == ' ' ? 0 : word + 1;
      if (c > '~' || word > MAX_COLUMN) {
        return false;
      }
    }
    return !line.contains("=?");
  }

  private static String folded(String line, int column) {
    if (column + line.length() <= MAX_COLUMN) {
      return line;
    }
    StringBuilder folded = new StringBuilder(line.length() + 16);
    int at = column;
    int start = 0;
    while (start < line.length()) {
      int space = line.indexOf(' ', start + 1);
      int end = space < 0 ? line.length() : space;
      // A fold goes before the space that a word begins with.
      if (at + end - start > MAX_COLUMN && start > 0) {
        folded.append("\r\n");
        at = 0;
      }
      folded.append(line, start, end);
      at += end - start;
      start = end;
    }
    return folded.toString();
  }

  private static String encoded(String line) {
    StringBuilder words = new StringBuilder(line.length() * 2);
    int start = 0;
    while (start < line.length()) {
      int end = start;
      int bytes = 0;
      while (end < line.length()) {
        int c = line.codePointAt(end);
        int more = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        if (bytes + more > ENCODED_BYTES) {
          break;
        }
        bytes += more;
        end += Character.charCount(c);
      }
      byte[] utf8 = line.substring(start, end).getBytes(StandardCharsets.UTF_8);
      words.append(start == 0 ? "" : "\r\n ");
      words.append("=?UTF-8?B?").append(Base64.getEncoder().encodeToString(utf8)).append("?=");
      start = end;
    }
    return words.toString();
  }
}
