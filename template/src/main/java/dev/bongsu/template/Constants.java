package dev.bongsu.template;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds what a helper is given that it can never work with, before anything is rendered. */
final class Constants {
  private Constants() {}

  /** What is wrong with a constant in it, in words; null if nothing is. */
  static @Nullable String complaint(Expression expression) {
    if (!(expression instanceof Expression.Call(Formula helper, Expression.Arguments arguments))) {
      return null;
    }
    try {
      if (helper instanceof Format format) {
        check(format, arguments);
      }
    } catch (UnrenderableException e) {
      return String.valueOf(e.getMessage());
    }
    return Stream.concat(arguments.values().stream(), arguments.named().values().stream())
        .map(Constants::complaint)
        .flatMap(Stream::ofNullable)
        .findFirst()
        .orElse(null);
  }

  private static void check(Format format, Expression.Arguments arguments)
      throws UnrenderableException {
    List<Expression> values = arguments.values();
    if (format == Format.TRUNCATE) {
      Expression length = values.size() > 1 ? values.get(1) : arguments.named().get("length");
      if (length instanceof Expression.Literal(var value)) {
        Graphemes.requireLength(value);
      }
      return;
    }
    Object value = values.getFirst() instanceof Expression.Literal(var constant) ? constant : null;
    if (value == null) {
      return;
    }
    switch (format) {
      case DATE, TIME -> Dates.requireTime(format, value);
      case NUMBER, CURRENCY, PLURAL -> Numbers.exact(format, value);
      case SELECT, URL, TRUNCATE -> {}
    }
  }
}
