package dev.bongsu.sandbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A mail that SES took for one recipient, and what its event publishing tells of it ("Examples of
 * event data that Amazon SES publishes to Amazon SNS").
 *
 * @param id SES's own name for it
 * @param tags by their names
 */
record SesMail(String id, String to, Map<String, List<String>> tags) {
  private static final String SIMULATOR = "@simulator.amazonses.com";

  /** What becomes of it, one event after the other. */
  List<Map<String, Object>> events(Instant now) {
    MailFate fate = fate();
    List<Map<String, Object>> events = new ArrayList<>();
    events.add(event("Send", Map.of(), now));
    events.add(
        switch (fate) {
          case DELIVERED, COMPLAINED ->
              event("Delivery", Map.of("smtpResponse", fate.diagnostic()), now);
          case BOUNCED -> event("Bounce", bounce(fate, "Permanent", "General"), now);
          case FULL -> event("Bounce", bounce(fate, "Transient", "MailboxFull"), now);
        });
    if (fate == MailFate.COMPLAINED) {
      events.add(event("Complaint", complaint(), now));
    }
    return events;
  }

  /** By its domain, or as Amazon's own mailbox simulator has it; others arrive. */
  private MailFate fate() {
    return MailFate.of(to)
        .orElse(
            switch (to.toLowerCase(Locale.ROOT)) {
              case "bounce" + SIMULATOR, "suppressionlist" + SIMULATOR -> MailFate.BOUNCED;
              case "complaint" + SIMULATOR -> MailFate.COMPLAINED;
              default -> MailFate.DELIVERED;
            });
  }

  private Map<String, Object> bounce(MailFate fate, String type, String subType) {
    return Map.of(
        "bounceType",
        type,
        "bounceSubType",
        subType,
        "bouncedRecipients",
        List.of(
            Map.of(
                "emailAddress",
                to,
                "action",
                fate.action(),
                "status",
                fate.status(),
                "diagnosticCode",
                "smtp; " + fate.diagnostic())),
        "feedbackId",
        id);
  }

  private Map<String, Object> complaint() {
    return Map.of(
        "complainedRecipients",
        List.of(Map.of("emailAddress", to)),
        "complaintFeedbackType",
        "abuse",
        "feedbackId",
        id);
  }

  private Map<String, Object> event(String type, Map<String, Object> what, Instant now) {
    Map<String, Object> told = new TreeMap<>(what);
    if (!type.equals("Send")) {
      told.put("timestamp", now.toString());
    }
    return Map.of(
        "eventType",
        type,
        "mail",
        Map.of(
            "timestamp", now.toString(), "messageId", id, "destination", List.of(to), "tags", tags),
        type.toLowerCase(Locale.ROOT),
        told);
  }
}
