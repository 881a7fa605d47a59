package dev.bongsu.template;

import dev.bongsu.kernel.Fault;
import dev.bongsu.template.ExpressionReader.SyntaxException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a source and complains of everything that is wrong with it, not just of the first. Blocks
 * are kept on a stack of our own, so no nesting overflows the thread's.
 */
final class Parser {
  /** How deep blocks may stand in one another (A20). */
  static final int MAX_NESTING = 100;

  private static final List<String> BLOCKS =
      Stream.concat(
              Stream.of("if", "unless", "each", "with"),
              Stream.of(Operator.values()).map(Operator::word))
          .toList();

  private final Target target;
  private final Complaints complaints;
  private final Deque<Block> open = new ArrayDeque<>();
  private boolean complainedOfNesting;

  private Parser(Target target, Complaints complaints) {
    this.target = target;
    this.complaints = complaints;
  }

  /**
   * Compiles a source; what comes of one with faults is not to be used.
   *
   * @param shape which variables there are
   * @param pointer where the source stands, for faults
   * @param faults where they go
   */
  static Script parse(
      String source, Target target, Shape shape, String pointer, List<Fault> faults) {
    var complaints = new Complaints(pointer, source, faults);
    int before = faults.size();
    var parser = new Parser(target, complaints);
    var root = new Block("", 0, null);
    parser.open.push(root);
    for (Token token : Lexer.tokens(source, complaints)) {
      parser.take(token);
    }
    while (parser.top() != root) {
      Block block = parser.open.pop();
      if (!block.chained) {
        complaints.at(block.at, "block {{#" + block.word + "}} is not closed");
      }
    }
    if (faults.size() == before) {
      new VariableCheck(shape, complaints).check(root.then);
    }
    return new Script(root.then, source.length());
  }

  /** A block whose end has not come yet. */
  private static final class Block {
    final String word;
    final int at;
    final @Nullable Expression expression;
    final List<Node> then = new ArrayList<>();
    final List<Node> otherwise = new ArrayList<>();
    boolean inElse;

    /** Opened by {@code {{else if}}}, and closed together with the block around it. */
    boolean chained;

    Block(String word, int at, @Nullable Expression expression) {
      this.word = word;
      this.at = at;
      this.expression = expression;
    }

    List<Node> current() {
      return inElse ? otherwise : then;
    }
  }

  private Block top() {
    return open.getFirst();
  }

  private void take(Token token) {
    try {
      switch (token.kind()) {
        case TEXT -> text(token.text());
        case COMMENT -> {}
        case VALUE -> top().current().add(new Node.Value(insertion(token)));
        case OPEN -> push(block(token));
        case ELSE -> otherwise(token);
        case CLOSE -> close(token);
        case RAW ->
            throw new SyntaxException(
                "inserting "
                    + token.text()
                    + " without escaping is not available in this version; write {{"
                    + token.text()
                    + "}}");
        case PARTIAL ->
            throw new SyntaxException(
                "unknown partial \""
                    + token.text()
                    + "\": functions are not available in this version");
        case FOREIGN ->
            throw new SyntaxException(
                "raw blocks, inverted sections, inline partials and decorators are not available");
      }
    } catch (SyntaxException e) {
      complaints.at(token.at(), String.valueOf(e.getMessage()));
      if (token.kind() == Token.Kind.OPEN) {
        // Its end will come, and should not be complained of too.
        push(new Block(firstWord(token), token.at(), new Expression.Literal(null)));
      }
    }
  }

  private void text(String text) {
    if (text.isEmpty()) {
      return;
    }
    String written = text;
    if (target == Target.LINE) {
      var line = new StringBuilder();
      target.append(line, text.replace("\r\n", "\n"), Integer.MAX_VALUE - 1);
      written = line.toString();
    }
    top().current().add(new Node.Text(written));
  }

  private static Expression insertion(Token token) throws SyntaxException {
    if (token.text().isEmpty()) {
      throw new SyntaxException("the tag is empty");
    }
    return new ExpressionReader(token.text(), token.at()).insertion();
  }

  private static String firstWord(Token token) {
    return new ExpressionReader(token.text(), token.at()).word();
  }

  private Block block(Token token) throws SyntaxException {
    var reader = new ExpressionReader(token.text(), token.at());
    String word = reader.word();
    Expression expression =
        switch (word) {
          case "if", "unless", "each", "with" -> reader.onlyValue();
          case "block" ->
              throw new SyntaxException("named blocks are not available in this version");
          default -> {
            if (Operator.of(word).isEmpty()) {
              throw new SyntaxException(
                  "unknown helper \"" + word + '"' + Spelling.hint(word, BLOCKS));
            }
            yield ExpressionReader.call(word, reader.values());
          }
        };
    return new Block(word, token.at(), expression);
  }

  private void push(Block block) {
    if (open.size() > MAX_NESTING && !complainedOfNesting) {
      complainedOfNesting = true;
      complaints.at(block.at, "blocks are nested deeper than " + MAX_NESTING);
    }
    open.push(block);
  }

  private void otherwise(Token token) throws SyntaxException {
    Block block = top();
    if (open.size() == 1) {
      throw new SyntaxException("found {{else}} outside of a block");
    }
    if (block.inElse) {
      throw new SyntaxException("block {{#" + block.word + "}} has an {{else}} already");
    }
    block.inElse = true;
    if (!token.text().isEmpty()) {
      Block chained = block(token);
      chained.chained = true;
      push(chained);
    }
  }

  private void close(Token token) throws SyntaxException {
    String word = firstWord(token);
    int skip = 0;
    boolean found = false;
    for (Block block : open) {
      if (!block.chained && block.word.equals(word) && !word.isEmpty()) {
        found = true;
        break;
      }
      skip++;
    }
    if (!found) {
      throw new SyntaxException(
          open.size() == 1
              ? "found {{/" + word + "}} without its {{#" + word + "}}"
              : "wanted {{/" + opener().word + "}} but found {{/" + word + "}}");
    }
    for (int i = 0; i < skip; i++) {
      Block inner = open.pop();
      if (!inner.chained) {
        complaints.at(inner.at, "block {{#" + inner.word + "}} is not closed");
      }
      top().current().add(node(inner));
    }
    Block closed = open.pop();
    top().current().add(node(closed));
  }

  /** The innermost block that an end can name. */
  private Block opener() {
    return open.stream().filter(each -> !each.chained).findFirst().orElseThrow();
  }

  private static Node node(Block block) {
    Expression expression =
        block.expression == null ? new Expression.Literal(null) : block.expression;
    List<Node> then = List.copyOf(block.then);
    List<Node> otherwise = List.copyOf(block.otherwise);
    return switch (block.word) {
      case "each" -> new Node.Each(expression, then, otherwise);
      case "with" -> new Node.With(expression, then, otherwise);
      case "unless" -> new Node.Choice(expression, otherwise, then);
      default -> new Node.Choice(expression, then, otherwise);
    };
  }
}
