package dev.bongsu.channel.email;

import dev.bongsu.channel.spi.OutboundMessage;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Date;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Writes mails (RFC 5322, MIME) as A32 says. For many threads. */
final class MailWriter {
  private static final Session ASCII_HEADERS = session("false");
  private static final Session UTF8_HEADERS = session("true");

  private final Mailbox from;
  private final MailAddress fromAddress;

  MailWriter(Mailbox from) {
    this.from = from;
    this.fromAddress = MailAddress.of(from.address()).orElseThrow();
  }

  /** The mail that this message is, to {@code to}. */
  Mail write(OutboundMessage message, MailAddress to, Instant now) {
    boolean utf8 = to.needsUtf8() || fromAddress.needsUtf8();
    try {
      var mime =
          new IdentifiedMessage(
              utf8 ? UTF8_HEADERS : ASCII_HEADERS,
              "<" + message.id() + "@" + fromAddress.domain() + ">");
      mime.setFrom(new InternetAddress(fromAddress.toString(), from.name(), "UTF-8"));
      mime.setRecipient(Message.RecipientType.TO, new InternetAddress(to.toString(), null, null));
      String subject = message.content().text("subject");
      mime.setSubject(subject == null ? "" : oneLine(subject), "UTF-8");
      mime.setSentDate(Date.from(now));
      body(mime, message.content().text("text"), message.content().text("html"));
      mime.saveChanges();
      var out = new ByteArrayOutputStream(2048);
      mime.writeTo(out);
      return new Mail(fromAddress, to, out.toByteArray());
    } catch (MessagingException e) {
      throw new IllegalStateException("what was checked can be written", e);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail to be written", e);
    }
  }

  /** The plainest first, the best last (RFC 2046 section 5.1.4). */
  private static void body(MimePart mime, @Nullable String text, @Nullable String html)
      throws MessagingException {
    if (html == null) {
      mime.setText(lines(text == null ? "" : text), "UTF-8", "plain");
    } else if (text == null) {
      mime.setText(lines(html), "UTF-8", "html");
    } else {
      MimeBodyPart plain = new MimeBodyPart();
      plain.setText(lines(text), "UTF-8", "plain");
      MimeBodyPart rich = new MimeBodyPart();
      rich.setText(lines(html), "UTF-8", "html");
      mime.setContent(new MimeMultipart("alternative", plain, rich));
    }
  }

  /** Whatever ends a line or rings a bell is white space in a header. */
  private static String oneLine(String text) {
    return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
  }

  private static String lines(String text) {
    return text.replaceAll("\\r\\n|\\r|\\n", "\r\n");
  }

  private static Session session(String utf8) {
    Properties properties = new Properties();
    properties.setProperty("mail.mime.allowutf8", utf8);
    return Session.getInstance(properties);
  }

  /** A message whose id is ours, not made up from the machine's name. */
  private static final class IdentifiedMessage extends MimeMessage {
    private final String id;

    IdentifiedMessage(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", id);
    }
  }
}
