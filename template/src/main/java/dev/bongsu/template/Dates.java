package dev.bongsu.template;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.ibm.icu.text.DateFormat;
import com.ibm.icu.text.DateTimePatternGenerator;
import com.ibm.icu.text.SimpleDateFormat;
import com.ibm.icu.util.GregorianCalendar;
import com.ibm.icu.util.TimeZone;
import com.ibm.icu.util.ULocale;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes dates and times as ICU does (CLDR): {@code date at}, {@code date at "long"}, {@code date
 * at "yyyy-MM-dd"}, {@code time at}.
 */
final class Dates {
  private static final List<String> STYLES = List.of("short", "medium", "long", "full");
  private static final int MAX_PATTERN_LENGTH = 64;

  /** A number from here on counts milliseconds: as seconds it would be after the year 5000. */
  private static final long MILLISECONDS_FROM = 100_000_000_000L;

  private static final String UTC = "UTC";

  /**
   * Made once, since making one takes milliseconds; each use takes a copy, for they are not for
   * many threads.
   */
  private static final Cache<Wanted, SimpleDateFormat> FORMATS =
      Caffeine.newBuilder().maximumSize(2000).build();

  private Dates() {}

  /**
   * How to write.
   *
   * @param time the style of a time after the date, null for none
   */
  private record Wanted(
      Format what,
      String format,
      @Nullable String time,
      @Nullable String skeleton,
      String locale,
      String zone) {}

  /** When; a day or a time of day without a zone is the same everywhere. */
  private record Moment(long epochMillis, String zone) {}

  static @Nullable String complaint(Expression.Arguments arguments) {
    for (String name : List.of("format", "time", "skeleton", "timeZone", "locale")) {
      String text = constant(arguments, name);
      if (text == null) {
        continue;
      }
      String complaint =
          switch (name) {
            case "timeZone" -> isZone(text) ? null : "knows no time zone " + quoted(text);
            case "locale" -> Locales.isLocale(text) ? null : "knows no locale " + quoted(text);
            case "time" -> STYLES.contains(text) ? null : "knows no style " + quoted(text);
            default -> patternComplaint(text);
          };
      if (complaint != null) {
        return complaint;
      }
    }
    return null;
  }

  private static @Nullable String constant(Expression.Arguments arguments, String name) {
    if (name.equals("format") && arguments.values().size() > 1) {
      return arguments.constantText(1);
    }
    return arguments.named().get(name) instanceof Expression.Literal(String text) ? text : null;
  }

