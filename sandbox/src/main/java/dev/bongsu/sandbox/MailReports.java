package dev.bongsu.sandbox;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the senders of mails what became of them, as mail servers do: by a mail to the envelope's
 * sender. What that is follows from the recipient's domain ({@link MailFate}); of all others
 * nothing is told. Tells once, and not again if nobody listens. For many threads.
 */
final class MailReports implements AutoCloseable {
  private static final int MOST_AT_ONCE = 100;
  private static final String TIMEOUT_MILLIS = "10000";
  private static final String HOST = "sandbox.localhost";
  private static final Logger LOG = LoggerFactory.getLogger(MailReports.class);

  private final int port;
  private final LateReceipts late;
  private final Clock clock;
  private final Semaphore free = new Semaphore(MOST_AT_ONCE);
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("mail-reports-", 0).factory());

  /**
   * Reports go to this port of 127.0.0.1.
   *
   * @param faults until whose change late ones wait
   */
  MailReports(int port, Faults faults, Clock clock) {
    this.port = port;
    this.late = new LateReceipts(faults);
    this.clock = clock;
  }

  /**
   * Tells the sender of a mail what became of it, if anything.
   *
   * @param sender the envelope's; nobody is told where it is empty (RFC 5321 section 4.5.5)
   * @param mode twice, or late
   */
  void tell(String sender, String recipient, byte[] mail, FaultMode mode) {
    MailFate fate = MailFate.of(recipient).orElse(null);
    if (fate == null || sender.isEmpty()) {
      return;
    }
    byte[] report =
        (fate == MailFate.COMPLAINED
                ? complaint(sender, recipient, mail)
                : report(fate, sender, recipient, mail))
            .getBytes(StandardCharsets.UTF_8);
    int times = mode == FaultMode.DUPLICATE_RECEIPTS ? 2 : 1;
    for (int i = 0; i < times; i++) {
      if (mode == FaultMode.LATE_RECEIPTS) {
        late.later(() -> start(sender, report));
      } else {
        start(sender, report);
      }
    }
  }

  /** Whatever was not told yet is not told any more. */
  @Override
  public void close() {
    late.close();
    threads.shutdownNow();
  }

  private void start(String to, byte[] report) {
    if (threads.isShutdown() || !free.tryAcquire()) {
      LOG.warn("too many reports at a time; one is lost");
      return;
    }
    threads.execute(() -> {
      try {
        send(to, report);
      } catch (MessagingException e) {
        LOG.warn("a report could not be told: {}", e.getClass().getSimpleName());
      } finally {
        free.release();
      }
    });
  }

  private void send(String to, byte[] report) throws MessagingException {
    Properties properties = new Properties();
    properties.setProperty("mail.smtp.host", "127.0.0.1");
    properties.setProperty("mail.smtp.port", Integer.toString(port));
    properties.setProperty("mail.smtp.localhost", HOST);
    // Nobody is told that a report could not be delivered (RFC 5321 section 4.5.5).
    properties.setProperty("mail.smtp.from", "<>");
    properties.setProperty("mail.smtp.connectiontimeout", TIMEOUT_MILLIS);
    properties.setProperty("mail.smtp.timeout", TIMEOUT_MILLIS);
    properties.setProperty("mail.smtp.writetimeout", TIMEOUT_MILLIS);
    Session session = Session.getInstance(properties);
    var message = new MimeMessage(session, new ByteArrayInputStream(report));
    try (Transport transport = session.getTransport("smtp")) {
      transport.connect();
      transport.sendMessage(message, new InternetAddress[] {new InternetAddress(to)});
    }
  }

  /** RFC 3464. */
  private String report(MailFate fate, String sender, String recipient, byte[] mail) {
    String boundary = "report-" + UUID.randomUUID();
    return head(sender, "Delivery Status Notification", "delivery-status", boundary)
        + part(boundary, "text/plain; charset=us-ascii", "What became of a mail in the sandbox.")
        + part(
            boundary,
            "message/delivery-status",
            """
            Reporting-MTA: dns; %s

            Final-Recipient: rfc822; %s
            Action: %s
            Status: %s
            Diagnostic-Code: smtp; %s\
            """
                .formatted(HOST, recipient, fate.action(), fate.status(), fate.diagnostic()))
        + part(boundary, "text/rfc822-headers", headers(mail))
        + "--"
        + boundary
        + "--\r\n";
  }

  /** RFC 5965. */
  private String complaint(String sender, String recipient, byte[] mail) {
    String boundary = "report-" + UUID.randomUUID();
    return head(sender, "Complaint", "feedback-report", boundary)
        + part(boundary, "text/plain; charset=us-ascii", "Somebody called this unwanted.")
        + part(
            boundary,
            "message/feedback-report",
            """
            Feedback-Type: abuse
            User-Agent: BongsuSandbox/1
            Version: 1
            Original-Mail-From: <%s>
            Original-Rcpt-To: <%s>\
            """
                .formatted(sender, recipient))
        + part(boundary, "text/rfc822-headers", headers(mail))
        + "--"
        + boundary
        + "--\r\n";
  }

  private String head(String to, String subject, String type, String boundary) {
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atOffset(ZoneOffset.UTC));
    return """
    From: Mail Delivery Subsystem <mailer-daemon@%s>
    To: <%s>
    Subject: %s
    Date: %s
    Message-ID: <%s@%s>
    Auto-Submitted: auto-replied
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=%s; boundary="%s"

    """
        .formatted(HOST, to, subject, date, UUID.randomUUID(), HOST, type, boundary)
        .replace("\n", "\r\n");
  }

  private static String part(String boundary, String type, String body) {
    String lines = body.replace("\r\n", "\n").replace("\n", "\r\n");
    return "--" + boundary + "\r\nContent-Type: " + type + "\r\n\r\n" + lines + "\r\n\r\n";
  }

  private static String headers(byte[] mail) {
    String text = new String(mail, StandardCharsets.UTF_8);
    int end = text.indexOf("\r\n\r\n");
    return end < 0 ? text : text.substring(0, end);
  }
}
