package dev.bongsu.channel.email;

import java.net.IDN;
import java.util.Optional;

/**
 * A mail address as it may stand in an SMTP command (RFC 5321 section 4.1.2): whatever could end
 * the command or the path it stands in was refused, and the domain is in ASCII.
 *
 * @param local the local part; with other characters than ASCII it takes SMTPUTF8 (RFC 6531)
 */
record MailAddress(String local, String domain) {
  private static final int LONGEST = 254;
  private static final int LONGEST_LOCAL = 64;
  private static final String ATOM_SPECIALS = "()<>[]:;@\\,\" ";

  /** The address that this text is; empty where it is none. */
  static Optional<MailAddress> of(String text) {
    int at = text.lastIndexOf('@');
    if (at < 1 || at > LONGEST_LOCAL || text.length() > LONGEST || at == text.length() - 1) {
      return Optional.empty();
    }
    String local = text.substring(0, at);
    if (!isQuoted(local) && !isDotAtom(local)) {
      return Optional.empty();
    }
    return domain(text.substring(at + 1)).map(domain -> new MailAddress(local, domain));
  }

  boolean needsUtf8() {
    return local.chars().anyMatch(c -> c > '~');
  }

  @Override
  public String toString() {
    return local + "@" + domain;
  }

  private static Optional<String> domain(String text) {
    String ascii;
    try {
      ascii = IDN.toASCII(text, IDN.USE_STD3_ASCII_RULES);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
    boolean emptyLabel = ascii.startsWith(".") || ascii.endsWith(".") || ascii.contains("..");
    return emptyLabel ? Optional.empty() : Optional.of(ascii);
  }

  private static boolean isDotAtom(String local) {
    return local.chars().noneMatch(c -> isControl(c) || ATOM_SPECIALS.indexOf(c) >= 0)
        && !local.startsWith(".")
        && !local.endsWith(".")
        && !local.contains("..");
  }

  private static boolean isQuoted(String local) {
    if (local.length() < 2 || !local.startsWith("\"") || !local.endsWith("\"")) {
      return false;
    }
    String inside = local.substring(1, local.length() - 1);
    return inside.chars().noneMatch(c -> isControl(c) || c == '"' || c == '\\');
  }

  private static boolean isControl(int c) {
    return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
  }
}
