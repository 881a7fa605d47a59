package dev.bongsu.sandbox;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What can become of a mail after it was taken, by its recipient's domain; the domains exist
 * nowhere (RFC 6761 section 6.4).
 */
enum MailFate {
  BOUNCED("failed", "5.1.1", "550 5.1.1 there is no such mailbox"),
  FULL("failed", "5.2.2", "552 5.2.2 the mailbox is full"),
  DELIVERED("delivered", "2.0.0", "250 2.0.0 taken"),
  /** The recipient called it unwanted. */
  COMPLAINED("delivered", "2.0.0", "250 2.0.0 taken");

  private final String action;
  private final String status;
  private final String diagnostic;
  private final String domain = name().toLowerCase(Locale.ROOT) + ".invalid";

  MailFate(String action, String status, String diagnostic) {
    this.action = action;
    this.status = status;
    this.diagnostic = diagnostic;
  }

  /** Of a mail to this address; empty where the domain is another. */
  static Optional<MailFate> of(String recipient) {
    String domain = recipient.substring(recipient.lastIndexOf('@') + 1);
    return Arrays.stream(values()).filter(each -> each.domain.equalsIgnoreCase(domain)).findFirst();
  }

  /** As a report says it (RFC 3464 section 2.3.3). */
  String action() {
    return action;
  }

  /** RFC 3463. */
  String status() {
    return status;
  }

  /** What the last mail server answered. */
  String diagnostic() {
    return diagnostic;
  }
}
