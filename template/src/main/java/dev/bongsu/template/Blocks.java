package dev.bongsu.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Puts a child's blocks in the place of its base's. */
final class Blocks {
  private Blocks() {}

  /** The names of all blocks, also of those inside of others. */
  static Set<String> names(List<Node> tree) {
    Set<String> names = new TreeSet<>();
    collect(tree, names);
    return names;
  }

  private static void collect(List<Node> tree, Set<String> names) {
    for (Node node : tree) {
      if (node instanceof Node.Block block) {
        names.add(block.name());
      }
      insides(node).forEach(each -> collect(each, names));
    }
  }

  private static List<List<Node>> insides(Node node) {
    return switch (node) {
      case Node.Text _, Node.Value _, Node.Raw _, Node.Partial _, Node.Call _, Node.UrlEnd _ ->
          List.of();
      case Node.Choice(_, var then, var otherwise) -> List.of(then, otherwise);
      case Node.Each(_, var body, var otherwise) -> List.of(body, otherwise);
      case Node.With(_, var body, var otherwise) -> List.of(body, otherwise);
      case Node.Block(_, var body, _) -> List.of(body);
      case Node.Switch(_, var cases, var otherwise) -> {
        List<List<Node>> all = new ArrayList<>();
        cases.forEach(each -> all.add(each.body()));
        all.add(otherwise);
        yield all;
      }
    };
  }

  /** The tree with these blocks instead of its own of the same names. */
  static List<Node> replaced(List<Node> tree, List<Node.Block> blocks) {
    Map<String, Node.Block> byName = new LinkedHashMap<>();
    blocks.forEach(each -> byName.put(each.name(), each));
    return replaced(tree, byName);
  }

  private static List<Node> replaced(List<Node> tree, Map<String, Node.Block> blocks) {
    List<Node> replaced = new ArrayList<>(tree.size());
    for (Node node : tree) {
      replaced.add(
          switch (node) {
            case Node.Text _,
                Node.Value _,
                Node.Raw _,
                Node.Partial _,
                Node.Call _,
                Node.UrlEnd _ ->
                node;
            case Node.Choice(var condition, var then, var otherwise) ->
                new Node.Choice(condition, replaced(then, blocks), replaced(otherwise, blocks));
            case Node.Each(var list, var body, var otherwise) ->
                new Node.Each(list, replaced(body, blocks), replaced(otherwise, blocks));
            case Node.With(var value, var body, var otherwise) ->
                new Node.With(value, replaced(body, blocks), replaced(otherwise, blocks));
            case Node.Switch(var value, var cases, var otherwise) ->
                new Node.Switch(
                    value,
                    cases.stream()
                        .map(each -> new Node.Case(each.labels(), replaced(each.body(), blocks)))
                        .toList(),
                    replaced(otherwise, blocks));
            case Node.Block(var name, var body, int at) -> {
              Node.Block instead = blocks.get(name);
              yield instead == null ? new Node.Block(name, replaced(body, blocks), at) : instead;
            }
          });
    }
    return List.copyOf(replaced);
  }
}
