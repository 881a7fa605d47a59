package dev.bongsu.template;

import java.util.List;

/** A piece of a compiled text. */
sealed interface Node {
  /** What the author wrote. */
  record Text(String text) implements Node {}

  /** {@code {{x}}}. */
  record Value(Expression expression) implements Node {}

  /**
   * {@code {{#if x}}…{{else}}…{{/if}}} and {@code unless}, which is the same with sides changed.
   */
  record Choice(Expression condition, List<Node> then, List<Node> otherwise) implements Node {}

  /** {@code {{#each x}}…{{else}}…{{/each}}}. */
  record Each(Expression list, List<Node> body, List<Node> otherwise) implements Node {}

  /** {@code {{#with x}}…{{else}}…{{/with}}}. */
  record With(Expression value, List<Node> body, List<Node> otherwise) implements Node {}
}
