package dev.bongsu.channel.email;

import java.util.Map;

/**
 * What a relay can do beyond the plain protocol, and the envelope as it can be put with that.
 *
 * @param pipelining RFC 2920
 * @param utf8 RFC 6531
 * @param eightBit RFC 6152
 * @param notifications RFC 3461
 * @param sizes RFC 1870
 * @param maxBytes of a message, 0 for no limit that it tells
 */
record Offers(
    boolean pipelining,
    boolean utf8,
    boolean eightBit,
    boolean notifications,
    boolean sizes,
    long maxBytes) {
  /** From the answer to EHLO, by keyword. */
  static Offers of(Map<String, String> keywords) {
    return new Offers(
        keywords.containsKey("PIPELINING"),
        keywords.containsKey("SMTPUTF8"),
        keywords.containsKey("8BITMIME"),
        keywords.containsKey("DSN"),
        keywords.containsKey("SIZE"),
        size(keywords.getOrDefault("SIZE", "")));
  }

  /** Who sends, and the delivery's id, which comes back with every report on it. */
  String mail(Mail mail) {
    return "MAIL FROM:<"
        + mail.from()
        + ">"
        + (sizes ? " SIZE=" + mail.sizeBytes() : "")
        + (mail.needsUtf8() ? (eightBit ? " BODY=8BITMIME" : "") + " SMTPUTF8" : "")
        + (notifications ? " RET=HDRS ENVID=" + mail.delivery() : "")
        + "\r\n";
  }

  /** Who receives, and when to report. */
  String rcpt(Mail mail) {
    return "RCPT TO:<"
        + mail.to()
        + ">"
        + (notifications ? " NOTIFY=" + mail.reports().keywords() + original(mail.to()) : "")
        + "\r\n";
  }

  /** RFC 3461 section 4.2; what is beyond ASCII would have to be spelt out (RFC 6533). */
  private static String original(MailAddress to) {
    return to.needsUtf8() ? "" : " ORCPT=rfc822;" + xtext(to.toString());
  }

  /** RFC 3461 section 4. */
  private static String xtext(String text) {
    StringBuilder xtext = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > ' ' && c <= '~' && c != '+' && c != '=') {
        xtext.append(c);
      } else {
        xtext.append('+').append("%02X".formatted((int) c));
      }
    }
    return xtext.toString();
  }

  private static long size(String offered) {
    try {
      return Long.parseLong(offered.strip());
    } catch (NumberFormatException _) {
      return 0;
    }
  }
}
