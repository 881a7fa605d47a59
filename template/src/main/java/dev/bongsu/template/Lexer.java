package dev.bongsu.template;

import dev.bongsu.template.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Cuts a source into text and tags, and takes away the white space that tags are written with. */
final class Lexer {
  private final String source;
  private final Complaints complaints;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private Lexer(String source, Complaints complaints) {
    this.source = source;
    this.complaints = complaints;
  }

  static List<Token> tokens(String source, Complaints complaints) {
    var lexer = new Lexer(source, complaints);
    lexer.cut();
    return lexer.spaced();
  }

  private void cut() {
    var text = new StringBuilder();
    int textAt = 0;
    while (at < source.length()) {
      int open = source.indexOf("{{", at);
      if (open < 0) {
        text.append(source, at, source.length());
        break;
      }
      if (open > at && source.charAt(open - 1) == '\\') {
        text.append(source, at, open - 1).append("{{");
        at = open + 2;
        continue;
      }
      text.append(source, at, open);
      if (!text.isEmpty()) {
        tokens.add(Token.text(text.toString(), textAt));
        text.setLength(0);
      }
      at = open;
      if (!tag()) {
        return;
      }
      textAt = at;
    }
    if (!text.isEmpty()) {
      tokens.add(Token.text(text.toString(), textAt));
    }
  }

  /** Reads the tag here; false if it has no end, after which nothing can be told apart. */
  private boolean tag() {
    int start = at;
    if (source.startsWith("{{{{", at)) {
      return marked(Kind.FOREIGN, start, at + 4, "}}}}");
    }
    if (source.startsWith("{{{", at)) {
      return marked(Kind.RAW, start, at + 3, "}}}");
    }
    int inside = at + 2;
    boolean trim = source.startsWith("~", inside);
    if (trim) {
      inside++;
    }
    if (source.startsWith("{", inside)) {
      return marked(Kind.RAW, start, inside + 1, "}");
    }
    if (source.startsWith("!--", inside)) {
      return comment(start, inside + 3, trim);
    }
    Kind kind = inside < source.length() ? kindOf(source.charAt(inside)) : Kind.VALUE;
    if (kind != Kind.VALUE) {
      inside++;
    }
    return marked(kind, start, inside, "}}", trim);
  }

  private static Kind kindOf(char mark) {
    return switch (mark) {
      case '#' -> Kind.OPEN;
      case '^' -> Kind.ELSE;
      case '/' -> Kind.CLOSE;
      case '!' -> Kind.COMMENT;
      case '>' -> Kind.PARTIAL;
      case '&' -> Kind.RAW;
      case '*' -> Kind.FOREIGN;
      default -> Kind.VALUE;
    };
  }

  private boolean comment(int start, int inside, boolean trim) {
    int dashes = source.indexOf("--", inside);
    while (dashes >= 0 && !source.startsWith("}}", afterTilde(dashes + 2))) {
      dashes = source.indexOf("--", dashes + 1);
    }
    if (dashes < 0) {
      complaints.at(start, "the comment {{!-- has no end --}}");
      return false;
    }
    int end = afterTilde(dashes + 2);
    tokens.add(new Token(Kind.COMMENT, "", start, trim, end > dashes + 2));
    at = end + 2;
    return true;
  }

  private int afterTilde(int offset) {
    return source.startsWith("~", offset) ? offset + 1 : offset;
  }

  private boolean marked(Kind kind, int start, int inside, String end) {
    if (!marked(kind, start, inside, end, false)) {
      return false;
    }
    if (end.equals("}")) {
      // {{~{x}~}}: what is left of the tag.
      int rest = afterTilde(at);
      at = source.startsWith("}}", rest) ? rest + 2 : rest;
    }
    return true;
  }

  private boolean marked(Kind kind, int start, int inside, String end, boolean trimBefore) {
    int close = kind == Kind.COMMENT ? source.indexOf(end, inside) : closing(inside, end);
    if (close < 0) {
      complaints.at(start, "the tag has no end " + end);
      return false;
    }
    boolean trimAfter = close > inside && source.charAt(close - 1) == '~';
    String text = source.substring(inside, trimAfter ? close - 1 : close).strip();
    Kind actual = kind;
    if (kind == Kind.VALUE && (text.equals("else") || text.startsWith("else "))) {
      actual = Kind.ELSE;
      text = text.substring("else".length()).strip();
    } else if (kind == Kind.ELSE && !text.isEmpty()) {
      actual = Kind.FOREIGN;
    } else if (kind == Kind.OPEN && (text.startsWith(">") || text.startsWith("*"))) {
      actual = Kind.FOREIGN;
    }
    tokens.add(new Token(actual, text, start, trimBefore, trimAfter));
    at = close + end.length();
    return true;
  }

  /** Where the tag ends; an end mark inside quotes is none. */
  private int closing(int from, String end) {
    char quote = 0;
    for (int i = from; i < source.length(); i++) {
      char c = source.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (source.startsWith(end, i)) {
        return i;
      } else if (source.startsWith("{{", i)) {
        return -1;
      } else if (c == '"' || c == '\'') {
        quote = c;
      }
    }
    return -1;
  }

  /**
   * As in Handlebars: {@code ~} eats white space, and block tags on their own line eat the line.
   */
  private List<Token> spaced() {
    List<Token> spaced = new ArrayList<>(tokens);
    for (int i = 0; i < tokens.size(); i++) {
      Token tag = tokens.get(i);
      if (tag.kind() == Kind.TEXT) {
        continue;
      }
      boolean alone = tag.standsAlone() && startsLine(i) && endsLine(i);
      if (i > 0 && tokens.get(i - 1).kind() == Kind.TEXT) {
        String before = spaced.get(i - 1).text();
        spaced.set(
            i - 1,
            spaced
                .get(i - 1)
                .withText(
                    tag.trimBefore()
                        ? before.stripTrailing()
                        : alone ? withoutLastIndent(before) : before));
      }
      if (i + 1 < tokens.size() && tokens.get(i + 1).kind() == Kind.TEXT) {
        String after = spaced.get(i + 1).text();
        spaced.set(
            i + 1,
            spaced
                .get(i + 1)
                .withText(
                    tag.trimAfter()
                        ? after.stripLeading()
                        : alone ? withoutFirstLineEnd(after) : after));
      }
    }
    return spaced;
  }

  private boolean startsLine(int index) {
    if (index == 0) {
      return true;
    }
    Token before = tokens.get(index - 1);
    if (before.kind() != Kind.TEXT) {
      return false;
    }
    String text = before.text();
    int end = withoutLastIndent(text).length();
    return end == 0 ? index == 1 : text.charAt(end - 1) == '\n';
  }

  private boolean endsLine(int index) {
    if (index == tokens.size() - 1) {
      return true;
    }
    Token after = tokens.get(index + 1);
    if (after.kind() != Kind.TEXT) {
      return false;
    }
    String text = after.text();
    int i = blanks(text);
    return i == text.length()
        ? index + 1 == tokens.size() - 1
        : text.charAt(i) == '\n' || text.startsWith("\r\n", i);
  }

  private static String withoutLastIndent(String text) {
    int end = text.length();
    while (end > 0 && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }

  private static String withoutFirstLineEnd(String text) {
    int i = blanks(text);
    if (text.startsWith("\r\n", i)) {
      return text.substring(i + 2);
    }
    return text.startsWith("\n", i) ? text.substring(i + 1) : text.substring(i);
  }

  private static int blanks(String text) {
    int i = 0;
    while (i < text.length() && isBlank(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
