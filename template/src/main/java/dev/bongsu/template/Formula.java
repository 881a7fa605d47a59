package dev.bongsu.template;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a tag can compute. None reaches further than its arguments and the reader. */
sealed interface Formula permits Operator, Format {
  /** All of them. */
  List<Formula> ALL =
      Stream.<Formula>concat(Stream.of(Operator.values()), Stream.of(Format.values())).toList();

  /** As it is written: {@code eq}. */
  String word();

  /** What is wrong with how it is called, in words; null if nothing is. */
  @Nullable String complaint(Expression.Arguments arguments);

  /**
   * Its answer.
   *
   * @throws UnrenderableException if it is given what it cannot work with
   */
  @Nullable Object apply(Given given, Reader reader) throws UnrenderableException;

  static Optional<Formula> of(String word) {
    return ALL.stream().filter(each -> each.word().equals(word)).findFirst();
  }

  /** The arguments of one call, computed. */
  record Given(List<@Nullable Object> values, Map<String, @Nullable Object> named) {
    /** The value at this place, null where there is none. */
    @Nullable Object value(int index) {
      return index < values.size() ? values.get(index) : null;
    }

    /** The value at this place or of this name as text, null where there is none. */
    @Nullable String text(int index, String name) {
      Object value = index < values.size() ? values.get(index) : named.get(name);
      return value == null ? null : String.valueOf(value);
    }

    /** The named value as text, null where there is none. */
    @Nullable String text(String name) {
      Object value = named.get(name);
      return value == null ? null : String.valueOf(value);
    }
  }
}
