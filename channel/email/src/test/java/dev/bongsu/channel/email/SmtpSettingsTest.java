package dev.bongsu.channel.email;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.Trust;
import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpSettingsTest {
  @TempDir Path base;

  @Test
  void defaults_are_encrypted_without_credentials_and_with_the_jdks_roots()
      throws InvalidException {
    assertThat(read(Map.of()))
        .isEqualTo(
            SmtpSettings.plain(
                new ProviderSettings("relay", "smtp", Duration.ofSeconds(30), null, 256, Trust.JDK),
                new Relay("mail.example.com", 587, Tls.STARTTLS, null, null),
                new Mailbox("Shop", "no-reply@example.com")));
  }

  @Test
  void every_key_is_read() throws InvalidException {
    Map<String, Object> all = new HashMap<>();
    all.put("port", 2525);
    all.put("tls", "none");
    all.put("username", "u");
    all.put("password", "p");
    all.put("from", "a@example.org");
    all.put("timeout", "PT3S");
    all.put("maxPerSecond", 200);
    all.put("maxInFlight", 10);
    all.put("bounces", Map.of("address", "b@example.org", "listen", Map.of("port", 2526)));
    all.put("perDomain", Map.of("maxConnections", 4, "maxPerSecond", 20));
    assertThat(read(all))
        .isEqualTo(
            new SmtpSettings(
                new ProviderSettings("relay", "smtp", Duration.ofSeconds(3), 200, 10, Trust.JDK),
                new Relay("mail.example.com", 2525, Tls.NONE, "u", "p"),
                new Mailbox(null, "a@example.org"),
                List.of(),
                new Bounces(
                    new MailAddress("b", "example.org"), new Bounces.Listen("127.0.0.1", 2526)),
                new DomainLimits(4, 20)));
  }

  @Test
  void bounces_may_be_heard_by_another_process() throws Exception {
    assertThat(read(Map.of("bounces", Map.of("address", "b@example.org"))).bounces())
        .isEqualTo(new Bounces(new MailAddress("b", "example.org"), null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "Ed25519"})
  void a_dkim_key_lies_in_a_file(String algorithm) throws Exception {
    KeyPair pair = algorithm.equals("RSA") ? DkimSignerTest.RSA : DkimSignerTest.ED25519;
    Files.writeString(base.resolve("dkim.pem"), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));

    assertThat(read(Map.of("dkim", dkim("s1"))).dkim())
        .containsExactly(new DkimKey("example.com", "s1", pair.getPrivate()));
    assertThat(read(Map.of("dkim", List.of(dkim("s1"), dkim("s2")))).dkim())
        .extracting(DkimKey::selector)
        .containsExactly("s1", "s2");
  }

  @Test
  void a_dkim_key_may_be_as_older_programs_write_it() throws Exception {
    KeyPair pair = DkimSignerTest.RSA;
    byte[] pkcs8 = pair.getPrivate().getEncoded();
    // Version, algorithm and the head of the octets take 26 bytes of it.
    byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
    Files.writeString(base.resolve("dkim.pem"), pem("RSA PRIVATE KEY", pkcs1));

    assertThat(read(Map.of("dkim", dkim("s1"))).dkim().getFirst().key())
        .isEqualTo(pair.getPrivate());
  }

  @Test
  void a_faulty_dkim_key_is_named_and_not_shown() throws Exception {
    Files.writeString(base.resolve("dkim.pem"), pem("PRIVATE KEY", "hush".getBytes(UTF_8)));

    assertThat(faults(Map.of("dkim", dkim("s1"))))
        .extracting(Fault::pointer)
        .containsExactly("/dkim/privateKeyFile");
    assertThat(faults(Map.of("dkim", dkim("s1"))).toString()).doesNotContain("hush", "aHVzaA");
    assertThat(faults(Map.of("dkim", Map.of("selector", "a b", "domain", "-"))))
        .extracting(Fault::pointer)
        .contains("/dkim/selector", "/dkim/domain");
    assertThat(faults(Map.of("dkim", Map.of("selector", "a", "domain", "b.example"))))
        .extracting(Fault::pointer)
        .containsExactly("/dkim/privateKeyFile");
  }

  @Test
  void a_password_may_lie_in_a_file() throws Exception {
    Files.writeString(base.resolve("secret"), "p\n");

    assertThat(read(Map.of("username", "u", "passwordFile", "secret")).relay().password())
        .isEqualTo("p");
  }

  @ParameterizedTest
  @CsvSource({"none,25", "starttls,587", "tls,465"})
  void the_port_follows_from_tls(String tls, int port) throws InvalidException {
    assertThat(read(Map.of("tls", tls)).relay().port()).isEqualTo(port);
  }

  @ParameterizedTest
  @CsvSource({
    "tls,sometimes,/tls",
    "from,nobody,/from",
    "host,a b,/host",
    "username,u,/password",
    "password,p,/username",
    "unknown,x,/unknown",
    "dkim,x,/dkim"
  })
  void a_fault_is_named(String key, String value, String pointer) {
    assertThat(faults(Map.of(key, value))).extracting(Fault::pointer).contains(pointer);
  }

  @Test
  void it_never_shows_the_password() throws InvalidException {
    assertThat(read(Map.of("username", "u", "password", "hush")).toString()).doesNotContain("hush");
    assertThat(faults(Map.of("password", List.of("hush"))).toString()).doesNotContain("hush");
  }

  private static Map<String, Object> dkim(String selector) {
    return Map.of("domain", "example.com", "selector", selector, "privateKeyFile", "dkim.pem");
  }

  private static String pem(String type, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(type, Base64.getMimeEncoder().encodeToString(der), type);
  }

  private List<Fault> faults(Map<String, Object> more) {
    return catchThrowableOfType(InvalidException.class, () -> read(more)).faults();
  }

  private SmtpSettings read(Map<String, Object> more) throws InvalidException {
    Map<String, Object> all = new HashMap<>();
    all.put("id", "relay");
    all.put("type", "smtp");
    all.put("host", "mail.example.com");
    all.put("from", "Shop <no-reply@example.com>");
    all.putAll(more);
    Fields fields = Fields.of(new HashMap<>(all));
    SmtpSettings settings = SmtpSettings.read(fields, base);
    fields.done();
    return settings;
  }
}
