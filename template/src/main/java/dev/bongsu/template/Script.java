package dev.bongsu.template;

import dev.bongsu.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A text with variables, compiled. Rendering touches nothing but the parameters, and ends: every
 * piece is a step, steps and output are bounded, and there is no other loop than over a list that
 * was given. For many threads.
 */
final class Script {
  /** How many pieces one rendering may touch: some milliseconds. */
  static final int MAX_STEPS = 100_000;

  private final List<Node> nodes;
  private final int expectedLength;

  Script(List<Node> nodes, int sourceLength) {
    this.nodes = List.copyOf(nodes);
    this.expectedLength = sourceLength + 16;
  }

  /**
   * The text with these parameters.
   *
   * @throws UnrenderableException if it becomes longer than {@code maxLength} or takes too many
   *     steps
   */
  String render(Map<String, @Nullable Object> params, Target target, int maxLength)
      throws UnrenderableException {
    if (nodes.size() == 1 && nodes.getFirst() instanceof Node.Text(String text)) {
      return text;
    }
    var run = new Run(new StringBuilder(expectedLength), target, maxLength);
    run.all(nodes, new Scope(null, params, null));
    return run.out.toString();
  }

  /** What names mean at one place. */
  private record Scope(
      @Nullable Scope parent, @Nullable Object value, @Nullable Map<String, Object> loop) {
    Scope root() {
      Scope scope = this;
      while (scope.parent != null) {
        scope = scope.parent;
      }
      return scope;
    }
  }

  /** One rendering. */
  private static final class Run {
    private final StringBuilder out;
    private final Target target;
    private final int maxLength;
    private int steps;

    Run(StringBuilder out, Target target, int maxLength) {
      this.out = out;
      this.target = target;
      this.maxLength = maxLength;
    }

    void all(List<Node> nodes, Scope scope) throws UnrenderableException {
      for (int i = 0; i < nodes.size(); i++) {
        step();
        switch (nodes.get(i)) {
          case Node.Text(var text) -> {
            out.append(text);
            checkLength();
          }
          case Node.Value(var expression) -> insert(value(expression, scope));
          case Node.Choice(var condition, var then, var otherwise) ->
              all(Operator.isTrue(value(condition, scope)) ? then : otherwise, scope);
          case Node.With(var expression, var body, var otherwise) -> {
            Object value = value(expression, scope);
            if (Operator.isTrue(value)) {
              all(body, new Scope(scope, value, null));
            } else {
              all(otherwise, scope);
            }
          }
          case Node.Each each -> each(each, scope);
        }
      }
    }

    private void each(Node.Each each, Scope scope) throws UnrenderableException {
      Object value = value(each.list(), scope);
      int index = 0;
      switch (value) {
        case Collection<?> list when !list.isEmpty() -> {
          for (Object item : list) {
            round(each, scope, item, loop(index, list.size(), index));
            index++;
          }
        }
        case Map<?, ?> map when !map.isEmpty() -> {
          for (Map.Entry<?, ?> entry : map.entrySet()) {
            round(each, scope, entry.getValue(), loop(index, map.size(), entry.getKey()));
            index++;
          }
        }
        case null, default -> all(each.otherwise(), scope);
      }
    }

    private void round(Node.Each each, Scope scope, @Nullable Object item, Map<String, Object> loop)
        throws UnrenderableException {
      step();
      all(each.body(), new Scope(scope, item, loop));
    }

    private static Map<String, Object> loop(int index, int size, Object key) {
      return Map.of(
          "index", (long) index, "key", key, "first", index == 0, "last", index == size - 1);
    }

    private @Nullable Object value(Expression expression, Scope scope)
        throws UnrenderableException {
      step();
      return switch (expression) {
        case Expression.Literal(var value) -> value;
        case Expression.Call(var operator, var arguments) -> {
          List<@Nullable Object> values = new ArrayList<>(arguments.size());
          for (Expression each : arguments) {
            values.add(value(each, scope));
          }
          yield operator.apply(values);
        }
        case Expression.Path path -> resolve(path, scope);
      };
    }

    private static @Nullable Object resolve(Expression.Path path, Scope from) {
      Scope scope = from;
      for (int i = 0; i < path.up() && scope.parent != null; i++) {
        scope = scope.parent;
      }
      List<String> names = path.names();
      Object value =
          switch (path.start()) {
            case NEAREST -> nearest(names.getFirst(), scope);
            case THIS -> scope;
            case ROOT -> scope.root();
            case LOOP -> loop(scope);
          };
      int done = path.start() == Expression.Start.NEAREST ? 1 : 0;
      if (value instanceof Scope each) {
        value = each.value();
      }
      for (int i = done; i < names.size(); i++) {
        value = value instanceof Map<?, ?> map ? map.get(names.get(i)) : null;
      }
      return value;
    }

    private static @Nullable Object nearest(String name, Scope from) {
      for (Scope scope = from; scope != null; scope = scope.parent) {
        if (scope.value instanceof Map<?, ?> map) {
          Object value = map.get(name);
          if (value != null || map.containsKey(name)) {
            return value;
          }
        }
      }
      return null;
    }

    private static @Nullable Object loop(Scope from) {
      for (Scope scope = from; scope != null; scope = scope.parent) {
        if (scope.loop != null) {
          return scope.loop;
        }
      }
      return null;
    }

    private void insert(@Nullable Object value) throws UnrenderableException {
      switch (value) {
        case null -> {}
        case String text -> target.append(out, text, maxLength);
        case BigDecimal number when Math.abs((long) number.scale()) < 100 ->
            target.append(out, number.toPlainString(), maxLength);
        case Number number -> target.append(out, number.toString(), maxLength);
        case Boolean bool -> target.append(out, bool.toString(), maxLength);
        default -> target.append(out, Json.writeText(value), maxLength);
      }
      checkLength();
    }

    private void step() throws UnrenderableException {
      if (++steps > MAX_STEPS) {
        throw new UnrenderableException("rendering takes more than " + MAX_STEPS + " steps");
      }
    }

    private void checkLength() throws UnrenderableException {
      if (out.length() > maxLength) {
        throw new UnrenderableException(
            "the rendered text is longer than " + maxLength + " characters");
      }
    }
  }
}
