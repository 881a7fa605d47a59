package dev.bongsu.template;

import dev.bongsu.kernel.Fault;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A text with variables, compiled. Rendering touches nothing but the parameters and the reader, and
 * ends: every piece is a step, steps, time and output are bounded, functions do not call
 * themselves, and there is no other loop than over a list that was given. For many threads.
 */
final class Script {
  private final List<Node> nodes;
  private final Target target;
  private final Set<Trait> traits;
  private final int expectedLength;

  Script(List<Node> finished, Target target) {
    this.nodes = List.copyOf(finished);
    this.target = target;
    this.traits = Trait.of(nodes);
    this.expectedLength = Extent.leastLength(nodes) * 2 + 64;
  }

  /**
   * A text of its own, compiled; what comes of one with faults is not to be used.
   *
   * @param shape which variables there are
   * @param complaints where faults are told
   * @param faults where they go
   */
  static Script compile(
      String source,
      Target target,
      Shape shape,
      Functions functions,
      Complaints complaints,
      List<Fault> faults) {
    int before = faults.size();
    List<Node> parsed = Parser.parse(source, functions, complaints);
    if (faults.size() == before) {
      new VariableCheck(shape, target == Target.HTML, complaints, new IdentityHashMap<>())
          .check(parsed);
    }
    return new Script(
        faults.size() == before ? Finisher.finished(parsed, target, complaints) : List.of(),
        target);
  }

  /** As they are rendered. */
  List<Node> nodes() {
    return nodes;
  }

  /** What of a reader the text depends on. */
  Set<Trait> traits() {
    return traits;
  }

  /** How long the text is at least, whatever the parameters, in UTF-16 units. */
  int leastLength() {
    return Extent.leastLength(nodes);
  }

  /** The text, if it is the same for everybody. */
  @Nullable String constant() {
    return switch (nodes) {
      case List<Node> none when none.isEmpty() -> "";
      case List<Node> one when one.size() == 1 && one.getFirst() instanceof Node.Text(var text) ->
          text;
      default -> null;
    };
  }

  /**
   * The text with these parameters.
   *
   * @param effort of the message that the text is part of
   * @throws UnrenderableException if it becomes longer than {@code maxLength}, takes too many steps
   *     or too long, or a helper is given what it cannot work with
   */
  String render(Map<String, @Nullable Object> params, Reader reader, int maxLength, Effort effort)
      throws UnrenderableException {
    if (nodes.size() == 1 && nodes.getFirst() instanceof Node.Text(String text)) {
      if (text.length() > maxLength) {
        throw Evaluation.tooLong(maxLength);
      }
      return text;
    }
    var out = new StringBuilder(Math.min(expectedLength, maxLength));
    new Evaluation(out, reader, maxLength, effort).of(nodes, params);
    String text = out.toString();
    return target == Target.URL ? Urls.checked(text) : text;
  }
}
