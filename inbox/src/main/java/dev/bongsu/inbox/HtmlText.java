package dev.bongsu.inbox;

import java.util.Locale;

/** What HTML says, without its tags: enough to read a mail by, not a rendering of it. */
final class HtmlText {
  private HtmlText() {}

  /** The text, one space or line break between words. */
  static String of(String html) {
    var text = new StringBuilder(html.length());
    int at = 0;
    while (at < html.length()) {
      char c = html.charAt(at);
      if (c == '<') {
        at = afterTag(html, at, text);
      } else if (c == '&') {
        at = entity(html, at, text);
      } else {
        space(text, c);
        at++;
      }
    }
    return text.toString().strip();
  }

  private static int afterTag(String html, int at, StringBuilder text) {
    if (html.startsWith("<!--", at)) {
      int end = html.indexOf("-->", at);
      return end < 0 ? html.length() : end + 3;
    }
    int end = html.indexOf('>', at);
    if (end < 0) {
      return html.length();
    }
    String name = name(html, at + 1);
    switch (name) {
      case "script", "style", "head", "title" -> {
        int close = indexOfIgnoringCase(html, "</" + name, end);
        int closed = close < 0 ? -1 : html.indexOf('>', close);
        return closed < 0 ? html.length() : closed + 1;
      }
      case "br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol" ->
          breakLine(text);
      case "td", "th" -> space(text, ' ');
      default -> {}
    }
    return end + 1;
  }

  private static String name(String html, int at) {
    int start = at < html.length() && html.charAt(at) == '/' ? at + 1 : at;
    int end = start;
    while (end < html.length() && Character.isLetterOrDigit(html.charAt(end))) {
      end++;
    }
    return html.substring(start, end).toLowerCase(Locale.ROOT);
  }

  private static int indexOfIgnoringCase(String html, String what, int from) {
    for (int at = from; at <= html.length() - what.length(); at++) {
      if (html.regionMatches(true, at, what, 0, what.length())) {
        return at;
      }
    }
    return -1;
  }

  private static int entity(String html, int at, StringBuilder text) {
    int end = html.indexOf(';', at);
    if (end > at + 1 && end - at <= 10) {
      int codePoint = codePoint(html.substring(at + 1, end));
      if (codePoint > 0) {
        if (codePoint == 0xa0) {
          space(text, ' ');
        } else {
          text.appendCodePoint(codePoint);
        }
        return end + 1;
      }
    }
    text.append('&');
    return at + 1;
  }

  /** The character that an entity names, 0 for one that is not known. */
  private static int codePoint(String entity) {
    if (entity.startsWith("#")) {
      boolean hex = entity.length() > 1 && Character.toLowerCase(entity.charAt(1)) == 'x';
      try {
        int codePoint = Integer.parseInt(entity, hex ? 2 : 1, entity.length(), hex ? 16 : 10);
        return Character.isValidCodePoint(codePoint) ? codePoint : 0;
      } catch (NumberFormatException | IndexOutOfBoundsException _) {
        return 0;
      }
    }
    return switch (entity) {
      case "amp" -> '&';
      case "lt" -> '<';
      case "gt" -> '>';
      case "quot" -> '"';
      case "apos" -> '\'';
      case "nbsp" -> 0xa0;
      default -> 0;
    };
  }

  private static void space(StringBuilder text, char c) {
    if (!Character.isWhitespace(c)) {
      text.append(c);
    } else if (!text.isEmpty() && !Character.isWhitespace(text.charAt(text.length() - 1))) {
      text.append(' ');
    }
  }

  private static void breakLine(StringBuilder text) {
    while (!text.isEmpty() && text.charAt(text.length() - 1) == ' ') {
      text.setLength(text.length() - 1);
    }
    if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
      text.append('\n');
    }
  }
}
