package dev.bongsu.template;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The helpers that write a value as its reader expects it. */
enum Format implements Formula {
  DATE,
  TIME,
  NUMBER,
  CURRENCY,
  PLURAL,
  SELECT,
  TRUNCATE,
  URL;

  private final String word = name().toLowerCase(Locale.ROOT);

  @Override
  public String word() {
    return word;
  }

  /** What of the reader its answer depends on. */
  Set<Trait> traits() {
    return switch (this) {
      case DATE, TIME -> Set.of(Trait.LOCALE, Trait.TIME_ZONE);
      case NUMBER, CURRENCY, PLURAL -> Set.of(Trait.LOCALE);
      case SELECT, TRUNCATE, URL -> Set.of();
    };
  }

  /** The names that it knows; null where names are the caller's choice. */
  private @Nullable Set<String> options() {
    return switch (this) {
      case DATE -> Set.of("format", "skeleton", "time", "locale", "timeZone");
      case TIME -> Set.of("format", "skeleton", "locale", "timeZone");
      case NUMBER -> Set.of("format", "decimals", "maxDecimals", "skeleton", "locale");
      case CURRENCY -> Set.of("code", "display", "decimals", "locale");
      case TRUNCATE -> Set.of("length", "ellipsis");
      case PLURAL, SELECT, URL -> null;
    };
  }

  @Override
  public @Nullable String complaint(Expression.Arguments arguments) {
    int count = arguments.values().size();
    if (count == 0) {
      return "takes a value first, but found none";
    }
    Set<String> options = options();
    if (options != null) {
      for (String name : arguments.named().keySet()) {
        if (!options.contains(name)) {
          return "knows no " + name + Spelling.hint(name, options);
        }
      }
    }
    if (count > 2 && this != URL && this != PLURAL) {
      return "takes two values without a name at most, but found " + count;
    }
    return switch (this) {
      case DATE, TIME -> Dates.complaint(arguments);
      case NUMBER, CURRENCY -> Numbers.complaint(this, arguments);
      case PLURAL, SELECT -> Forms.complaint(this, arguments);
      case TRUNCATE ->
          count == 2 || arguments.named().containsKey("length")
              ? null
              : "takes a text and a length: truncate text 20";
      case URL -> null;
    };
  }

  @Override
  public @Nullable Object apply(Given given, Reader reader) throws UnrenderableException {
    Object value = given.value(0);
    if (value == null && this != SELECT && this != PLURAL) {
      return null;
    }
    return switch (this) {
      case DATE, TIME -> Dates.written(this, given, reader);
      case NUMBER -> Numbers.number(given, reader);
      case CURRENCY -> Numbers.currency(given, reader);
      case PLURAL -> Forms.plural(given, reader);
      case SELECT -> Forms.select(given);
      case TRUNCATE -> Graphemes.truncated(given);
      case URL -> {
        var values = given.values();
        yield Urls.of(String.valueOf(value), values.subList(1, values.size()), given.named());
      }
    };
  }
}
