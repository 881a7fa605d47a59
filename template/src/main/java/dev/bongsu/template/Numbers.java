package dev.bongsu.template;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.ibm.icu.number.FormattedNumber;
import com.ibm.icu.number.LocalizedNumberFormatter;
import com.ibm.icu.number.Notation;
import com.ibm.icu.number.NumberFormatter;
import com.ibm.icu.number.NumberFormatter.UnitWidth;
import com.ibm.icu.number.Precision;
import com.ibm.icu.number.Scale;
import com.ibm.icu.number.SkeletonSyntaxException;
import com.ibm.icu.number.UnlocalizedNumberFormatter;
import com.ibm.icu.util.Currency;
import com.ibm.icu.util.NoUnit;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes numbers and amounts of money as ICU does (CLDR). */
final class Numbers {
  private static final List<String> FORMATS = List.of("decimal", "integer", "percent", "compact");
  private static final List<String> DISPLAYS = List.of("symbol", "narrow", "code", "name");
  private static final int MAX_DECIMALS = 20;
  private static final int MAX_DIGITS = 100;
  private static final int MAX_SKELETON_LENGTH = 64;

  /** Immutable, and for many threads; making one takes milliseconds. */
  private static final Cache<Wanted, LocalizedNumberFormatter> WRITERS =
      Caffeine.newBuilder().maximumSize(2000).build();

  private Numbers() {}

  /** How to write: {@code format} is one of ours, {@code unit} a currency. */
  private record Wanted(
      String format,
      @Nullable String unit,
      @Nullable String decimals,
      @Nullable String maxDecimals,
      @Nullable String skeleton,
      String locale) {}

