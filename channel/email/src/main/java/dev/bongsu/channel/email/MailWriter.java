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
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes mails (RFC 5322, MIME) as A32 says. For many threads. */
final class MailWriter {
  private static final Session ASCII_HEADERS = session("false");
  private static final Session UTF8_HEADERS = session("true");

  private static final Pattern UNFOLDABLE = Pattern.compile("\\S{900}");
  private static final int SUBJECT_COLUMN = "Subject: ".length();
  private static final int ENCODED_WORD_BYTES = 42;

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
      mime.setHeader("Subject", encoded(subject == null ? "" : oneLine(subject)));
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

  /**
   * As a header can carry it (RFC 2047). A word too long to be folded is encoded too, as no line
   * may be longer than 998 (RFC 5322 section 2.1.1).
   */
  private static String encoded(String text) throws UnsupportedEncodingException {
    boolean ascii = text.chars().allMatch(c -> c < 127);
    if (!ascii || !UNFOLDABLE.matcher(text).find()) {
      return MimeUtility.fold(SUBJECT_COLUMN, MimeUtility.encodeText(text, "UTF-8", null));
    }
    StringBuilder words = new StringBuilder();
    for (int start = 0; start < text.length(); start += ENCODED_WORD_BYTES) {
      String part = text.substring(start, Math.min(text.length(), start + ENCODED_WORD_BYTES));
      byte[] bytes = part.getBytes(StandardCharsets.US_ASCII);
      words.append(start == 0 ? "" : "\r\n ");
      words.append("=?UTF-8?B?").append(Base64.getEncoder().encodeToString(bytes)).append("?=");
    }
    return words.toString();
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
