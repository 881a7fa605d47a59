package dev.bongsu.channel.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.kernel.Content;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MailWriterTest {
  private static final Instant NOW = Instant.parse("2027-01-01T09:00:00Z");

  @Test
  void a_mail_has_the_headers_of_the_contract() throws Exception {
    var sent = SmtpProviderTest.message("a@example.com", content("Grüße 봉수", "text", "hi"));
    MimeMessage mail = parsed(sent.content());

    assertThat(mail.getMessageID()).isEqualTo("<" + sent.id() + "@shop.example>");
    assertThat(mail.getHeader("From", null))
        .isEqualTo("=?UTF-8?B?RGVyIEzDpGRlbg==?= <no-reply@shop.example>");
    assertThat(mail.getHeader("To", null)).isEqualTo("a@example.com");
    assertThat(mail.getSubject()).isEqualTo("Grüße 봉수");
    assertThat(mail.getSentDate()).isEqualTo(NOW);
    assertThat(mail.getHeader("MIME-Version", null)).isEqualTo("1.0");
    assertThat(raw(sent.content()).chars()).allMatch(c -> c < 127);
  }

  @Test
  void text_stands_before_html() throws Exception {
    MimeMessage mail =
        parsed(new Content(Map.of("subject", "s", "text", "plain 봉", "html", "<b>rich 봉</b>")));

    assertThat(mail.getContentType()).startsWith("multipart/alternative");
    MimeMultipart parts = (MimeMultipart) mail.getContent();
    assertThat(parts.getBodyPart(0).getContentType()).startsWithIgnoringCase("text/plain");
    assertThat(parts.getBodyPart(0).getContent()).isEqualTo("plain 봉");
    assertThat(parts.getBodyPart(1).getContentType()).startsWithIgnoringCase("text/html");
    assertThat(parts.getBodyPart(1).getContent()).isEqualTo("<b>rich 봉</b>");
  }

  @Test
  void one_kind_of_body_needs_no_parts() throws Exception {
    assertThat(parsed(content("s", "html", "<b>x</b>")).getContentType())
        .isEqualToIgnoringCase("text/html; charset=UTF-8");
    assertThat(parsed(content("s", "text", "x")).getContentType())
        .isEqualToIgnoringCase("text/plain; charset=UTF-8");
  }

  @Test
  void no_subject_makes_another_header() throws Exception {
    MimeMessage mail =
        parsed(content("s\r\nBcc: b@example.com\r\n\r\nbody\u0000\u2028x", "text", "t"));

    assertThat(mail.getHeader("Bcc")).isNull();
    assertThat(mail.getSubject()).isEqualTo("s Bcc: b@example.com body x");
  }

  @Test
  void long_lines_are_cut_for_the_way() throws Exception {
    String raw = raw(content("x".repeat(5_000), "text", "y".repeat(5_000)));

    assertThat(raw.lines()).allMatch(line -> line.length() <= 998);
    assertThat(parsed(content("x".repeat(5_000), "text", "t")).getSubject())
        .isEqualTo("x".repeat(5_000));
    assertThat(parsed(content("s", "text", "y".repeat(5_000))).getContent())
        .isEqualTo("y".repeat(5_000));
  }

  @Test
  void a_long_subject_is_folded_and_comes_out_whole() throws Exception {
    String subject = "every word of it counts, and there are many of them ".repeat(20).strip();
    String raw = raw(content(subject, "text", "t"));

    assertThat(raw.lines()).allMatch(line -> line.length() <= 78);
    assertThat(parsed(content(subject, "text", "t")).getSubject()).isEqualTo(subject);
    assertThat(parsed(content("봉수 🔥 ".repeat(50).strip(), "text", "t")).getSubject())
        .isEqualTo("봉수 🔥 ".repeat(50).strip());
  }

  @Test
  void a_subject_that_looks_encoded_comes_out_as_it_was() throws Exception {
    assertThat(parsed(content("=?UTF-8?Q?x?=", "text", "t")).getSubject())
        .isEqualTo("=?UTF-8?Q?x?=");
  }

  @Test
  void a_name_with_special_characters_is_quoted() {
    assertThat(HeaderText.phrase("Shop, Inc. \"Best\"", 6))
        .isEqualTo("\"Shop, Inc. \\\"Best\\\"\"");
    assertThat(HeaderText.phrase("Shop 24", 6)).isEqualTo("Shop 24");
  }

  private static Content content(String subject, String kind, String body) {
    return new Content(Map.of("subject", subject, kind, body));
  }

  private static MimeMessage parsed(Content content) throws MessagingException, IOException {
    return new MimeMessage(
        Session.getInstance(new Properties()),
        new ByteArrayInputStream(raw(content).getBytes(StandardCharsets.UTF_8)));
  }

  private static String raw(Content content) {
    return raw(content, null, List.of());
  }

  private static String raw(
      Content content, @Nullable URI unsubscribe, List<Enclosure> enclosures) {
    Mailbox from = Mailbox.parse("Der Läden <no-reply@shop.example>").orElseThrow();
    var out = new ByteArrayOutputStream();
    try {
      for (Piece piece :
          new MailWriter(from, new DkimSigner(List.of()))
              .write(
                  SmtpProviderTest.message("a@example.com", content),
                  MailAddress.of("a@example.com").orElseThrow(),
                  unsubscribe,
                  enclosures,
                  NOW)) {
        int before = out.size();
        piece.writeTo(out);
        assertThat(piece.sizeBytes()).isEqualTo(out.size() - before);
      }
    } catch (IOException e) {
      throw new IllegalStateException("memory can be written to", e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
