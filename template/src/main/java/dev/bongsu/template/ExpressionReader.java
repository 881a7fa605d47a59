package dev.bongsu.template;

import dev.bongsu.template.Expression.Arguments;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what stands inside a tag. */
final class ExpressionReader {
  private static final int MAX_DEPTH = 20;

  /** What Handlebars forbids in names without brackets, white space aside. */
  private static final String NOT_IN_NAMES = "!\"#%&'()*+,;<=>[\\]^`{|}~";

  private final String text;
  private final int tagAt;
  private int at;

  /** What is wrong; it is told with the place of the tag. */
  static final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    SyntaxException(String message) {
      super(message);
    }
  }

  /**
   * Reads {@code text}.
   *
   * @param tagAt offset of the tag it stands in
   */
  ExpressionReader(String text, int tagAt) {
    this.text = text;
    this.tagAt = tagAt;
  }

  /** The first word, such as the name of a block; empty if there is none. */
  String word() {
    skipSpace();
    int start = at;
    while (at < text.length() && isName(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  /** The one value that is left. */
  Expression onlyValue() throws SyntaxException {
    Arguments arguments = arguments(0, false);
    if (!arguments.named().isEmpty()) {
      throw new SyntaxException("wanted one value but found a named one");
    }
    if (arguments.values().size() != 1) {
      throw new SyntaxException("wanted one value but found " + arguments.values().size());
    }
    return arguments.values().getFirst();
  }

  /** Whether nothing is left. */
  boolean isAtEnd() {
    skipSpace();
    return at == text.length();
  }

  /** All that is left: what a helper or a function is given. */
  Arguments arguments() throws SyntaxException {
    return arguments(0, false);
  }

  /** What a tag inserts: a variable, a literal, or a helper with its values. */
  Expression insertion() throws SyntaxException {
    int start = at;
    String first = word();
    boolean goesOn = at < text.length() && text.charAt(at) == '[';
    boolean operator = Stream.of(Operator.values()).anyMatch(each -> each.word().equals(first));
    if (!first.isEmpty() && !goesOn && (!isAtEnd() || operator)) {
      return call(first, arguments(0, false));
    }
    at = start;
    return onlyValue();
  }

  /** The helper of this name with these arguments. */
  static Expression.Call call(String word, Arguments arguments) throws SyntaxException {
    Formula helper =
        Formula.of(word)
            .orElseThrow(() ->
                new SyntaxException(
                    "unknown helper \""
                        + word
                        + '"'
                        + Spelling.hint(word, Formula.ALL.stream().map(Formula::word).toList())));
    String complaint = helper.complaint(arguments);
    if (complaint != null) {
      throw new SyntaxException("helper " + word + " " + complaint);
    }
    return new Expression.Call(helper, arguments);
  }

  private Arguments arguments(int depth, boolean inParentheses) throws SyntaxException {
    if (depth > MAX_DEPTH) {
      throw new SyntaxException("parentheses are nested deeper than " + MAX_DEPTH);
    }
    List<Expression> values = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    while (!isAtEnd()) {
      if (text.charAt(at) == ')') {
        if (!inParentheses) {
          throw new SyntaxException("found a ) without its (");
        }
        at++;
        return new Arguments(values, named);
      }
      String name = name();
      if (name.isEmpty()) {
        if (!named.isEmpty()) {
          throw new SyntaxException("values without a name come before those with one");
        }
        values.add(value(depth));
      } else if (isAtEnd()) {
        throw new SyntaxException("wanted a value after " + name + "=");
      } else if (named.put(name, value(depth)) != null) {
        throw new SyntaxException(name + " is given twice");
      }
    }
    if (inParentheses) {
      throw new SyntaxException("found a ( without its )");
    }
    return new Arguments(values, named);
  }

  /** The name before a {@code =}, which is read too; empty if there is none. */
  private String name() {
    int start = at;
    while (at < text.length() && isName(text.charAt(at))) {
      at++;
    }
    if (at > start && at < text.length() && text.charAt(at) == '=') {
      return text.substring(start, at++);
    }
    at = start;
    return "";
  }

  private Expression value(int depth) throws SyntaxException {
    char c = text.charAt(at);
    if (c == '(') {
      at++;
      String word = word();
      return call(word, arguments(depth + 1, true));
    }
    return c == '"' || c == '\'' ? new Expression.Literal(quoted(c)) : plain();
  }

  private String quoted(char quote) throws SyntaxException {
    int end = text.indexOf(quote, at + 1);
    if (end < 0) {
      throw new SyntaxException("found a text without its closing " + quote);
    }
    String value = text.substring(at + 1, end);
    at = end + 1;
    return value;
  }

  private Expression plain() throws SyntaxException {
    int start = at;
    while (at < text.length() && (isName(text.charAt(at)) || text.charAt(at) == '[')) {
      at = text.charAt(at) == '[' ? afterBracket() : at + 1;
    }
    if (at == start) {
      throw new SyntaxException("found \"" + text.charAt(at) + "\" where a value was wanted");
    }
    String word = text.substring(start, at);
    Expression.@Nullable Literal literal = literal(word);
    return literal != null ? literal : path(word);
  }

  private int afterBracket() throws SyntaxException {
    int end = text.indexOf(']', at);
    if (end < 0) {
      throw new SyntaxException("found a [ without its ]");
    }
    return end + 1;
  }

  private static Expression.@Nullable Literal literal(String word) {
    char first = word.charAt(0);
    boolean number =
        isDigit(first) || (first == '-' && word.length() > 1 && isDigit(word.charAt(1)));
    if (number) {
      try {
        var exact = new BigDecimal(word);
        boolean small = exact.scale() <= 0 && exact.precision() < 18;
        return new Expression.Literal(small ? (Object) exact.longValueExact() : exact);
      } catch (ArithmeticException | NumberFormatException _) {
        return null;
      }
    }
    return switch (word) {
      case "true" -> new Expression.Literal(true);
      case "false" -> new Expression.Literal(false);
      case "null", "undefined" -> new Expression.Literal(null);
      default -> null;
    };
  }

  private Expression.Path path(String word) throws SyntaxException {
    String rest = word;
    int up = 0;
    while (rest.startsWith("../") || rest.equals("..")) {
      up++;
      rest = rest.substring(Math.min(3, rest.length()));
    }
    var start = up > 0 ? Expression.Start.THIS : Expression.Start.NEAREST;
    if (rest.equals("this") || rest.equals(".") || rest.isEmpty()) {
      return new Expression.Path(up, Expression.Start.THIS, List.of(), tagAt);
    }
    if (rest.startsWith("this.") || rest.startsWith("./")) {
      rest = rest.substring(rest.startsWith("./") ? 2 : "this.".length());
      start = Expression.Start.THIS;
    } else if (rest.equals("@root")) {
      return new Expression.Path(0, Expression.Start.ROOT, List.of(), tagAt);
    } else if (rest.startsWith("@root.")) {
      rest = rest.substring("@root.".length());
      start = Expression.Start.ROOT;
    } else if (rest.startsWith("@")) {
      rest = rest.substring(1);
      start = Reader.NAMES.contains(rest) ? Expression.Start.READER : Expression.Start.LOOP;
    }
    return new Expression.Path(up, start, names(rest, word), tagAt);
  }

  private static List<String> names(String path, String word) throws SyntaxException {
    List<String> names = new ArrayList<>();
    int from = 0;
    while (from <= path.length()) {
      int end;
      String name;
      if (path.startsWith("[", from)) {
        end = path.indexOf(']', from) + 1;
        name = path.substring(from + 1, end - 1);
      } else {
        end = from;
        while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '/') {
          end++;
        }
        name = path.substring(from, end);
      }
      boolean separated = end == path.length() || ".".indexOf(path.charAt(end)) >= 0;
      if (name.isEmpty() || !separated || name.equals("..")) {
        throw new SyntaxException("\"" + word + "\" is not the name of a variable");
      }
      names.add(name);
      from = end + 1;
    }
    return names;
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isName(char c) {
    return !Character.isWhitespace(c) && NOT_IN_NAMES.indexOf(c) < 0;
  }
}
