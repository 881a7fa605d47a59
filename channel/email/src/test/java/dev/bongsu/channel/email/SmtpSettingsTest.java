package dev.bongsu.channel.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.Trust;
import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmtpSettingsTest {
  @TempDir Path base;

  @Test
  void defaults_are_encrypted_without_credentials_and_with_the_jdks_roots()
      throws InvalidException {
    assertThat(read(Map.of()))
        .isEqualTo(
            new SmtpSettings(
                new ProviderSettings("relay", "smtp", Duration.ofSeconds(30), null, 256, Trust.JDK),
                "mail.example.com",
                587,
                Tls.STARTTLS,
                null,
                null,
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
    assertThat(read(all))
        .isEqualTo(
            new SmtpSettings(
                new ProviderSettings("relay", "smtp", Duration.ofSeconds(3), 200, 10, Trust.JDK),
                "mail.example.com",
                2525,
                Tls.NONE,
                "u",
                "p",
                new Mailbox(null, "a@example.org")));
  }

  @Test
  void a_password_may_lie_in_a_file() throws Exception {
    Files.writeString(base.resolve("secret"), "p\n");

    assertThat(read(Map.of("username", "u", "passwordFile", "secret")).password()).isEqualTo("p");
  }

  @ParameterizedTest
  @CsvSource({"none,25", "starttls,587", "tls,465"})
  void the_port_follows_from_tls(String tls, int port) throws InvalidException {
    assertThat(read(Map.of("tls", tls)).port()).isEqualTo(port);
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
