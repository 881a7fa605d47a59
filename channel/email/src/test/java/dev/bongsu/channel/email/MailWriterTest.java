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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
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

  @Test
  void who_may_refuse_more_can_do_so_by_one_click() throws Exception {
    Content hello = content("s", "text", "t");
    MimeMessage mail = parsed(raw(hello, URI.create("https://notify.example/u/a.b"), List.of()));

    assertThat(mail.getHeader("List-Unsubscribe", null))
        .isEqualTo("<https://notify.example/u/a.b>");
    assertThat(mail.getHeader("List-Unsubscribe-Post", null))
        .isEqualTo("List-Unsubscribe=One-Click");
    assertThat(parsed(hello).getHeader("List-Unsubscribe")).isNull();
  }

  @Test
  void files_keep_their_bytes_names_and_types() throws Exception {
    byte[] bytes = new byte[100_000];
    new Random(7).nextBytes(bytes);
    String longName = "보고서 " + "x".repeat(150) + ".pdf";
    List<Enclosure> files =
        List.of(
            new Enclosure("o1", "plan.pdf", "application/pdf", bytes),
            new Enclosure("o2", "Grüße \"봉수\".txt", "text/plain; charset=iso-8859-1", bytes),
            new Enclosure("o3", longName, "image/png", new byte[0]),
            new Enclosure("o4", "../../etc/a\r\nX: y", "evil\r\nX: y", new byte[] {1}),
            new Enclosure("o5", "", "message/rfc822", new byte[57]));
    String raw = raw(content("s", "text", "t"), null, files);
    MimeMessage mail = parsed(raw);

    assertThat(raw.lines()).allMatch(line -> line.length() <= 78);
    assertThat(mail.getHeader("X")).isNull();
    assertThat(mail.getContentType()).startsWith("multipart/mixed");
    MimeMultipart parts = (MimeMultipart) mail.getContent();
    assertThat(parts.getCount()).isEqualTo(6);
    assertThat(parts.getBodyPart(0).getContent()).isEqualTo("t");
    List<String> names = new ArrayList<>();
    List<String> types = new ArrayList<>();
    for (int i = 1; i < 6; i++) {
      assertThat(parts.getBodyPart(i).getDisposition()).isEqualTo("attachment");
      assertThat(parts.getBodyPart(i).getInputStream().readAllBytes())
          .isEqualTo(files.get(i - 1).bytes());
      names.add(parts.getBodyPart(i).getFileName());
      types.add(parts.getBodyPart(i).getContentType().replaceAll("\\s+", " "));
    }
    assertThat(names).containsExactly("plan.pdf", "Grüße \"봉수\".txt", longName, "aX: y", null);
    assertThat(types)
        .containsExactly(
            "application/pdf",
            "text/plain; charset=iso-8859-1",
            "image/png",
            "application/octet-stream",
            "application/octet-stream");
  }

  @Test
  void html_shows_the_files_that_it_names() throws Exception {
    Content content =
        new Content(Map.of("subject", "s", "text", "t", "html", "<img src=\"cid:o1\">"));
    MimeMessage mail =
        parsed(
            raw(
                content,
                null,
                List.of(
                    new Enclosure("o1", "a.png", "image/png", new byte[] {1, 2}),
                    new Enclosure("o2", "b.pdf", "application/pdf", new byte[] {3}))));
    MimeMultipart mixed = (MimeMultipart) mail.getContent();
    MimeMultipart alternative = (MimeMultipart) mixed.getBodyPart(0).getContent();
    MimeMultipart related = (MimeMultipart) alternative.getBodyPart(1).getContent();

    assertThat(alternative.getContentType()).startsWith("multipart/alternative");
    assertThat(alternative.getBodyPart(0).getContent()).isEqualTo("t");
    assertThat(related.getContentType()).startsWith("multipart/related");
    assertThat(related.getBodyPart(0).getContent()).isEqualTo("<img src=\"cid:o1\">");
    assertThat(related.getBodyPart(1).getDisposition()).isEqualTo("inline");
    assertThat(related.getBodyPart(1).getHeader("Content-ID")).containsExactly("<o1>");
    assertThat(mixed.getBodyPart(1).getFileName()).isEqualTo("b.pdf");
  }

  private static Content content(String subject, String kind, String body) {
    return new Content(Map.of("subject", subject, kind, body));
  }

  private static MimeMessage parsed(Content content) throws MessagingException {
    return parsed(raw(content));
  }

  private static MimeMessage parsed(String raw) throws MessagingException {
    return new MimeMessage(
        Session.getInstance(new Properties()),
        new ByteArrayInputStream(raw.getBytes(StandardCharsets.UTF_8)));
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
