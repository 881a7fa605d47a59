package dev.bongsu.frontend;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which bytes of something a caller wants (RFC 9110 section 14.1.2). */
sealed interface ByteRange {
  /** All of them. */
  record Whole() implements ByteRange {}

  /** From {@code first} to {@code last}, both included. */
  record Part(long first, long last) implements ByteRange {
    long lengthBytes() {
      return last - first + 1;
    }
  }

  /** None that there are. */
  record Unsatisfiable() implements ByteRange {}

  /** A long has all numbers of so many. */
  int MAX_DIGITS = 18;

  /** One range: what asks for several may be answered with all of it (section 14.2). */
  Pattern ONE = Pattern.compile("(?i)bytes=\\s*(\\d*+)-(\\d*+)\\s*");

  /** Reads a Range header; what is none, or none that we know, is as good as not given. */
  static ByteRange read(@Nullable String header, long sizeBytes) {
    Matcher range = header == null ? null : ONE.matcher(header);
    if (range == null || !range.matches()) {
      return new Whole();
    }
    String from = range.group(1);
    String to = range.group(2);
    if (from.isEmpty()) {
      if (to.isEmpty()) {
        return new Whole();
      }
      long suffix = Math.min(number(to), sizeBytes);
      return suffix == 0 ? new Unsatisfiable() : new Part(sizeBytes - suffix, sizeBytes - 1);
    }
    long first = number(from);
    long last = to.isEmpty() ? Long.MAX_VALUE : number(to);
    if (last < first) {
      return new Whole();
    }
    return first >= sizeBytes
        ? new Unsatisfiable()
        : new Part(first, Math.min(last, sizeBytes - 1));
  }

  /** Of any size: what is larger than any file may end a range, too. */
  private static long number(String digits) {
    return digits.length() > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(digits);
  }
}
