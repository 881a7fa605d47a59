package dev.bongsu.channel.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.api.SignatureRecord;
import org.apache.james.jdkim.exceptions.FailException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RSA against Apache James jDKIM; Ed25519, which that does not know, against RFC 8463. */
class DkimSignerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T09:00:00Z");
  private static final URI UNSUBSCRIBE = URI.create("https://notify.example/u/t0ken");
  static final KeyPair RSA = pair("RSA");
  static final KeyPair ED25519 = pair("Ed25519");
  private static final Content HELLO =
      new Content(
          Map.of(
              "subject",
              "Grüße  from   the shop, in a subject that is so long that it has to be folded",
              "text",
              "Hello \t there  \r\n\r\n  you\t\n\n\n",
              "html",
              "<p>안녕</p>"));

  @Test
  void another_implementation_verifies_an_rsa_signature() throws Exception {
    List<SignatureRecord> verified = verified(mail(HELLO, UNSUBSCRIBE, List.of(), key("s1", RSA)));

    assertThat(verified).hasSize(1);
    assertThat(verified.getFirst().getDToken()).hasToString("shop.example");
    assertThat(verified.getFirst().getHeaders())
        .extracting(CharSequence::toString)
        .containsExactly(
            "From",
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "MIME-Version",
            "Content-Type",
            "List-Unsubscribe",
            "List-Unsubscribe-Post");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "From: ",
        "To: ",
        "Subject: ",
        "Date: ",
        "Message-ID: ",
        "MIME-Version: ",
        "Content-Type: ",
        "List-Unsubscribe: ",
        "List-Unsubscribe-Post: "
      })
  void what_is_changed_on_the_way_fails(String header) {
    String mail = mail(HELLO, UNSUBSCRIBE, List.of(), key("s1", RSA));

    assertThatThrownBy(() -> verified(mail.replace("\r\n" + header, "\r\n" + header + "x")))
        .isInstanceOf(FailException.class);
  }

  @Test
  void a_second_sender_or_another_body_fails() {
    String mail = mail(HELLO, null, List.of(), key("s1", RSA));

    assertThatThrownBy(() -> verified("From: Eve <eve@example.com>\r\n" + mail))
        .isInstanceOf(FailException.class);
    assertThatThrownBy(() -> verified(mail.replace("Hello", "Hullo")))
        .isInstanceOf(FailException.class);
  }

  @Test
  void files_are_signed_as_well() throws Exception {
    byte[] file = new byte[200_000];
    Arrays.fill(file, (byte) 'x');
    var enclosure = new Enclosure("o1", "a.bin", "application/pdf", file);
    String mail = mail(HELLO, null, List.of(enclosure), key("s1", RSA));

    assertThat(verified(mail)).hasSize(1);
    assertThatThrownBy(() -> verified(mail.replaceFirst("eHh4", "eHh5")))
        .isInstanceOf(FailException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a\n", "\n\na \n\n b\t\tc \n", "  a", "a\n\n \t\n", "봉수 \n\n"})
  void any_body_is_signed_as_others_read_it(String text) throws Exception {
    Content content = new Content(Map.of("subject", "", "text", text));

    assertThat(verified(mail(content, null, List.of(), key("s1", RSA)))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\r\n", "\r\n \t\r\n\r\n"})
  void a_body_without_anything_in_it_is_nothing(String body) {
    var relaxed = new RelaxedBody();
    relaxed.write(body.getBytes(StandardCharsets.UTF_8), 0, body.length());

    assertThat(Base64.getEncoder().encodeToString(relaxed.hash()))
        .isEqualTo("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
  }

  @Test
  void each_key_signs() throws Exception {
    String mail = mail(HELLO, null, List.of(), key("s1", RSA), key("s2", RSA));

    assertThat(verified(mail))
        .extracting(each -> each.getSelector().toString())
        .containsExactlyInAnyOrder("s1", "s2");
  }

  @Test
  void the_ed25519_signature_is_the_published_one() throws Exception {
    byte[] seed = Base64.getDecoder().decode("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=");
    var key =
        new DkimKey(
            "football.example.com",
            "brisbane",
            KeyFactory.getInstance("Ed25519")
                .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed)));
    String tags =
        """
        v=1; a=ed25519-sha256; c=relaxed/relaxed;
         d=football.example.com; i=@football.example.com;
         q=dns/txt; s=brisbane; t=1528637909; h=from : to :
         subject : date : message-id : from : subject : date;
         bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
         b=\
        """;
    String signed =
        relaxed("From", "Joe SixPack <joe@football.example.com>")
            + relaxed("To", "Suzie Q <suzie@shopping.example.net>")
            + relaxed("Subject", "Is dinner ready?")
            + relaxed("Date", "Fri, 11 Jul 2003 21:00:37 -0700 (PDT)")
            + relaxed("Message-ID", "<20030712040037.46341.5F8J@football.example.com>")
            + new HeaderField("DKIM-Signature", tags).relaxed();
    var body = new RelaxedBody();
    body.write(
        "Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n"
            .getBytes(StandardCharsets.UTF_8));

    assertThat(Base64.getEncoder().encodeToString(body.hash()))
        .isEqualTo("2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=");
    assertThat(
            Base64.getEncoder().encodeToString(key.sign(signed.getBytes(StandardCharsets.UTF_8))))
        .isEqualTo(
            "/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus"
                + "Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==");
  }

  @Test
  void ed25519_signs_what_rsa_signs() throws Exception {
    String mail = mail(HELLO, UNSUBSCRIBE, List.of(), key("e", ED25519));
    String header = mail.substring(0, mail.indexOf("\r\nDate:"));

    assertThat(header).contains("a=ed25519-sha256;", "h=From:From:To:Subject:Date:");
    assertThat(verifies(ED25519.getPublic(), mail, header)).isTrue();
    assertThat(verifies(ED25519.getPublic(), mail.replace("shop", "shup"), header)).isFalse();
  }

  private static boolean verifies(PublicKey key, String mail, String header)
      throws GeneralSecurityException {
    int value = header.indexOf("b=", header.indexOf("bh=") + 2) + 2;
    String unfolded = mail.substring(mail.indexOf("\r\nDate:")).replaceAll("\r\n[ \t]+", " ");
    StringBuilder signed = new StringBuilder();
    for (String name :
        List.of(
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "MIME-Version",
            "Content-Type",
            "List-Unsubscribe",
            "List-Unsubscribe-Post")) {
      int at = unfolded.indexOf("\r\n" + name + ": ") + name.length() + 4;
      signed.append(relaxed(name, unfolded.substring(at, unfolded.indexOf("\r\n", at))));
    }
    String tags = header.substring("DKIM-Signature: ".length(), value);
    signed.append(new HeaderField("DKIM-Signature", tags).relaxed());
    Signature signature = Signature.getInstance("Ed25519");
    signature.initVerify(key);
    signature.update(Sha256.of(signed.toString().getBytes(StandardCharsets.UTF_8)));
    return signature.verify(Base64.getMimeDecoder().decode(header.substring(value)));
  }

  private static String relaxed(String name, String value) {
    return new HeaderField(name, value).relaxed() + "\r\n";
  }

  private static DkimKey key(String selector, KeyPair pair) {
    return new DkimKey("shop.example", selector, pair.getPrivate());
  }

  private static KeyPair pair(String algorithm) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (algorithm.equals("RSA")) {
        generator.initialize(2048);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String mail(
      Content content, @Nullable URI unsubscribe, List<Enclosure> enclosures, DkimKey... keys) {
    Mailbox from = Mailbox.parse("Der Läden <no-reply@shop.example>").orElseThrow();
    var out = new ByteArrayOutputStream();
    try {
      for (Piece piece :
          new MailWriter(from, new DkimSigner(List.of(keys)))
              .write(
                  SmtpProviderTest.message("a@example.com", content),
                  MailAddress.of("a@example.com").orElseThrow(),
                  unsubscribe,
                  enclosures,
                  NOW)) {
        piece.writeTo(out);
      }
    } catch (IOException e) {
      throw new IllegalStateException("memory can be written to", e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static List<SignatureRecord> verified(String mail) throws IOException, FailException {
    String record =
        "v=DKIM1; k=rsa; p=" + Base64.getEncoder().encodeToString(RSA.getPublic().getEncoded());
    return new DKIMVerifier((_, _, _) -> List.of(record))
        .verify(new ByteArrayInputStream(mail.getBytes(StandardCharsets.UTF_8)));
  }
}
