package dev.bongsu.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Times as RFC 3339 section 5.6 writes them, all of them and no others: the JDK takes times without
 * seconds and years of five digits, and knows neither offsets beyond 18 hours nor leap seconds.
 */
public final class Rfc3339 {
  private static final Pattern TIME =
      Pattern.compile(
          "(\\d{4}-\\d{2}-\\d{2})[Tt](\\d{2}):(\\d{2}):(\\d{2})(?:\\.(\\d+))?"
              + "(?:[Zz]|([+-])(\\d{2}):(\\d{2}))");

  private static final int LAST_YEAR = 9999;
  private static final int LAST_HOUR = 23;
  private static final int LAST_MINUTE = 59;
  private static final int LEAP_SECOND = 60;
  private static final int SECONDS_OF_MINUTE = 60;
  private static final int NANO_DIGITS = 9;

  private Rfc3339() {}

  /**
   * The moment that a text names: to the nanosecond, what is finer is cut off. A leap second, which
   * only the last minute of a month has in UTC (section 5.7), is the second after it. Empty for
   * what is no such time, or is outside the years 0000 to 9999 of UTC, in which it is answered.
   */
  public static Optional<Instant> read(String text) {
    Matcher found = TIME.matcher(text);
    if (!found.matches()) {
      return Optional.empty();
    }
    try {
      int second = number(found, 4);
      boolean leap = second == LEAP_SECOND;
      LocalTime time =
          LocalTime.of(
              number(found, 2),
              number(found, 3),
              leap ? LEAP_SECOND - 1 : second,
              nanos(found.group(5)));
      LocalDateTime utc =
          LocalDate.parse(found.group(1)).atTime(time).minusSeconds(offsetSeconds(found));
      if (leap && !isLastMinuteOfMonth(utc)) {
        return Optional.empty();
      }
      LocalDateTime meant = leap ? utc.plusSeconds(1) : utc;
      return meant.getYear() >= 0 && meant.getYear() <= LAST_YEAR
          ? Optional.of(meant.toInstant(ZoneOffset.UTC))
          : Optional.empty();
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  private static boolean isLastMinuteOfMonth(LocalDateTime utc) {
    return utc.getHour() == LAST_HOUR
        && utc.getMinute() == LAST_MINUTE
        && utc.getDayOfMonth() == utc.toLocalDate().lengthOfMonth();
  }

  private static int offsetSeconds(Matcher found) {
    if (found.group(6) == null) {
      return 0;
    }
    int hours = number(found, 7);
    int minutes = number(found, 8);
    if (hours > LAST_HOUR || minutes > LAST_MINUTE) {
      throw new DateTimeException("wanted an offset of at most 23:59");
    }
    int seconds = (hours * SECONDS_OF_MINUTE + minutes) * SECONDS_OF_MINUTE;
    return found.group(6).equals("-") ? -seconds : seconds;
  }

  private static int nanos(@Nullable String fraction) {
    return fraction == null
        ? 0
        : Integer.parseInt((fraction + "0".repeat(NANO_DIGITS)).substring(0, NANO_DIGITS));
  }

  private static int number(Matcher found, int group) {
    return Integer.parseInt(found.group(group));
  }
}
