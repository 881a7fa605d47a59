package dev.bongsu.template;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What stands inside a tag. */
sealed interface Expression {
  /** A text, a number, true, false or null. */
  record Literal(@Nullable Object value) implements Expression {}

  /**
   * A variable: {@code a.b}, {@code this}, {@code ../x}, {@code @index}.
   *
   * @param up how many scopes to leave first
   * @param start where the first name is looked up
   * @param names from there on; empty for the start itself
   * @param at offset of its tag in the source
   */
  record Path(int up, Start start, List<String> names, int at) implements Expression {}

  /** {@code (eq a b)}. */
  record Call(Formula helper, Arguments arguments) implements Expression {}

  /** The offset of the tag that the first variable in it stands in; 0 where there is none. */
  static int at(Expression expression) {
    return switch (expression) {
      case Literal _ -> 0;
      case Path path -> path.at();
      case Call(_, var arguments) ->
          Stream.concat(arguments.values().stream(), arguments.named().values().stream())
              .mapToInt(Expression::at)
              .max()
              .orElse(0);
    };
  }

  /** What a helper or a function is given: {@code a b name=c}. */
  record Arguments(List<Expression> values, Map<String, Expression> named) {
    /** The text that is written at this place; null if none is, or not a constant one. */
    @Nullable String constantText(int index) {
      return index < values.size() && values.get(index) instanceof Literal(String text)
          ? text
          : null;
    }
  }

  /** Where a path begins. */
  enum Start {
    /** The innermost scope that has the name. */
    NEAREST,
    /** The scope itself: {@code this.x}. */
    THIS,
    /** The parameters: {@code @root.x}. */
    ROOT,
    /** What a loop says of its round: {@code @index}. */
    LOOP,
    /** What is known of who reads: {@code @locale}. */
    READER
  }
}
