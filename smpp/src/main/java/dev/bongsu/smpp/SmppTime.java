package dev.bongsu.smpp;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as SMPP writes them (SMPP 3.4 section 7.1.1). */
public final class SmppTime {
  private static final DateTimeFormatter ABSOLUTE =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'000+'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private SmppTime() {}

  /** To the second, in UTC: {@code 270101093000000+}. */
  public static String of(Instant time) {
    return ABSOLUTE.format(time);
  }
}
