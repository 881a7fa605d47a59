package dev.bongsu.directory;

import java.net.IDN;
import java.util.Optional;

/**
 * E-mail addresses as SMTP carries them: {@code Mailbox} of RFC 5321 section 4.1.2 without address
 * literals, the local part in ASCII, the domain also in Unicode and then kept as its A-labels (RFC
 * 5890), so that no server needs SMTPUTF8.
 */
final class Mailbox {
  /** RFC 5321 section 4.5.3.1.1. */
  private static final int MAX_LOCAL_LENGTH = 64;

  /** RFC 5321 section 4.5.3.1.3, without the angle brackets. */
  private static final int MAX_LENGTH = 254;

  private static final String ATEXT_SPECIALS = "!#$%&'*+-/=?^_`{|}~";

  private Mailbox() {}

  /** The address in its stored form, empty if it is none. */
  static Optional<String> normalized(String text) {
    int at = text.lastIndexOf('@');
    if (at < 1 || at > MAX_LOCAL_LENGTH || text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    String local = text.substring(0, at);
    if (!isDotString(local) && !isQuotedString(local)) {
      return Optional.empty();
    }
    return domain(text.substring(at + 1))
        .map(domain -> local + "@" + domain)
        .filter(address -> address.length() <= MAX_LENGTH);
  }

  private static boolean isDotString(String local) {
    boolean afterDot = true;
    for (int i = 0; i < local.length(); i++) {
      char c = local.charAt(i);
      if (c == '.' ? afterDot : !isAtext(c)) {
        return false;
      }
      afterDot = c == '.';
    }
    return !afterDot;
  }

  private static boolean isAtext(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || ATEXT_SPECIALS.indexOf(c) >= 0;
  }

  private static boolean isQuotedString(String local) {
    int last = local.length() - 1;
    if (last < 2 || local.charAt(0) != '"' || local.charAt(last) != '"') {
      return false;
    }
    for (int i = 1; i < last; i++) {
      char c = local.charAt(i);
      if (c == '\\') {
        i++;
        c = local.charAt(i);
        if (i == last) {
          return false;
        }
      } else if (c == '"') {
        return false;
      }
      if (c < ' ' || c > '~') {
        return false;
      }
    }
    return true;
  }

  private static Optional<String> domain(String text) {
    // Before IDN gets to see it, which would map some characters to dots and others to nothing.
    if (text.isEmpty() || text.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
      return Optional.empty();
    }
    if (text.chars().allMatch(c -> c < 0x80)) {
      return isHostName(text) ? Optional.of(text) : Optional.empty();
    }
    try {
      String ascii = IDN.toASCII(text, IDN.USE_STD3_ASCII_RULES);
      return isHostName(ascii) ? Optional.of(ascii) : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** Labels of letters, digits and inner hyphens (RFC 1123 section 2.1). */
  private static boolean isHostName(String text) {
    int labelStart = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || text.charAt(i) == '.') {
        int length = i - labelStart;
        if (length < 1
            || length > 63
            || text.charAt(labelStart) == '-'
            || text.charAt(i - 1) == '-') {
          return false;
        }
        labelStart = i + 1;
      } else {
        char c = text.charAt(i);
        boolean allowed =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
        if (!allowed) {
          return false;
        }
      }
    }
    return true;
  }
}
