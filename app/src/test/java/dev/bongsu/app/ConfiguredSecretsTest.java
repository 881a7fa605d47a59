package dev.bongsu.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is written to a log by accident gives nothing away. */
class ConfiguredSecretsTest {
  @Test
  void a_configuration_shows_no_secret_however_it_is_shown() throws Exception {
    Map<String, @Nullable Object> values =
        Map.of(
            "log",
            Map.of(
                "bootstrapServers",
                "k:9092",
                "security",
                Map.of("sasl.jaas.config", "module password=s3cr3t")),
            "database",
            Map.of("url", "jdbc:postgresql://db/x?password=s3cr3t", "password", "s3cr3t"),
            "channels",
            Map.of("email", Map.of("providers", List.of(Map.of("id", "a", "password", "s3cr3t")))));
    var tree = new SettingsTree(values, Path.of("here"));

    assertThat(Configuration.read(tree).toString())
        .contains("k:9092", "bongsu")
        .doesNotContain("s3cr3t");
    assertThat(tree.toString()).contains("here").doesNotContain("s3cr3t");
  }
}
