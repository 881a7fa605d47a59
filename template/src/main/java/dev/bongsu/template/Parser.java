package dev.bongsu.template;

import dev.bongsu.template.ExpressionReader.SyntaxException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads a source and complains of everything that is wrong with it, not just of the first. Blocks
 * are kept on a stack of our own, so no nesting overflows the thread's.
 */
final class Parser {
  /** How deep blocks may stand in one another (A20). */
  static final int MAX_NESTING = 100;

  private static final List<String> BLOCKS =
      Stream.concat(
              Stream.of("if", "unless", "each", "with", "switch", "case", "otherwise", "block"),
              Stream.of(Operator.values()).map(Operator::word))
          .toList();

  private static final Set<String> WITHOUT_ELSE = Set.of("block", "case", "otherwise");

  private final Functions functions;
  private final Complaints complaints;
  private final boolean sections;
  private final Deque<Block> open = new ArrayDeque<>();
  private final Set<String> names = new HashSet<>();
  private boolean complainedOfNesting;

  private Parser(Functions functions, Complaints complaints, boolean sections) {
    this.functions = functions;
    this.complaints = complaints;
    this.sections = sections;
  }

  /** A text of its own. What comes of one with faults is not to be used. */
  static List<Node> parse(String source, Functions functions, Complaints complaints) {
    return new Parser(functions, complaints, false).parse(source);
  }

  /** A text that replaces blocks of a base's: only blocks, and white space between them (A21). */
  static List<Node.Block> sections(String source, Functions functions, Complaints complaints) {
    return new Parser(functions, complaints, true)
        .parse(source).stream()
            .filter(Node.Block.class::isInstance)
            .map(Node.Block.class::cast)
            .toList();
  }

  private List<Node> parse(String source) {
    var root = new Block("", 0, Parts.NOTHING);
    open.push(root);
    for (Token token : Lexer.tokens(source, complaints)) {
      take(token);
      if (complainedOfNesting || complaints.isFull()) {
        return List.of();
      }
    }
    while (top() != root) {
      Block block = open.pop();
      if (!block.chained) {
        complaints.at(block.at, "block {{#" + block.word + "}} is not closed");
      }
    }
    return List.copyOf(root.then);
  }

  /**
   * What stands in the tag that opens a block.
   *
   * @param name of a {@code {{#block}}}
   */
  private record Parts(List<Expression> values, String name) {
    static final Parts NOTHING = new Parts(List.of(), "");

    Expression value() {
      return values.isEmpty() ? new Expression.Literal(null) : values.getFirst();
    }
  }

  /** A block whose end has not come yet. */
  private static final class Block {
    final String word;
    final int at;
    final Parts parts;
    final List<Node> then = new ArrayList<>();
    final List<Node> otherwise = new ArrayList<>();

    /** Of a switch. */
    final List<Node.Case> cases = new ArrayList<>();

    boolean inElse;

    /** Opened by {@code {{else if}}}, and closed together with the block around it. */
    boolean chained;

    Block(String word, int at, Parts parts) {
      this.word = word;
      this.at = at;
      this.parts = parts;
    }

    List<Node> current() {
      return inElse ? otherwise : then;
    }

    /** Whether only cases may stand here. */
    boolean awaitsCases() {
      return word.equals("switch") && !inElse;
    }
  }

  private Block top() {
    return open.getFirst();
  }

  private void take(Token token) {
    try {
      switch (token.kind()) {
        case TEXT -> text(token);
        case COMMENT -> {}
        case VALUE -> value(token);
        case RAW ->
            add(
                new Node.Raw(checked(insertion(token), token), token.at()),
                "{{{" + token.text() + "}}}");
        case OPEN -> push(block(token));
        case ELSE -> otherwise(token);
        case CLOSE -> close(token);
        case PARTIAL -> add(partial(token), "{{> " + token.text() + "}}");
        case FOREIGN ->
            throw new SyntaxException(
                "raw blocks, inverted sections, inline partials and decorators are not available");
      }
    } catch (SyntaxException e) {
      complaints.at(token.at(), String.valueOf(e.getMessage()));
      if (token.kind() == Token.Kind.OPEN) {
        // Its end will come, and should not be complained of too.
        push(new Block(firstWord(token), token.at(), Parts.NOTHING));
      }
    }
  }

  private void text(Token token) {
    String text = token.text();
    if (text.isEmpty()) {
      return;
    }
    if (onlyBlocksHere() || top().awaitsCases()) {
      if (!text.isBlank()) {
        int blank = text.length() - text.stripLeading().length();
        complaints.at(
            token.at() + blank,
            onlyBlocksHere()
                ? "found a text outside of {{#block}}: the base says what stands there"
                : "found a text in {{#switch}} outside of {{#case}}");
      }
      return;
    }
    top().current().add(new Node.Text(text));
  }

  private boolean onlyBlocksHere() {
    return sections && open.size() == 1;
  }

  private void value(Token token) throws SyntaxException {
    if (token.text().equals("otherwise") && top().awaitsCases()) {
      top().inElse = true;
    } else {
      add(
          new Node.Value(checked(insertion(token), token), Target.TEXT),
          "{{" + token.text() + "}}");
    }
  }

