package dev.bongsu.channel.email;

import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import java.time.Instant;
import java.util.regex.Pattern;

/** What a reply to a message means, by its reply code and its enhanced code (RFC 3463). */
final class Verdicts {
  private static final int MAX_DETAIL = 500;
  private static final Pattern ADDRESS = Pattern.compile("<?[^\\s<>,;:\"']+@[^\\s<>,;:\"']+>?");

  private Verdicts() {}

  /** What the command was about. */
  enum Phase {
    /** MAIL: the sender's address, the size, our right to send. */
    MAIL,
    /** RCPT: the recipient's address. */
    RCPT,
    /** DATA, and the end of the message. */
    DATA
  }

  /** What a reply that is not positive says of the message. */
  static Outcome of(Phase phase, Reply reply, Instant now) {
    String detail = clean(reply.text());
    if (reply.isTransient()) {
      return new Outcome.TryLater(transientCode(reply), null, detail);
    }
    if (reply.code() < 500) {
      return new Outcome.TryLater(FailureCode.PROVIDER_FAULT, null, detail);
    }
    if (isAboutUs(reply)) {
      return new Outcome.TryLater(FailureCode.CREDENTIALS_REFUSED, null, detail);
    }
    if (isAboutSize(reply.code(), reply.enhanced())) {
      return new Outcome.Refused(FailureCode.PAYLOAD_TOO_LARGE, detail);
    }
    if (phase != Phase.MAIL && isAboutRecipient(reply.enhanced())) {
      return new Outcome.AddressGone(now, detail);
    }
    if (reply.enhanced().startsWith("5.2.")) {
      return new Outcome.Refused(FailureCode.RECIPIENT_UNAVAILABLE, detail);
    }
    return new Outcome.Refused(FailureCode.MESSAGE_REFUSED, detail);
  }

  /** Why a mail did not arrive that a report gives this enhanced code, empty for none. */
  static FailureCode reported(String enhanced) {
    if (isAboutRecipient(enhanced)) {
      return FailureCode.ADDRESS_UNKNOWN;
    }
    if (isAboutSize(552, enhanced) && !enhanced.isEmpty()) {
      return FailureCode.PAYLOAD_TOO_LARGE;
    }
    return enhanced.startsWith("5.7.") || enhanced.startsWith("5.6.")
        ? FailureCode.MESSAGE_REFUSED
        : FailureCode.RECIPIENT_UNAVAILABLE;
  }

  /** The relay's words without any address, and no longer than may be kept. */
  static String clean(String text) {
    String clean = ADDRESS.matcher(text).replaceAll("<address>");
    String printable = clean.replaceAll("\\p{Cntrl}", " ");
    return printable.length() <= MAX_DETAIL ? printable : printable.substring(0, MAX_DETAIL);
  }

  private static FailureCode transientCode(Reply reply) {
    if (reply.code() == 450 || reply.enhanced().startsWith("4.2.")) {
      return reply.enhanced().startsWith("4.7.")
          ? FailureCode.PROVIDER_BUSY
          : FailureCode.RECIPIENT_UNAVAILABLE;
    }
    return FailureCode.PROVIDER_BUSY;
  }

  /** RFC 4954 section 6: authentication is wanted, was refused, or is too weak. */
  private static boolean isAboutUs(Reply reply) {
    return switch (reply.code()) {
      case 530, 534, 535, 538 -> true;
      default -> reply.enhanced().equals("5.7.8") || reply.enhanced().equals("5.7.9");
    };
  }

  /** RFC 1870 section 6.1; without an enhanced code, 552 is about the message's size. */
  private static boolean isAboutSize(int code, String enhanced) {
    return switch (enhanced) {
      case "5.3.4", "5.2.3" -> true;
      case "" -> code == 552;
      default -> false;
    };
  }

  /** X.1.7 and X.1.8 are about the sender's address (RFC 3463 section 3.2). */
  private static boolean isAboutRecipient(String enhanced) {
    return enhanced.startsWith("5.1.") && !enhanced.equals("5.1.7") && !enhanced.equals("5.1.8");
  }
}