  private static @Nullable String patternComplaint(String format) {
    try {
      pattern(format, ULocale.ROOT);
      return null;
    } catch (IllegalArgumentException _) {
      return "knows no format "
          + quoted(format)
          + ": wanted short, medium, long, full, or a pattern like yyyy-MM-dd";
    }
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  static String written(Format what, Formula.Given given, Reader reader)
      throws UnrenderableException {
    String zone = given.text("timeZone");
    if (zone == null) {
      zone = reader.timeZone().isEmpty() ? UTC : reader.timeZone();
    }
    String format = given.text(1, "format");
    String locale = given.text("locale");
    Moment moment = moment(what, given.value(0), zone);
    var wanted =
        new Wanted(
            what,
            format == null ? (what == Format.TIME ? "short" : "medium") : format,
            given.text("time"),
            given.text("skeleton"),
            locale == null ? reader.locale() : locale,
            moment.zone());
    try {
      DateFormat writer = (DateFormat) FORMATS.get(wanted, Dates::made).clone();
      return writer.format(moment.epochMillis());
    } catch (IllegalArgumentException _) {
      throw new UnrenderableException(what.word() + ": the format or the time zone is not known");
    }
  }

  private static SimpleDateFormat made(Wanted wanted) {
    if (!isZone(wanted.zone())) {
      throw new IllegalArgumentException("unknown time zone");
    }
    ULocale locale = Locales.known(wanted.locale());
    DateFormat made;
    if (wanted.skeleton() != null) {
      requireShort(wanted.skeleton());
      made =
          new SimpleDateFormat(
              DateTimePatternGenerator.getInstance(locale).getBestPattern(wanted.skeleton()),
              locale);
    } else if (STYLES.contains(wanted.format())) {
      int style = style(wanted.format());
      made =
          switch (wanted.what()) {
            case TIME -> DateFormat.getTimeInstance(style, locale);
            default ->
                wanted.time() == null
                    ? DateFormat.getDateInstance(style, locale)
                    : DateFormat.getDateTimeInstance(style, style(wanted.time()), locale);
          };
    } else {
      made = pattern(wanted.format(), locale);
    }
    made.setTimeZone(zone(wanted.zone()));
    if (made.getCalendar() instanceof GregorianCalendar calendar) {
      // As RFC 3339 counts, whose years know no Julian calendar.
      calendar.setGregorianChange(Date.from(Instant.ofEpochMilli(Long.MIN_VALUE)));
    }
    return (SimpleDateFormat) made;
  }

  private static SimpleDateFormat pattern(String format, ULocale locale) {
    if (STYLES.contains(format)) {
      return new SimpleDateFormat("yyyy", locale);
    }
    requireShort(format);
    var made = new SimpleDateFormat(format, locale);
    // Letters that mean nothing are found out only by writing something.
    made.format(0L);
    return made;
  }

  private static void requireShort(String pattern) {
    if (pattern.length() > MAX_PATTERN_LENGTH) {
      throw new IllegalArgumentException("the pattern is too long");
    }
  }

  private static int style(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "short" -> DateFormat.SHORT;
      case "medium" -> DateFormat.MEDIUM;
      case "long" -> DateFormat.LONG;
      case "full" -> DateFormat.FULL;
      default -> throw new IllegalArgumentException("unknown style");
    };
  }

  private static boolean isZone(String id) {
    return !TimeZone.UNKNOWN_ZONE_ID.equals(zone(id).getID());
  }

  private static TimeZone zone(String id) {
    boolean offset = id.startsWith("+") || id.startsWith("-");
    return TimeZone.getTimeZone(offset ? "GMT" + id : id);
  }

  /** Complains of what is no time wherever its reader is. */
  static void requireTime(Format what, Object value) throws UnrenderableException {
    moment(what, value, UTC);
  }

  private static Moment moment(Format what, @Nullable Object value, String zone)
      throws UnrenderableException {
    try {
      return switch (value) {
        case Number number -> {
          long count = Long.parseLong(number.toString());
          boolean milliseconds = Math.abs(count) >= MILLISECONDS_FROM;
          yield new Moment(milliseconds ? count : Math.multiplyExact(count, 1000L), zone);
        }
        case String text when text.length() <= MAX_PATTERN_LENGTH -> moment(text, zone);
        case null, default -> throw new DateTimeException("neither text nor number");
      };
    } catch (DateTimeException | ArithmeticException | NumberFormatException _) {
      throw new UnrenderableException(
          what.word()
              + ": wanted a time of RFC 3339, a date like 2027-01-31, or seconds since 1970");
    }
  }

  private static Moment moment(String text, String zone) {
    String iso = text.strip().replace(' ', 'T').toUpperCase(Locale.ROOT);
    if (iso.indexOf('T') < 0) {
      LocalDateTime local =
          iso.indexOf(':') < 0
              ? LocalDate.parse(iso).atStartOfDay()
              : LocalDate.EPOCH.atTime(LocalTime.parse(iso));
      return new Moment(local.toInstant(ZoneOffset.UTC).toEpochMilli(), UTC);
    }
    int time = iso.indexOf('T');
    boolean hasOffset =
        iso.endsWith("Z") || iso.indexOf('+', time) > 0 || iso.indexOf('-', time) > 0;
    Instant instant =
        hasOffset
            ? OffsetDateTime.parse(iso).toInstant()
            : LocalDateTime.parse(iso).atZone(ZoneId.of(zone)).toInstant();
    return new Moment(instant.toEpochMilli(), zone);
  }
}
