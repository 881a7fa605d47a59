package dev.bongsu.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks for variables that cannot be there. */
final class VariableCheck {
  private static final Set<String> LOOP_NAMES = Set.of("index", "key", "first", "last");

  /** From the parameters to the innermost. */
  private final List<Shape> scopes = new ArrayList<>();

  private final Complaints complaints;
  private int loops;

  VariableCheck(Shape params, Complaints complaints) {
    this.scopes.add(params);
    this.complaints = complaints;
  }

  void check(List<Node> nodes) {
    for (Node node : nodes) {
      switch (node) {
        case Node.Text _ -> {}
        case Node.Value(var expression) -> shape(expression);
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
      }
    }
  }

  private void inside(Shape shape, List<Node> body) {
    scopes.add(shape);
    check(body);
    scopes.removeLast();
  }

  private Shape shape(Expression expression) {
    return switch (expression) {
      case Expression.Literal _ -> Shape.ANYTHING;
      case Expression.Call(_, var arguments) -> {
        arguments.forEach(this::shape);
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
      case LOOP -> {
        String name = path.names().getFirst();
        if (loops == 0 || !LOOP_NAMES.contains(name)) {
          complaints.at(
              path.at(),
              loops == 0
                  ? "@" + name + " is known inside of {{#each}} only"
                  : "unknown variable \"@" + name + '"' + Spelling.hint(name, LOOP_NAMES));
        }
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
