package dev.bongsu.template;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What of a reader a text depends on, which says how many may share one rendering of it. */
enum Trait {
  LOCALE,
  TIME_ZONE,
  /** Nobody else may share it: the link is this reader's. */
  UNSUBSCRIBE_URL,
  /** Likewise. */
  PREFERENCES_URL,
  CAN_UNSUBSCRIBE;

  /** Those by which a text shows a link. */
  static final Set<Trait> LINKS = Set.of(UNSUBSCRIBE_URL, PREFERENCES_URL);

  /** Whether it differs from one reader to the next, so that it is not worth keeping. */
  boolean isPersonal() {
    return this != LOCALE && this != TIME_ZONE;
  }

  /** Of finished nodes. */
  static Set<Trait> of(List<Node> nodes) {
    var search = new Search();
    search.all(nodes);
    return Collections.unmodifiableSet(search.found);
  }

  private static final class Search {
    private final EnumSet<Trait> found = EnumSet.noneOf(Trait.class);

    void all(List<Node> nodes) {
      for (Node node : nodes) {
        switch (node) {
          case Node.Text _, Node.UrlEnd _, Node.Partial _ -> {}
          case Node.Value(var expression, _) -> in(expression);
          case Node.Raw(var expression, _) -> in(expression);
          case Node.Choice(var condition, var then, var otherwise) -> {
            in(condition);
            all(then);
            all(otherwise);
          }
          case Node.Each(var list, var body, var otherwise) -> {
            in(list);
            all(body);
            all(otherwise);
          }
          case Node.With(var value, var body, var otherwise) -> {
            in(value);
            all(body);
            all(otherwise);
          }
          case Node.Switch(var value, var cases, var otherwise) -> {
            in(value);
            for (Node.Case each : cases) {
              each.labels().forEach(this::in);
              all(each.body());
            }
            all(otherwise);
          }
          case Node.Block(_, var body, _) -> all(body);
          case Node.Call call -> call(call);
        }
      }
    }

    private void call(Node.Call call) {
      if (call.context() != null) {
        in(call.context());
      }
      call.arguments().values().forEach(this::in);
      found.addAll(call.bodies().traits());
    }

    private void in(Expression expression) {
      switch (expression) {
        case Expression.Literal _ -> {}
        case Expression.Call(var helper, var arguments) -> {
          if (helper instanceof Format format) {
            found.addAll(format.traits());
          }
          arguments.values().forEach(this::in);
          arguments.named().values().forEach(this::in);
        }
        case Expression.Path path -> {
          if (path.start() == Expression.Start.READER) {
            found.add(Reader.trait(path.names().getFirst()));
          }
        }
      }
    }
  }
}
