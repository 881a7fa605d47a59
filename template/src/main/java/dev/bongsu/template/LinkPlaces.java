package dev.bongsu.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds links of the reader's where nobody could follow them. */
final class LinkPlaces {
  private LinkPlaces() {}

  /** Why a link cannot be written for this target, in words; null if it can. */
  static @Nullable String complaint(Target target) {
    return switch (target) {
      case TEXT, HTML, UNQUOTED, URL -> null;
      case LINE -> "nobody can follow a link in a subject or a title; write it into the text";
      case XML -> "nobody can follow a link that is spoken";
      case NAME, DIGITS, STYLE, SCRIPT, AFTER_LESS_THAN ->
          "a link has its place in href, or between elements";
    };
  }

  /** Whether the text may show a link, itself or through functions. */
  static boolean shows(List<Node> parsed) {
    for (Node node : parsed) {
      boolean shows =
          switch (node) {
            case Node.Text _, Node.UrlEnd _, Node.Raw _, Node.Call _ -> false;
            case Node.Value(var expression, _) -> shows(expression);
            case Node.Choice(_, var then, var otherwise) -> shows(then) || shows(otherwise);
            case Node.With(_, var body, var otherwise) -> shows(body) || shows(otherwise);
            case Node.Each(_, var body, var otherwise) -> shows(body) || shows(otherwise);
            case Node.Switch(_, var cases, var otherwise) ->
                shows(otherwise) || cases.stream().anyMatch(each -> shows(each.body()));
            case Node.Block(_, var body, _) -> shows(body);
            case Node.Partial(var function, var arguments, _) ->
                function.showsLinks() || shows(arguments);
          };
      if (shows) {
        return true;
      }
    }
    return false;
  }

  /** Whether any of what a function is given may be a link. */
  static boolean shows(Expression.Arguments arguments) {
    return arguments.values().stream().anyMatch(LinkPlaces::shows)
        || arguments.named().values().stream().anyMatch(LinkPlaces::shows);
  }

  /** Whether the value may be a link, or made of one. */
  static boolean shows(Expression expression) {
    return switch (expression) {
      case Expression.Literal _ -> false;
      case Expression.Call(Operator _, _) -> false;
      case Expression.Call(_, var arguments) -> shows(arguments);
      case Expression.Path path ->
          path.start() == Expression.Start.READER
              && Trait.LINKS.contains(Reader.trait(path.names().getFirst()));
    };
  }
}
