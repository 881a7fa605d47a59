package dev.bongsu.template;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * How much texts are, in characters. For one thread.
 *
 * <p>A block that stands in many places is one object and counts wherever it stands, for so often
 * it is gone through when the text is finished: a few lines of blocks inside of blocks can become
 * more than any memory holds. What a function says is shared by all who call it and counts once.
 */
final class Bulk {
  /** What a tag counts for, in characters. */
  static final int OF_A_TAG = 32;

  /** Larger than any bound, and still to be added up. */
  private static final long ENDLESS = 1L << 40;

  private final IdentityHashMap<Node.Block, Long> known = new IdentityHashMap<>();
  private final Set<Node.Bodies> called = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Of one text; takes no longer than there are different blocks. */
  static long of(List<Node> tree) {
    return new Bulk().all(tree);
  }

  /** Of texts that have functions in common. */
  static long ofAll(Collection<List<Node>> texts) {
    var bulk = new Bulk();
    return texts.stream().mapToLong(bulk::all).sum();
  }

  private long all(List<Node> nodes) {
    long sum = 0;
    for (Node node : nodes) {
      sum = Math.min(ENDLESS, sum + of(node));
    }
    return sum;
  }

  private long of(Node node) {
    return switch (node) {
      case Node.Text(var text) -> text.length();
      case Node.Value _, Node.Raw _, Node.Partial _, Node.UrlEnd _ -> OF_A_TAG;
      case Node.Call(_, _, var bodies, _, _) ->
          called.add(bodies)
              ? OF_A_TAG + bodies.byLocale().values().stream().mapToLong(this::all).sum()
              : OF_A_TAG;
      case Node.Choice(_, var then, var otherwise) -> OF_A_TAG + all(then) + all(otherwise);
      case Node.Each(_, var body, var otherwise) -> OF_A_TAG + all(body) + all(otherwise);
      case Node.With(_, var body, var otherwise) -> OF_A_TAG + all(body) + all(otherwise);
      case Node.Switch(_, var cases, var otherwise) -> {
        List<Node> inside = new ArrayList<>(otherwise);
        cases.forEach(each -> inside.addAll(each.body()));
        yield (long) OF_A_TAG * (1 + cases.size()) + all(inside);
      }
      case Node.Block block -> {
        Long before = known.get(block);
        long bulk = before == null ? OF_A_TAG + all(block.body()) : before;
        known.put(block, bulk);
        yield bulk;
      }
    };
  }
}