  static @Nullable String complaint(Format what, Expression.Arguments arguments) {
    boolean money = what == Format.CURRENCY;
    String locale = constant(arguments, "locale");
    if (locale != null && !Locales.isLocale(locale)) {
      return "knows no locale \"" + locale + '"';
    }
    if (money && arguments.values().size() < 2 && !arguments.named().containsKey("code")) {
      return "takes an amount and a currency: currency total \"EUR\"";
    }
    String format = constant(arguments, money ? "display" : "format");
    String first = arguments.values().size() > 1 ? arguments.constantText(1) : null;
    String code = first == null ? constant(arguments, "code") : first;
    try {
      if (money) {
        if (code != null) {
          currency(code);
        }
        width(format == null ? "symbol" : format);
      } else {
        notation(first == null ? format == null ? "decimal" : format : first);
      }
      String skeleton = constant(arguments, "skeleton");
      if (skeleton != null) {
        skeleton(skeleton);
      }
      for (String name : List.of("decimals", "maxDecimals")) {
        if (arguments.named().get(name) instanceof Expression.Literal(Object decimals)) {
          decimals(String.valueOf(decimals));
        }
      }
      return null;
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static @Nullable String constant(Expression.Arguments arguments, String name) {
    return arguments.named().get(name) instanceof Expression.Literal(String text) ? text : null;
  }

  /** {@code number x}, {@code number x "percent"}. */
  static String number(Formula.Given given, Reader reader) throws UnrenderableException {
    String format = given.text(1, "format");
    return written(
        Format.NUMBER,
        given,
        new Wanted(
            format == null ? "decimal" : format,
            null,
            given.text("decimals"),
            given.text("maxDecimals"),
            given.text("skeleton"),
            locale(given, reader)));
  }

  /** {@code currency x "EUR"}. */
  static String currency(Formula.Given given, Reader reader) throws UnrenderableException {
    String code = given.text(1, "code");
    String display = given.text("display");
    return written(
        Format.CURRENCY,
        given,
        new Wanted(
            display == null ? "symbol" : display,
            code == null ? "" : code,
            given.text("decimals"),
            null,
            null,
            locale(given, reader)));
  }

  /** The number as plain text would show it, with what plural rules look at. */
  static FormattedNumber plain(BigDecimal number, String locale) {
    var wanted = new Wanted("decimal", null, null, null, null, locale);
    return WRITERS.get(wanted, Numbers::made).format(number);
  }

  private static String locale(Formula.Given given, Reader reader) {
    String locale = given.text("locale");
    return locale == null ? reader.locale() : locale;
  }

  private static String written(Format what, Formula.Given given, Wanted wanted)
      throws UnrenderableException {
    BigDecimal number = exact(what, given.value(0));
    try {
      return WRITERS.get(wanted, Numbers::made).format(number).toString();
    } catch (IllegalArgumentException e) {
      throw new UnrenderableException(what.word() + " " + e.getMessage());
    }
  }

  /** The number that a value is, or that its text says. */
  static BigDecimal exact(Format what, @Nullable Object value) throws UnrenderableException {
    try {
      String text = String.valueOf(value).strip();
      if ((value instanceof Number || value instanceof String) && text.length() <= MAX_DIGITS) {
        var number = new BigDecimal(text);
        if (Math.abs((long) number.scale()) <= MAX_DIGITS) {
          return number;
        }
      }
    } catch (NumberFormatException _) {
      // Told below, together with whatever else is no number.
    }
    throw new UnrenderableException(
        what.word() + ": wanted a number of at most " + MAX_DIGITS + " digits");
  }

  private static LocalizedNumberFormatter made(Wanted wanted) {
    UnlocalizedNumberFormatter made;
    if (wanted.skeleton() != null) {
      made = skeleton(wanted.skeleton());
    } else if (wanted.unit() != null) {
      made = NumberFormatter.with().unit(currency(wanted.unit())).unitWidth(width(wanted.format()));
    } else {
      made = notation(wanted.format());
    }
    if (wanted.decimals() != null) {
      made = made.precision(Precision.fixedFraction(decimals(wanted.decimals())));
    } else if (wanted.maxDecimals() != null) {
      made = made.precision(Precision.maxFraction(decimals(wanted.maxDecimals())));
    }
    return made.locale(Locales.known(wanted.locale()));
  }

  private static UnlocalizedNumberFormatter notation(String format) {
    UnlocalizedNumberFormatter made = NumberFormatter.with();
    return switch (format) {
      case "decimal" -> made;
      case "integer" -> made.precision(Precision.integer());
      case "percent" -> made.unit(NoUnit.PERCENT).scale(Scale.powerOfTen(2));
      case "compact" -> made.notation(Notation.compactShort());
      default ->
          throw new IllegalArgumentException(
              "knows no format \"" + format + '"' + Spelling.hint(format, FORMATS));
    };
  }

  private static UnitWidth width(String display) {
    return switch (display) {
      case "symbol" -> UnitWidth.SHORT;
      case "narrow" -> UnitWidth.NARROW;
      case "code" -> UnitWidth.ISO_CODE;
      case "name" -> UnitWidth.FULL_NAME;
      default ->
          throw new IllegalArgumentException(
              "knows no display \"" + display + '"' + Spelling.hint(display, DISPLAYS));
    };
  }

  private static Currency currency(String code) {
    if (code.length() != 3 || !Currency.isAvailable(code, null, null)) {
      throw new IllegalArgumentException("wants a currency of ISO 4217, such as EUR");
    }
    return Currency.getInstance(code);
  }

  private static UnlocalizedNumberFormatter skeleton(String skeleton) {
    try {
      if (skeleton.length() <= MAX_SKELETON_LENGTH) {
        return NumberFormatter.forSkeleton(skeleton);
      }
    } catch (SkeletonSyntaxException _) {
      // Told below, without ICU's own words.
    }
    throw new IllegalArgumentException("wants a skeleton as ICU knows them, such as .00");
  }

  private static int decimals(String text) {
    try {
      int decimals = Integer.parseInt(text);
      if (decimals >= 0 && decimals <= MAX_DECIMALS) {
        return decimals;
      }
    } catch (NumberFormatException _) {
      // Told below.
    }
    throw new IllegalArgumentException("wants 0 to " + MAX_DECIMALS + " decimals");
  }
}
