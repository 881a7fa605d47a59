package dev.bongsu.kernel;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Reads for how long a server wishes to be left alone (RFC 9110 section 10.2.3). */
public final class RetryAfter {
  /** Of an HTTP header, in lower case. */
  public static final String HEADER = "retry-after";

  private static final int MAX_DIGITS = 9;

  private RetryAfter() {}

  /**
   * The wish.
   *
   * @param value of the header: seconds, or a date; null for none
   * @return nothing to wait for where the date is past; null where no wish can be made out
   */
  public static @Nullable Duration read(@Nullable String value, Instant now) {
    String text = value == null ? "" : value.strip();
    if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return text.length() > MAX_DIGITS ? null : Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Instant then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO;
    } catch (DateTimeException _) {
      return null;
    }
  }
}