  private void add(Node node, String tag) throws SyntaxException {
    if (onlyBlocksHere()) {
      throw new SyntaxException(
          "found " + tag + " outside of {{#block}}: the base says what stands there");
    }
    if (top().awaitsCases()) {
      throw new SyntaxException("found " + tag + " in {{#switch}} outside of {{#case}}");
    }
    top().current().add(node);
  }

  /** The same, once it is told if its constants make it fail whatever the parameters. */
  private Expression checked(Expression expression, Token token) {
    String complaint = complaints.isOfAuthor() ? Constants.complaint(expression) : null;
    if (complaint != null) {
      complaints.at(token.at(), complaint);
    }
    return expression;
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

  private Node.Partial partial(Token token) throws SyntaxException {
    var reader = new ExpressionReader(token.text(), token.at());
    String name = reader.word();
    Function function = functions.find(name);
    Expression.Arguments arguments = reader.arguments();
    String complaint = function.complaint(arguments);
    if (complaint != null) {
      throw new SyntaxException("function " + name + " " + complaint);
    }
    arguments.values().forEach(each -> checked(each, token));
    arguments.named().values().forEach(each -> checked(each, token));
    return new Node.Partial(function, arguments, token.at());
  }

  private Block block(Token token) throws SyntaxException {
    var reader = new ExpressionReader(token.text(), token.at());
    String word = reader.word();
    Parts parts =
        switch (word) {
          case "if", "unless", "each", "with", "switch" ->
              new Parts(List.of(reader.onlyValue()), "");
          case "case" -> labels(reader);
          case "otherwise" -> otherwiseCase(reader);
          case "block" -> new Parts(List.of(), blockName(reader));
          default -> {
            if (BLOCKS.contains(word)) {
              yield new Parts(List.of(ExpressionReader.call(word, reader.arguments())), "");
            }
            throw new SyntaxException(
                "unknown helper \"" + word + '"' + Spelling.hint(word, BLOCKS));
          }
        };
    parts.values().forEach(each -> checked(each, token));
    return new Block(word, token.at(), parts);
  }

  private Parts labels(ExpressionReader reader) throws SyntaxException {
    Expression.Arguments labels = reader.arguments();
    requireSwitch("case");
    if (labels.values().isEmpty() || !labels.named().isEmpty()) {
      throw new SyntaxException("wanted {{#case value}}, with one value or more");
    }
    return new Parts(labels.values(), "");
  }

  private Parts otherwiseCase(ExpressionReader reader) throws SyntaxException {
    requireSwitch("otherwise");
    if (!reader.isAtEnd()) {
      throw new SyntaxException("{{#otherwise}} takes no value");
    }
    return Parts.NOTHING;
  }

  private void requireSwitch(String word) throws SyntaxException {
    if (!top().awaitsCases()) {
      throw new SyntaxException("found {{#" + word + "}} outside of {{#switch}}");
    }
  }

  private String blockName(ExpressionReader reader) throws SyntaxException {
    Expression.Arguments arguments = reader.arguments();
    String name = arguments.constantText(0);
    if (name == null || name.isEmpty() || arguments.values().size() > 1) {
      throw new SyntaxException("wanted {{#block \"name\"}}");
    }
    if (onlyBlocksHere() && !names.add(name)) {
      throw new SyntaxException("block \"" + name + "\" is replaced twice");
    }
    return name;
  }

  private void push(Block block) {
    if (onlyBlocksHere() && !block.word.equals("block")) {
      complaints.at(
          block.at,
          "found {{#" + block.word + "}} outside of {{#block}}: the base says what stands there");
    } else if (top().awaitsCases()
        && !block.word.equals("case")
        && !block.word.equals("otherwise")) {
      complaints.at(block.at, "found {{#" + block.word + "}} in {{#switch}} outside of {{#case}}");
    }
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
    if (WITHOUT_ELSE.contains(block.word)) {
      throw new SyntaxException("block {{#" + block.word + "}} has no {{else}}");
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
      end(inner);
    }
    end(open.pop());
  }

  /** The innermost block that an end can name. */
  private Block opener() {
    return open.stream().filter(each -> !each.chained).findFirst().orElseThrow();
  }

  private void end(Block block) {
    Block around = top();
    if (block.word.equals("case") && around.word.equals("switch")) {
      around.cases.add(new Node.Case(block.parts.values(), List.copyOf(block.then)));
    } else if (block.word.equals("otherwise") && around.word.equals("switch")) {
      around.otherwise.addAll(block.then);
    } else {
      around.current().add(node(block));
    }
  }

  private static Node node(Block block) {
    Expression value = block.parts.value();
    List<Node> then = List.copyOf(block.then);
    List<Node> otherwise = List.copyOf(block.otherwise);
    return switch (block.word) {
      case "each" -> new Node.Each(value, then, otherwise);
      case "with" -> new Node.With(value, then, otherwise);
      case "switch" -> new Node.Switch(value, List.copyOf(block.cases), otherwise);
      case "block" -> new Node.Block(block.parts.name(), then, block.at);
      case "unless" -> new Node.Choice(value, otherwise, then);
      default -> new Node.Choice(value, then, otherwise);
    };
  }
}
