package dev.bongsu.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.kernel.InvalidException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings come from a file, the environment and options; a fault is told where it stands. */
class ConfigurationSourcesTest {
  @TempDir Path directory;

  private static Plan plan(
      @Nullable Path file, Map<String, String> environment, Map<String, ?> options)
      throws StartException {
    try {
      return Plan.read(ConfigurationFile.tree(file, environment, options), Set.of(Role.values()));
    } catch (InvalidException e) {
      throw ConfigurationFile.refusal(file, environment, options, e);
    }
  }

  private static void assertRefused(
      @Nullable Path file, Map<String, String> environment, Map<String, ?> options, String line) {
    assertThatThrownBy(() -> plan(file, environment, options))
        .isInstanceOfSatisfying(
            StartException.class, e -> assertThat(e.exitStatus()).isEqualTo(StartException.USAGE))
        .hasMessageStartingWith(line);
  }

  @ParameterizedTest
  @CsvSource({
    "BONGSU_PROT, BONGSU_PORT",
    "BONGSU_PUBLICURLL, BONGSU_PUBLICURL",
    "BONGSU_RETENTON_INBOX, BONGSU_RETENTION_INBOX",
    "BONGSU_RETENTION_INBOXX, BONGSU_RETENTION_INBOX",
    "BONGSU_HAEP, BONGSU_HEAP",
  })
  void a_misspelt_variable_is_refused_with_the_one_that_was_meant(String found, String meant) {
    assertRefused(
        null,
        Map.of(found, "1"),
        Map.of(),
        "environment: wanted a setting that there is but found "
            + found
            + "; did you mean \""
            + meant
            + "\"?");
  }

  @Test
  void variables_of_the_launcher_of_clients_and_of_others_are_left_alone() throws Exception {
    Map<String, String> environment =
        Map.of(
            "BONGSU_URL", "http://localhost:1",
            "BONGSU_KEY", "bsk_x",
            "BONGSU_HEAP", "1g",
            "BONGSU_SERVICE_HOST", "10.0.0.7",
            "BONGSU_JAVA_OPTS", "-Da=b",
            "PATH", "/bin",
            "BONGSU_PORT", "8181");

    assertThat(plan(null, environment, Map.of()).configuration().port()).isEqualTo(8181);
  }

  @Test
  void a_fault_names_what_said_it_be_it_option_variable_or_file() throws Exception {
    Path file = Files.writeString(directory.resolve("b.yaml"), "retention: {inbox: soon}");

    assertRefused(
        file,
        Map.of("BONGSU_LOG_MAXMEGABYTES", "abc", "BONGSU_RETENTION_INBOX", "P1D"),
        Map.of(),
        "BONGSU_LOG_MAXMEGABYTES: wanted ");
    assertRefused(file, Map.of(), Map.of(), file + ": retention.inbox: wanted ");
    assertRefused(null, Map.of("BONGSU_PORT", "1"), Map.of("port", 70_000), "--port: wanted ");
  }

  @Test
  void a_file_that_cannot_be_read_is_refused_with_what_it_is() throws Exception {
    assertRefused(
        directory,
        Map.of(),
        Map.of(),
        "--config: wanted a file that can be read but found a directory at " + directory);
    Path none = directory.resolve("none.yaml");
    assertRefused(
        none,
        Map.of(),
        Map.of(),
        "--config: wanted a file that can be read but found none at " + none);
    Path latin =
        Files.write(
            directory.resolve("latin.yaml"),
            "port: 1\n# für\n".getBytes(StandardCharsets.ISO_8859_1));
    assertRefused(
        latin, Map.of(), Map.of(), latin + ": wanted text in UTF-8 but found byte 0xFC at line 2");
    Path cut = Files.write(directory.resolve("cut.yaml"), new byte[] {'#', (byte) 0xC3});
    assertRefused(
        cut, Map.of(), Map.of(), cut + ": wanted text in UTF-8 but found byte 0xC3 at line 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://notify.example.com", "https://notify.example.com/"})
  void the_public_address_is_a_host_perhaps_with_a_slash(String url) throws Exception {
    assertThat(plan(null, Map.of("BONGSU_PUBLICURL", url), Map.of()).configuration().publicUrl())
        .hasToString("https://notify.example.com");
  }

  @Test
  void a_public_address_with_a_path_is_refused() {
    String url = "https://notify.example.com/path";

    assertRefused(
        null,
        Map.of("BONGSU_PUBLICURL", url),
        Map.of(),
        "BONGSU_PUBLICURL: wanted a URL without a path but found \"" + url + "\"");
  }
}
