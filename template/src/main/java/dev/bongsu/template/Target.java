package dev.bongsu.template;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a value is inserted into, and hence how it is written so that it stays a value. Control
 * characters other than tab and line breaks, U+FFFE and U+FFFF never get through: no channel
 * carries them, XML knows none of them, and the database does not hold NUL. What a value says of
 * the direction of writing ends with it.
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
  URL,
  /** The value of an HTML attribute without quotes: spaces do not end it. */
  UNQUOTED,
  /** HTML right after a {@code <}: a text, never the name of an element. */
  AFTER_LESS_THAN,
  /** The name of an HTML attribute: letters, digits and hyphens are left of it. */
  NAME,
  /** Part of the name of an HTML element, as in {@code <h{{level}}>}: digits are left of it. */
  DIGITS,
  /** CSS: what could end a declaration, or call a function, is left out. */
  STYLE,
  /** JavaScript, which no message should have: words and numbers are left of it. */
  SCRIPT;

  private static final String IN_STYLE = " #.,%_-+/:?&=@~!$|";
  private static final String IN_SCRIPT = " .,_-";

  /** Appends {@code given} until {@code out} is longer than {@code maxLength}. */
  void append(StringBuilder out, String given, int maxLength) {
    String value = this == URL ? given : Directions.closed(given);
    switch (this) {
      case URL -> {
        if (!out.isEmpty()) {
          appendComponent(out, value, maxLength);
          return;
        }
      }
      case AFTER_LESS_THAN -> {
        // Something that is no letter must follow the <, or it opens an element after all.
        char first = value.isEmpty() ? '\u200b' : value.charAt(0);
        out.append("&#")
            .append((int) (Character.isSurrogate(first) ? '\u200b' : first))
            .append(';');
        int done = value.isEmpty() || Character.isSurrogate(first) ? 0 : 1;
        HTML.append(out, value.substring(done), maxLength);
        return;
      }
      case UNQUOTED -> {
        int before = out.length();
        appendEscaped(out, value, maxLength);
        // Without any value the attribute would take what comes next for it.
        if (out.length() == before
            && before > 0
            && " =\t\r\n".indexOf(out.charAt(before - 1)) >= 0) {
          out.append("\"\"");
        }
        return;
      }
      case TEXT, LINE, HTML, XML, NAME, DIGITS, STYLE, SCRIPT -> {}
    }
    appendEscaped(out, value, maxLength);
  }

  private void appendEscaped(StringBuilder out, String value, int maxLength) {
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
    if (c < ' ' || (c >= 0x7f && c <= 0x9f) || c >= '\ufffe') {
      return control(c);
    }
    return switch (this) {
      case TEXT -> null;
      case LINE -> c == '\u2028' || c == '\u2029' ? " " : null;
      case URL -> c == ' ' ? "%20" : null;
      case HTML, XML, AFTER_LESS_THAN -> reference(c);
      case UNQUOTED -> c == ' ' ? "&#" + (int) c + ';' : reference(c);
      case NAME -> c == '-' || (isLetterOrDigit(c) && c <= 0x7f) ? null : "";
      case DIGITS -> c >= '0' && c <= '9' ? null : "";
      case STYLE -> isLetterOrDigit(c) || IN_STYLE.indexOf(c) >= 0 ? reference(c) : "";
      case SCRIPT -> isLetterOrDigit(c) || IN_SCRIPT.indexOf(c) >= 0 ? null : "";
    };
  }

  /** Null where HTML and XML need none. */
  private static @Nullable String reference(char c) {
    return switch (c) {
      case '&' -> "&amp;";
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      case '"' -> "&quot;";
      case '\'' -> "&#39;";
      case '`' -> "&#96;";
      case '=' -> "&#61;";
      default -> null;
    };
  }

  private static boolean isLetterOrDigit(char c) {
    return c > 0x7f
        ? Character.isLetterOrDigit(c)
        : (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private @Nullable String control(char c) {
    boolean breaksLine = c == '\n' || c == '\r' || c == '\f' || c == 0x0b || c == 0x85;
    return switch (this) {
      case TEXT, HTML, XML -> c == '\n' || c == '\r' || c == '\t' || c == 0x85 ? null : "";
      case LINE -> breaksLine ? " " : c == '\t' ? null : "";
      case UNQUOTED -> breaksLine || c == '\t' ? "&#" + (int) c + ';' : "";
      case URL, NAME, DIGITS, STYLE, SCRIPT -> "";
      case AFTER_LESS_THAN -> HTML.control(c);
    };
  }

  private static void appendComponent(StringBuilder out, String value, int maxLength) {
    for (byte each : value.getBytes(StandardCharsets.UTF_8)) {
      Urls.encode(out, (char) (each & 0xff));
      if (out.length() > maxLength) {
        return;
      }
    }
  }
}
