package dev.bongsu.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What MAIL and RCPT name (RFC 5321 section 4.1.2).
 *
 * @param address empty for the null sender
 * @param sizeBytes as declared, 0 if it is not
 * @param problem the answer to a parameter that cannot be taken, null if there is none
 */
record SmtpPath(
    String address,
    boolean hasParameters,
    boolean smtpUtf8,
    long sizeBytes,
    @Nullable String problem) {
  /** RFC 5321 sections 4.5.3.1.1 and 4.5.3.1.2. */
  private static final int MAX_LOCAL_LENGTH = 64;

  private static final int MAX_DOMAIN_LENGTH = 255;

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
    return withParameters(rest.substring(1, end), parameters.strip());
  }

  boolean isAscii() {
    return address.chars().allMatch(c -> c < 128);
  }

  private static SmtpPath withParameters(String address, String parameters) {
    boolean utf8 = false;
    long size = 0;
    String problem = null;
    for (String each : parameters.split(" +")) {
      String name = each.toUpperCase(Locale.ROOT);
      if (name.equals("SMTPUTF8")) {
        utf8 = true;
      } else if (name.startsWith("SIZE=") && name.matches("SIZE=[0-9]{1,18}")) {
        size = Long.parseLong(name.substring("SIZE=".length()));
      } else if (!name.isEmpty()
          && !name.equals("BODY=7BIT")
          && !name.equals("BODY=8BITMIME")
          && !name.startsWith("AUTH=")) {
        problem = "555 5.5.4 unknown parameter";
      }
    }
    var path = new SmtpPath(address, !parameters.isEmpty(), utf8, size, problem);
    return problem == null && !utf8 && !path.isAscii()
        ? new SmtpPath(
            address, path.hasParameters, false, size, "553 5.6.7 the address needs SMTPUTF8")
        : path;
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
