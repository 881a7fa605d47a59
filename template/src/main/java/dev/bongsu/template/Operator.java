package dev.bongsu.template;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The helpers that answer true or false. */
enum Operator implements Formula {
  EQ,
  NE,
  LT,
  LE,
  GT,
  GE,
  AND,
  OR,
  NOT;

  private final String word = name().toLowerCase(Locale.ROOT);

  @Override
  public String word() {
    return word;
  }

  @Override
  public @Nullable String complaint(Expression.Arguments arguments) {
    if (!arguments.named().isEmpty()) {
      return "takes no named values, but found one";
    }
    int count = arguments.values().size();
    String wanted =
        switch (this) {
          case EQ, NE, LT, LE, GT, GE -> count == 2 ? null : "two values";
          case AND, OR -> count >= 2 ? null : "two values or more";
          case NOT -> count == 1 ? null : "one value";
        };
    return wanted == null ? null : "takes " + wanted + " but found " + count;
  }

  @Override
  public Object apply(Given given, Reader reader) {
    return apply(given.values());
  }

  boolean apply(List<? extends @Nullable Object> values) {
    Object first = values.getFirst();
    return switch (this) {
      case EQ -> same(first, values.get(1));
      case NE -> !same(first, values.get(1));
      case LT -> ordered(first, values.get(1)) && compare(first, values.get(1)) < 0;
      case LE -> ordered(first, values.get(1)) && compare(first, values.get(1)) <= 0;
      case GT -> ordered(first, values.get(1)) && compare(first, values.get(1)) > 0;
      case GE -> ordered(first, values.get(1)) && compare(first, values.get(1)) >= 0;
      case AND -> values.stream().allMatch(Operator::isTrue);
      case OR -> values.stream().anyMatch(Operator::isTrue);
      case NOT -> !isTrue(first);
    };
  }

  /** As in Handlebars: everything but false, null, zero, the empty text and the empty list. */
  static boolean isTrue(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Boolean bool -> bool;
      case String text -> !text.isEmpty();
      case Long number -> number != 0;
      case Number number -> new BigDecimal(number.toString()).signum() != 0;
      case Collection<?> list -> !list.isEmpty();
      case Map<?, ?> _ -> true;
      default -> true;
    };
  }

  /** Whether they are equal; numbers by what they count. */
  static boolean same(@Nullable Object a, @Nullable Object b) {
    return (a instanceof Number && b instanceof Number) ? compare(a, b) == 0 : Objects.equals(a, b);
  }

  private static boolean ordered(@Nullable Object a, @Nullable Object b) {
    return (a instanceof Number && b instanceof Number)
        || (a instanceof String && b instanceof String);
  }

  private static int compare(@Nullable Object a, @Nullable Object b) {
    if (a instanceof Long x && b instanceof Long y) {
      return Long.compare(x, y);
    }
    return (a instanceof String x && b instanceof String y)
        ? x.compareTo(y)
        : new BigDecimal(String.valueOf(a)).compareTo(new BigDecimal(String.valueOf(b)));
  }
}
