package dev.bongsu.channel.email;

import java.util.Locale;

/**
 * A header field of a mail (RFC 5322 section 2.2).
 *
 * @param value folded where it has to be, without the last line end
 */
record HeaderField(String name, String value) {
  /** As it goes over the wire. */
  String line() {
    return name + ": " + value + "\r\n";
  }

  /** In the form that DKIM signs, without the last line end (RFC 6376 section 3.4.2). */
  String relaxed() {
    StringBuilder relaxed = new StringBuilder(name.length() + value.length() + 1);
    relaxed.append(lowerCase(name)).append(':');
    boolean space = false;
    boolean begun = false;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == ' ' || c == '\t') {
        space = true;
      } else if (c != '\r' && c != '\n') {
        relaxed.append(space && begun ? " " : "").append(c);
        space = false;
        begun = true;
      }
    }
    return relaxed.toString();
  }

  private static String lowerCase(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
