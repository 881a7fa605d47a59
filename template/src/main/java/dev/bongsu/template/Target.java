package dev.bongsu.template;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a value is inserted into, and hence how it is written so that it stays a value. Control
 * characters other than tab and line breaks never get through: no channel carries them, and the
 * database does not hold NUL.
 */
enum Target {
  /** Plain text of many lines: as it is. */
  TEXT,
  /** Plain text of one line, such as a subject: line breaks become a space. */
  LINE,
  /** HTML text, or an attribute in quotes. */
  HTML,
  /** XML text, or an attribute in quotes. */
  XML,
  /** A URL: at its start a value is the URL's beginning, later a component (RFC 3986 2.1). */
  URL;

  private static final String HEX = "0123456789ABCDEF";

  /** Appends {@code value} until {@code out} is longer than {@code maxLength}. */
  void append(StringBuilder out, String value, int maxLength) {
    if (this == URL && !out.isEmpty()) {
      appendComponent(out, value, maxLength);
      return;
    }
    int length = value.length();
    int from = 0;
    for (int i = 0; i < length && out.length() <= maxLength; i++) {
      String written = escaped(value.charAt(i));
      if (written != null) {
        out.append(value, from, i).append(written);
        from = i + 1;
      }
    }
    int room = Math.min(length - from, maxLength - out.length() + 1);
    if (room > 0) {
      out.append(value, from, from + room);
    }
  }

  /** Null where the character stands for itself. */
  private @Nullable String escaped(char c) {
    if (c < ' ' || c == 0x7f) {
      return control(c);
    }
    return switch (this) {
      case TEXT -> null;
      case LINE -> c == '\u2028' || c == '\u2029' || c == '\u0085' ? " " : null;
      case URL -> c == ' ' ? "%20" : null;
      case HTML, XML ->
          switch (c) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&quot;";
            case '\'' -> "&#39;";
            case '`' -> "&#96;";
            case '=' -> "&#61;";
            default -> null;
          };
    };
  }

  private @Nullable String control(char c) {
    boolean breaksLine = c == '\n' || c == '\r' || c == '\f' || c == 0x0b;
    return switch (this) {
      case TEXT, HTML, XML -> c == '\n' || c == '\r' || c == '\t' ? null : "";
      case LINE -> breaksLine ? " " : c == '\t' ? null : "";
      case URL -> "";
    };
  }

  private static void appendComponent(StringBuilder out, String value, int maxLength) {
    for (byte each : value.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (each & 0xff);
      if (isUnreserved(c)) {
        out.append(c);
      } else {
        out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
      if (out.length() > maxLength) {
        return;
      }
    }
  }

  /** RFC 3986 section 2.3. */
  private static boolean isUnreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }
}
