package dev.bongsu.directory;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Optional;

/**
 * E-mail addresses as SMTP carries them: {@code Mailbox} of RFC 5321 section 4.1.2 without address
 * literals, the domain also in Unicode and then kept as its A-labels (RFC 5890), the local part
 * also in Unicode (RFC 6531 section 3.3) and then kept in normal form C (RFC 6532 section 3.1):
 * only such a local part needs a server with SMTPUTF8.
 */
final class Mailbox {
  /** In bytes of UTF-8, RFC 5321 section 4.5.3.1.1. */
  private static final int MAX_LOCAL_LENGTH = 64;

  /** In bytes of UTF-8, RFC 5321 section 4.5.3.1.3, without the angle brackets. */
  private static final int MAX_LENGTH = 254;

  /** Which some scripts cannot be written without. */
  private static final int ZERO_WIDTH_NON_JOINER = 0x200c;

  private static final int ZERO_WIDTH_JOINER = 0x200d;

  private static final String ATEXT_SPECIALS = "!#$%&'*+-/=?^_`{|}~";

  private Mailbox() {}

  /** The address in its stored form, empty if it is none. */
  static Optional<String> normalized(String text) {
    int at = text.lastIndexOf('@');
    if (at < 1 || at > MAX_LOCAL_LENGTH || text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    // Looked at as it will be kept: form C makes ASCII of some characters, U+037E a semicolon.
    String local = Normalizer.normalize(text.substring(0, at), Normalizer.Form.NFC);
    if (bytes(local) > MAX_LOCAL_LENGTH || (!isDotString(local) && !isQuotedString(local))) {
      return Optional.empty();
    }
    return domain(text.substring(at + 1))
        .map(domain -> local + "@" + domain)
        .filter(address -> bytes(address) <= MAX_LENGTH);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static boolean isDotString(String local) {
    boolean afterDot = true;
    int c;
    for (int i = 0; i < local.length(); i += Character.charCount(c)) {
      c = local.codePointAt(i);
      if (c == '.' ? afterDot : !isAtext(c) && !isVisibleBeyondAscii(c)) {
        return false;
      }
      afterDot = c == '.';
    }
    return !afterDot;
  }

  /**
   * {@code UTF8-non-ascii} of RFC 6531 section 3.3, without what ends lines, is a blank, turns the
   * order of what is shown, or is no character.
   */
  private static boolean isVisibleBeyondAscii(int c) {
    return c >= 0x80
        && switch (Character.getType(c)) {
          case Character.CONTROL,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR,
              Character.SPACE_SEPARATOR ->
              false;
          case Character.FORMAT -> c == ZERO_WIDTH_NON_JOINER || c == ZERO_WIDTH_JOINER;
          default -> true;
        };
  }

  private static boolean isAtext(int c) {
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
    int c;
    for (int i = 1; i < last; i += Character.charCount(c)) {
      c = local.codePointAt(i);
      if (c == '\\') {
        i++;
        c = local.codePointAt(i);
        if (i == last || c >= 0x80) {
          return false;
        }
      } else if (c == '"') {
        return false;
      }
      if ((c < ' ' || c > '~') && !isVisibleBeyondAscii(c)) {
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
