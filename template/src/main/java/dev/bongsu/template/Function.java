package dev.bongsu.template;

import dev.bongsu.kernel.TemplateKey;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A partial with parameters of its own, which are all that its texts see. Its texts are finished
 * once for each target that it is called in. For the one thread that compiles.
 */
final class Function {
  private final TemplateKey key;
  private final Parameters parameters;
  private final Map<String, Texts> locales;
  private final Node.Bodies elements;
  private final Map<Target, Node.Bodies> texts = new EnumMap<>(Target.class);
  private final boolean showsLinks;

  /**
   * What it says in one language.
   *
   * @param text as parsed
   * @param html finished; null where {@code text} is escaped instead
   */
  record Texts(@Nullable List<Node> text, @Nullable List<Node> html) {}

  /**
   * A function whose texts are without fault.
   *
   * @param locales by lower-case locale; {@code default} among them
   */
  Function(TemplateKey key, Parameters parameters, Map<String, Texts> locales) {
    this.key = key;
    this.parameters = parameters;
    this.locales = Map.copyOf(locales);
    this.showsLinks = locales.values().stream().anyMatch(each -> LinkPlaces.shows(text(each)));
    Map<String, List<Node>> html = new HashMap<>();
    locales.forEach((locale, each) ->
        html.put(
            locale, each.html() == null ? Finisher.quoted(text(each), Target.HTML) : each.html()));
    this.elements = Node.Bodies.of(html);
  }

  /** What it is called by. */
  TemplateKey key() {
    return key;
  }

  /** What is wrong with a call, in words; null if nothing is. */
  @Nullable String complaint(Expression.Arguments arguments) {
    if (arguments.values().size() > 1) {
      return "takes one value without a name at most, whose fields become its parameters";
    }
    return parameters.complaint(arguments.named(), !arguments.values().isEmpty());
  }

  /** Whether a text of it may show a link of the reader's. */
  boolean showsLinks() {
    return showsLinks;
  }

  /** Whether each language has a text of this kind; a text will do where HTML is asked for. */
  boolean says(boolean html) {
    return locales.values().stream()
        .allMatch(each -> each.text() != null || (html && each.html() != null));
  }

  /**
   * A call of it.
   *
   * @param target what it is inserted into
   * @param stands whether elements may stand there, so that {@code html} is used
   */
  Node.Call call(Expression.Arguments arguments, Target target, boolean stands) {
    return new Node.Call(
        key,
        parameters,
        stands ? elements : texts(target),
        arguments.values().isEmpty() ? null : arguments.values().getFirst(),
        Map.copyOf(arguments.named()));
  }

  private Node.Bodies texts(Target target) {
    Node.Bodies known = texts.get(target);
    if (known != null) {
      return known;
    }
    Map<String, List<Node>> quoted = new HashMap<>();
    locales.forEach((locale, each) -> quoted.put(locale, Finisher.quoted(text(each), target)));
    Node.Bodies bodies = Node.Bodies.of(quoted);
    texts.put(target, bodies);
    return bodies;
  }

  private static List<Node> text(Texts texts) {
    return texts.text() == null ? List.of() : texts.text();
  }
}
