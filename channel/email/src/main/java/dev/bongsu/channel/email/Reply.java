package dev.bongsu.channel.email;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the relay answered to a command (RFC 5321 section 4.2).
 *
 * @param code 200 to 599
 * @param enhanced the status code of RFC 3463, {@code 5.1.1}, empty for none
 * @param lines the texts, without codes, at least one
 */
record Reply(int code, String enhanced, List<String> lines) {
  private static final Pattern ENHANCED = Pattern.compile("([245]\\.\\d{1,3}\\.\\d{1,3})(?: |$)");

  Reply {
    lines = List.copyOf(lines);
  }

  static Reply of(int code, List<String> lines) {
    Matcher matcher = ENHANCED.matcher(lines.getFirst());
    return new Reply(code, matcher.lookingAt() ? matcher.group(1) : "", lines);
  }

  boolean isPositive() {
    return code < 400;
  }

  boolean isTransient() {
    return code >= 400 && code < 500;
  }

  /** 421: the relay closes the connection, whatever was asked (RFC 5321 section 3.8). */
  boolean isClosing() {
    return code == 421;
  }

  /** The whole of it, for people. */
  String text() {
    return code + " " + String.join(" ", lines);
  }
}
