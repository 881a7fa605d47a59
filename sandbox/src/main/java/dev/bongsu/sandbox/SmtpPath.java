package dev.bongsu.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What MAIL and RCPT name (RFC 5321 section 4.1.2), with the parameters of the extensions that are
 * offered.
 *
 * @param address empty for the null sender
 * @param sizeBytes as declared, 0 if it is not
 * @param problem the answer to a parameter that cannot be taken, null if there is none
 */
record SmtpPath(String address, boolean smtpUtf8, long sizeBytes, @Nullable String problem) {
  /** RFC 5321 sections 4.5.3.1.1 and 4.5.3.1.2. */
  private static final int MAX_LOCAL_LENGTH = 64;

  private static final int MAX_DOMAIN_LENGTH = 255;

  /** RFC 3461 section 4: what must not stand in a value is spelt out. */
  private static final String XTEXT = "(?:[!-*,-<>-~]|\\+[0-9A-F]{2})";

  /** RFC 1870, RFC 6152, RFC 6531, RFC 4954 and RFC 3461. */
  private static final Pattern OF_SENDERS =
      ignoringCase(
          "SIZE=\\d{1,18}|BODY=7BIT|BODY=8BITMIME|SMTPUTF8|AUTH=.*|RET=FULL|RET=HDRS|ENVID="
              + XTEXT
              + "{1,100}");

  /** RFC 3461 section 4: never alone, or any of the others. */
  private static final Pattern OF_RECIPIENTS =
      ignoringCase(
          "NOTIFY=NEVER|NOTIFY=(?:SUCCESS|FAILURE|DELAY)(?:,(?:SUCCESS|FAILURE|DELAY)){0,2}|ORCPT=[A-Z0-9-]+;"
              + XTEXT
              + "{1,500}");

  /** Null where {@code text} is not {@code keyword <address>} with parameters perhaps. */
  static @Nullable SmtpPath read(String keyword, String text) {
    if (!text.regionMatches(true, 0, keyword, 0, keyword.length())) {
      return null;
    }
    String rest = text.substring(keyword.length());
    int end = rest.indexOf('>');
    if (!rest.startsWith("<") || end < 0 || !isAddress(rest.substring(1, end))) {
      return null;
    }
    String parameters = rest.substring(end + 1);
    if (!parameters.isEmpty() && parameters.charAt(0) != ' ') {
      return null;
    }
    return withParameters(keyword, rest.substring(1, end), parameters.strip());
  }

  boolean isAscii() {
    return isAscii(address);
  }

  private static boolean isAscii(String address) {
    return address.chars().allMatch(c -> c < 128);
  }

  private static SmtpPath withParameters(String keyword, String address, String parameters) {
    boolean utf8 = false;
    long size = 0;
    String problem = null;
    Pattern known = keyword.equals("TO:") ? OF_RECIPIENTS : OF_SENDERS;
    for (String each : parameters.split(" +")) {
      String name = each.toUpperCase(Locale.ROOT);
      if (!name.isEmpty() && !known.matcher(each).matches()) {
        problem = "555 5.5.4 unknown parameter";
      } else if (name.equals("SMTPUTF8")) {
        utf8 = true;
      } else if (name.startsWith("SIZE=")) {
        size = Long.parseLong(name.substring("SIZE=".length()));
      }
    }
    boolean needsUtf8 = keyword.equals("FROM:") && !utf8 && !isAscii(address);
    return new SmtpPath(
        address,
        utf8,
        size,
        problem == null && needsUtf8 ? "553 5.6.7 the address needs SMTPUTF8" : problem);
  }

  private static Pattern ignoringCase(String pattern) {
    return Pattern.compile(pattern, Pattern.CASE_INSENSITIVE);
  }

  private static boolean isAddress(String text) {
    if (text.isEmpty()) {
      return true;
    }
    int at = text.lastIndexOf('@');
    String local = at < 0 ? "" : text.substring(0, at);
    String domain = text.substring(at + 1);
    boolean quoted = local.length() > 2 && local.startsWith("\"") && local.endsWith("\"");
    return !local.isEmpty()
        && local.getBytes(StandardCharsets.UTF_8).length <= MAX_LOCAL_LENGTH
        && (quoted || isAtoms(local))
        && domain.length() <= MAX_DOMAIN_LENGTH
        && isDomain(domain);
  }

  /** Dot-separated atoms (RFC 5321 section 4.1.2, RFC 6531 section 3.3). */
  private static boolean isAtoms(String local) {
    return !local.startsWith(".")
        && !local.endsWith(".")
        && !local.contains("..")
        && local.chars().allMatch(c -> c > ' ' && c != 0x7f && "\"(),:;<>@[\\]".indexOf(c) < 0);
  }

  private static boolean isDomain(String domain) {
    if (domain.startsWith("[") && domain.endsWith("]")) {
      return domain.length() > 2;
    }
    for (String label : domain.split("\\.", -1)) {
      boolean sound =
          !label.isEmpty()
              && label.length() <= 63
              && !label.startsWith("-")
              && !label.endsWith("-")
              && label.chars().allMatch(c -> c > 127 || c == '-' || Character.isLetterOrDigit(c));
      if (!sound) {
        return false;
      }
    }
    return true;
  }
}
