package dev.bongsu.template;

import java.util.List;

/** How much a text says at least. */
final class Extent {
  private Extent() {}

  /** In UTF-16 units, whatever the parameters. */
  static int leastLength(List<Node> nodes) {
    long least = 0;
    for (Node node : nodes) {
      least +=
          switch (node) {
            case Node.Text(var text) -> text.length();
            case Node.Choice(_, var then, var otherwise) ->
                Math.min(leastLength(then), leastLength(otherwise));
            case Node.With(_, var body, var otherwise) ->
                Math.min(leastLength(body), leastLength(otherwise));
            case Node.Switch(_, var cases, var otherwise) -> {
              int shortest = leastLength(otherwise);
              for (Node.Case each : cases) {
                shortest = Math.min(shortest, leastLength(each.body()));
              }
              yield shortest;
            }
            case Node.Block(_, var body, _) -> leastLength(body);
            case Node.Value _,
                Node.Raw _,
                Node.Each _,
                Node.Partial _,
                Node.Call _,
                Node.UrlEnd _ ->
                0;
          };
    }
    return (int) Math.min(least, Integer.MAX_VALUE / 4);
  }
}
