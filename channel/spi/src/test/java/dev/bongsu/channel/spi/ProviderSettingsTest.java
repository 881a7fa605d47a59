package dev.bongsu.channel.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.json.Fields;
import dev.bongsu.kernel.InvalidException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProviderSettingsTest {
  @TempDir Path base;

  @Test
  void has_defaults_for_all_but_its_names() throws InvalidException {
    Fields fields = fields(Map.of());
    ProviderSettings settings = ProviderSettings.read(fields, base);
    fields.done();

    assertThat(settings)
        .isEqualTo(
            new ProviderSettings("relay", "smtp", Duration.ofSeconds(30), null, 256, Trust.JDK));
  }

  @Test
  void every_key_is_read() throws InvalidException {
    Fields fields = fields(Map.of("timeout", "PT5S", "maxPerSecond", 200, "maxInFlight", 7));
    ProviderSettings settings = ProviderSettings.read(fields, base);
    fields.done();

    assertThat(settings)
        .isEqualTo(new ProviderSettings("relay", "smtp", Duration.ofSeconds(5), 200, 7, Trust.JDK));
  }

  @Test
  void a_file_to_trust_must_hold_certificates() throws Exception {
    Files.writeString(base.resolve("ca.pem"), "nothing of the kind");
    Fields fields = fields(Map.of("trust", "ca.pem"));
    ProviderSettings.read(fields, base);

    assertThatThrownBy(fields::done).hasMessageContaining("/trust").hasMessageContaining("PEM");
  }

  @Test
  void a_file_that_is_not_there_is_named() {
    Fields fields = fields(Map.of("trust", "missing.pem"));
    ProviderSettings.read(fields, base);

    assertThatThrownBy(fields::done).hasMessageContaining("missing.pem");
  }

  @Test
  void a_secret_comes_from_a_file_without_its_line_end() throws Exception {
    Files.writeString(base.resolve("secret"), "p\n");
    Fields fields = fields(Map.of("passwordFile", "secret"));
    ProviderSettings.read(fields, base);

    assertThat(Secrets.read(fields, "password", base)).isEqualTo("p");
    fields.done();
  }

  @Test
  void of_a_secret_in_a_file_nothing_but_the_line_end_is_lost() throws Exception {
    Files.writeString(base.resolve("secret"), "p w \r\n");

    assertThat(Secrets.read(fields(Map.of("passwordFile", "secret")), "password", base))
        .isEqualTo("p w ");
  }

  @Test
  void a_password_of_digits_needs_no_quotes_and_any_other_number_does() {
    assertThat(Secrets.read(fields(Map.of("password", 123_456L)), "password", base))
        .isEqualTo("123456");
    for (Object odd : List.of(new BigDecimal("1.50"), true, List.of("p"))) {
      Fields fields = fields(Map.of("password", odd));
      assertThat(Secrets.read(fields, "password", base)).isNull();
      assertThatThrownBy(fields::done)
          .hasMessageContaining("/password: wanted a string, in quotes");
    }
  }

  @Test
  void a_secret_that_is_no_text_is_told_from_one_that_is_not_there() throws Exception {
    Files.write(base.resolve("key.der"), new byte[] {0x30, (byte) 0x82});
    Fields fields = fields(Map.of("passwordFile", "key.der"));
    Secrets.read(fields, "password", base);

    assertThatThrownBy(fields::done)
        .hasMessageContaining("/passwordFile: wanted a file of text in UTF-8: key.der");
  }

  private static Fields fields(Map<String, Object> more) {
    Map<String, Object> all = new HashMap<>(more);
    all.put("id", "relay");
    all.put("type", "smtp");
    return Fields.of(new HashMap<>(all));
  }
}
