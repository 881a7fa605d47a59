package dev.bongsu.template;

import dev.bongsu.json.Json;
import dev.bongsu.kernel.Fault;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One rendering of a {@link Script}: what is written so far, and what of its bounds is used up. For
 * one thread.
 */
final class Evaluation {
  /** How many pieces one rendering may touch: some milliseconds. */
  private static final int MAX_STEPS = 100_000;

  /** Steps between two looks at the clock; what ends before the first is never too slow. */
  private static final int STEPS_BETWEEN_LOOKS = 1024;

  /** What a helper or a function counts for, beside what it is given. */
  private static final int STEPS_OF_WORK = 64;

  /** How many characters are written in the time of a step, rather less. */
  private static final int CHARACTERS_A_STEP = 64;

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

  private final StringBuilder out;
  private final Reader reader;
  private final int maxLength;
  private final Effort effort;
  private int steps;
  private int untilLook = STEPS_BETWEEN_LOOKS;

  Evaluation(StringBuilder out, Reader reader, int maxLength, Effort effort) {
    this.out = out;
    this.reader = reader;
    this.maxLength = maxLength;
    this.effort = effort;
  }

  /** Writes what these say with these parameters. */
  void of(List<Node> nodes, Map<String, @Nullable Object> params) throws UnrenderableException {
    all(nodes, new Scope(null, params, null));
  }

  private void all(List<Node> nodes, Scope scope) throws UnrenderableException {
    for (int i = 0; i < nodes.size(); i++) {
      step();
      switch (nodes.get(i)) {
        case Node.Text(var text) -> {
          out.append(text);
          checkLength();
        }
        case Node.Value(var expression, var target) -> insert(value(expression, scope), target);
        case Node.Raw(var expression, _) -> raw(value(expression, scope));
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
        case Node.Switch each -> choose(each, scope);
        case Node.Call call -> call(call, scope);
        case Node.UrlEnd(char opening) -> Urls.checkEnd(out, opening);
        case Node.Block(_, var body, _) -> all(body, scope);
        case Node.Partial _ -> throw new IllegalStateException("the text was not finished");
      }
    }
  }

  private void choose(Node.Switch each, Scope scope) throws UnrenderableException {
    Object value = value(each.value(), scope);
    for (Node.Case one : each.cases()) {
      for (Expression label : one.labels()) {
        if (Operator.same(value, value(label, scope))) {
          all(one.body(), scope);
          return;
        }
      }
    }
    all(each.otherwise(), scope);
  }

  private void call(Node.Call call, Scope scope) throws UnrenderableException {
    Map<String, @Nullable Object> given = LinkedHashMap.newLinkedHashMap(call.arguments().size());
    if (call.context() != null && value(call.context(), scope) instanceof Map<?, ?> map) {
      map.forEach((name, value) -> put(given, String.valueOf(name), value));
    }
    for (Map.Entry<String, Expression> each : call.arguments().entrySet()) {
      put(given, each.getKey(), value(each.getValue(), scope));
    }
    spend(STEPS_OF_WORK);
    Map<String, @Nullable Object> params = call.parameters().withDefaults(given);
    List<Fault> faults = call.parameters().check(params);
    if (!faults.isEmpty()) {
      throw new UnrenderableException(
          "function "
              + call.key()
              + ": "
              + faults.getFirst().pointer()
              + ": "
              + faults.getFirst().detail());
    }
    all(call.in(reader.locale()), new Scope(null, params, null));
  }

  /** What is not there is left out, so that defaults and the schema see it alike. */
  private static void put(
      Map<String, @Nullable Object> given, String name, @Nullable Object value) {
    if (value != null) {
      given.put(name, value);
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

  private @Nullable Object value(Expression expression, Scope scope) throws UnrenderableException {
    step();
    return switch (expression) {
      case Expression.Literal(var value) -> value;
      case Expression.Call(var helper, var arguments) -> {
        Formula.Given given = given(arguments, scope);
        spend(work(given));
        yield helper.apply(given, reader);
      }
      case Expression.Path path -> resolve(path, scope);
    };
  }

  private Formula.Given given(Expression.Arguments arguments, Scope scope)
      throws UnrenderableException {
    List<@Nullable Object> values = new ArrayList<>(arguments.values().size());
    for (Expression each : arguments.values()) {
      values.add(value(each, scope));
    }
    if (arguments.named().isEmpty()) {
      return new Formula.Given(values, Map.of());
    }
    Map<String, @Nullable Object> named = LinkedHashMap.newLinkedHashMap(arguments.named().size());
    for (Map.Entry<String, Expression> each : arguments.named().entrySet()) {
      named.put(each.getKey(), value(each.getValue(), scope));
    }
    return new Formula.Given(values, named);
  }

  private @Nullable Object resolve(Expression.Path path, Scope from) {
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
          case READER -> reader.said(names.getFirst());
        };
    int done =
        switch (path.start()) {
          case NEAREST, READER -> 1;
          case THIS, ROOT, LOOP -> 0;
        };
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

  private void insert(@Nullable Object value, Target target) throws UnrenderableException {
    String text = written(value);
    spend(text.length() / CHARACTERS_A_STEP);
    target.append(out, text, maxLength);
    checkLength();
  }

  private void raw(@Nullable Object value) throws UnrenderableException {
    String html = written(value);
    if (html.length() > maxLength) {
      throw tooLong(maxLength);
    }
    spend(STEPS_OF_WORK + html.length());
    out.append(Directions.closed(Sanitizer.clean(html)));
    checkLength();
  }

  private static String written(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case String text -> text;
      case BigDecimal number when Math.abs((long) number.scale()) < 100 -> number.toPlainString();
      case Number number -> number.toString();
      case Boolean bool -> bool.toString();
      default -> Json.writeText(value);
    };
  }

  private void step() throws UnrenderableException {
    if (++steps > MAX_STEPS) {
      throw new UnrenderableException("rendering takes more than " + MAX_STEPS + " steps");
    }
    spend(1);
  }

  /** Looks at the clock after so much work; what works on whole texts is more than a step. */
  private void spend(int work) throws UnrenderableException {
    untilLook -= work;
    if (untilLook < 0) {
      untilLook = STEPS_BETWEEN_LOOKS;
      effort.look();
    }
  }

  private static int work(Formula.Given given) {
    int work = STEPS_OF_WORK;
    for (Object each : given.values()) {
      work += each instanceof String text ? text.length() / CHARACTERS_A_STEP : 0;
    }
    return work;
  }

  private void checkLength() throws UnrenderableException {
    if (out.length() > maxLength) {
      throw tooLong(maxLength);
    }
  }

  /** Why there is no text. */
  static UnrenderableException tooLong(int maxLength) {
    return new TooLongException(maxLength);
  }
}
