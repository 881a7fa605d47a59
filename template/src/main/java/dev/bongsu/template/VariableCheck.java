package dev.bongsu.template;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks for variables that cannot be there, and for raw insertions that nobody vouches for. */
final class VariableCheck {
  private static final Set<String> LOOP_NAMES = Set.of("index", "key", "first", "last");

  /** From the parameters to the innermost. */
  private final List<Shape> scopes = new ArrayList<>();

  private final boolean markup;
  private final IdentityHashMap<Node.Block, Complaints> authors;
  private Complaints complaints;
  private int loops;

  /**
   * A check of one text.
   *
   * @param markup whether the text is HTML
   * @param complaints of what does not stand in one of the blocks of {@code authors}
   * @param authors whose the contents of blocks are, by identity
   */
  VariableCheck(
      Shape params,
      boolean markup,
      Complaints complaints,
      IdentityHashMap<Node.Block, Complaints> authors) {
    this.scopes.add(params);
    this.markup = markup;
    this.complaints = complaints;
    this.authors = authors;
  }

  void check(List<Node> nodes) {
    for (Node node : nodes) {
      if (complaints.isFull()) {
        return;
      }
      switch (node) {
        case Node.Text _, Node.UrlEnd _ -> {}
        case Node.Value(var expression, _) -> shape(expression);
        case Node.Raw(var expression, int at) -> raw(expression, at);
        case Node.Choice(var condition, var then, var otherwise) -> {
          shape(condition);
          check(then);
          check(otherwise);
        }
        case Node.Each(var list, var body, var otherwise) -> {
          loops++;
          inside(shape(list).item(), body);
          loops--;
          check(otherwise);
        }
        case Node.With(var value, var body, var otherwise) -> {
          inside(shape(value), body);
          check(otherwise);
        }
        case Node.Switch(var value, var cases, var otherwise) -> {
          shape(value);
          for (Node.Case each : cases) {
            each.labels().forEach(this::shape);
            check(each.body());
          }
          check(otherwise);
        }
        case Node.Block block -> {
          Complaints around = complaints;
          complaints = authors.getOrDefault(block, around);
          check(block.body());
          complaints = around;
        }
        case Node.Partial(_, var arguments, _) -> shapes(arguments);
        case Node.Call(_, _, _, _, var arguments) -> arguments.values().forEach(this::shape);
      }
    }
  }

  private void raw(Expression expression, int at) {
    Shape shape = shape(expression);
    if (!markup) {
      complaints.at(at, "{{{ }}} has its place in html only; write {{ }}");
    } else if (!(expression instanceof Expression.Path) || !shape.html()) {
      complaints.at(
          at,
          "{{{ }}} inserts HTML: wanted a parameter with \"contentMediaType\": \"text/html\" in"
              + " the schema; write {{ }} for a text");
    }
  }

  private void inside(Shape shape, List<Node> body) {
    scopes.add(shape);
    check(body);
    scopes.removeLast();
  }

  private void shapes(Expression.Arguments arguments) {
    arguments.values().forEach(this::shape);
    arguments.named().values().forEach(this::shape);
  }

  private Shape shape(Expression expression) {
    return switch (expression) {
      case Expression.Literal _ -> Shape.ANYTHING;
      case Expression.Call(_, var arguments) -> {
        shapes(arguments);
        yield Shape.ANYTHING;
      }
      case Expression.Path path -> shape(path);
    };
  }

  private Shape shape(Expression.Path path) {
    int depth = scopes.size() - 1 - path.up();
    if (depth < 0) {
      complaints.at(path.at(), "../ leads out of the parameters");
      return Shape.ANYTHING;
    }
    return switch (path.start()) {
      case READER -> Shape.ANYTHING;
      case LOOP -> {
        loop(path.names().getFirst(), path.at());
        yield Shape.ANYTHING;
      }
      case ROOT -> follow(scopes.getFirst(), path.names(), path.at());
      case THIS -> follow(scopes.get(depth), path.names(), path.at());
      case NEAREST -> {
        String name = path.names().getFirst();
        Shape found = nearest(name, depth);
        if (found == null) {
          complaints.at(path.at(), unknown(name, scopes.stream().map(Shape::names).toList()));
          yield Shape.ANYTHING;
        }
        yield follow(found, path.names().subList(1, path.names().size()), path.at());
      }
    };
  }

  private void loop(String name, int at) {
    if (Reader.NAMES.contains(name)) {
      complaints.at(at, "@" + name + " has no parts, and stands alone: {{@" + name + "}}");
    } else if (!LOOP_NAMES.contains(name)) {
      List<String> known =
          Stream.concat(Reader.NAMES.stream(), LOOP_NAMES.stream())
              .map(each -> "@" + each)
              .toList();
      complaints.at(at, "unknown variable \"@" + name + '"' + Spelling.hint("@" + name, known));
    } else if (loops == 0) {
      complaints.at(at, "@" + name + " is known inside of {{#each}} only");
    }
  }

  private @Nullable Shape nearest(String name, int depth) {
    for (int i = depth; i >= 0; i--) {
      Shape found = scopes.get(i).property(name);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private Shape follow(Shape from, List<String> names, int at) {
    Shape shape = from;
    for (String name : names) {
      Shape next = shape.property(name);
      if (next == null) {
        complaints.at(at, unknown(name, List.of(shape.names())));
        return Shape.ANYTHING;
      }
      shape = next;
    }
    return shape;
  }

  private static String unknown(String name, List<List<String>> known) {
    List<String> names = known.stream().flatMap(List::stream).distinct().toList();
    return "unknown variable \""
        + name
        + "\": it is not among the parameters' properties"
        + Spelling.hint(name, names);
  }
}
