package dev.bongsu.channel.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.json.Fields;
import dev.bongsu.kernel.InvalidException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
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

  private static Fields fields(Map<String, Object> more) {
    Map<String, Object> all = new HashMap<>(more);
    all.put("id", "relay");
    all.put("type", "smtp");
    return Fields.of(new HashMap<>(all));
  }
}
