package dev.bongsu.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.app.Configuration.DatabasePlace;
import dev.bongsu.app.Configuration.LogPlace;
import dev.bongsu.kernel.Channel;
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
    Path file = Files.writeString(directory.resolve("b.yaml"), "log: {maxMegabytes: 2048}");
    assertRefused(
        file,
        Map.of("BONGSU_LOG_MAXMEGABYTES", "abc"),
        Map.of(),
        "BONGSU_LOG_MAXMEGABYTES: wanted ");

    Files.writeString(file, "retention: {inbox: soon}");
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

  @Test
  void a_variable_that_begins_like_ours_and_is_like_none_is_passed_over_by_name() {
    assertThat(
            ConfigurationFile.passedOver(
                Map.of("BONGSU_SERVICE_HOST", "10.0.0.7", "BONGSU_PORT", "1", "BONGSU_KEY", "k")))
        .containsExactly("BONGSU_SERVICE_HOST");
  }

  @Test
  void a_text_of_the_environment_stays_as_it_is_be_it_all_of_digits() throws Exception {
    Map<String, String> environment =
        Map.of(
            "BONGSU_DATABASE_URL", "jdbc:postgresql://db/bongsu",
            "BONGSU_DATABASE_USER", "12",
            "BONGSU_DATABASE_PASSWORD", "007");

    assertThat(plan(null, environment, Map.of()).configuration().database())
        .isEqualTo(new DatabasePlace.External("jdbc:postgresql://db/bongsu", "12", "007"));
  }

  @Test
  void what_stands_in_no_list_has_a_variable() throws Exception {
    Map<String, String> environment =
        Map.of(
            "BONGSU_LOG_BOOTSTRAPSERVERS", "k1:9092,k2:9092",
            "BONGSU_LOG_REPLICATION", "2",
            "BONGSU_LOG_SECURITY_SECURITY_PROTOCOL", "SASL_SSL",
            "BONGSU_LOG_SECURITY_SASL_JAAS_CONFIG", "secret",
            "BONGSU_CHANNELS_EMAIL_SANDBOX", "ses",
            "BONGSU_CHANNELS_VOICE_SANDBOX_REPEAT", "3");

    Configuration configuration = plan(null, environment, Map.of()).configuration();

    assertThat(configuration.log())
        .isEqualTo(
            new LogPlace.External(
                "k1:9092,k2:9092",
                2,
                Map.of("security.protocol", "SASL_SSL", "sasl.jaas.config", "secret")));
    assertThat(configuration.standIns().types()).containsEntry(Channel.EMAIL, "ses");
    assertThat(configuration.standIns().calls().speech().times()).isEqualTo(3);
    assertRefused(
        null,
        Map.of("BONGSU_CHANNELS_SMS_SANDBOX", "fax"),
        Map.of(),
        "BONGSU_CHANNELS_SMS_SANDBOX: wanted smpp or twilio");
  }

  @Test
  void a_relative_path_starts_from_the_file_or_from_where_the_command_runs() throws Exception {
    Path file = Files.writeString(directory.resolve("b.yaml"), "data: d\nobjects: {directory: o}");
    assertThat(plan(file, Map.of(), Map.of()).configuration())
        .returns(directory.resolve("d"), Configuration::data)
        .returns(directory.resolve("o"), Configuration::objects);

    Map<String, String> environment = Map.of("BONGSU_DATA", "d", "BONGSU_OBJECTS_DIRECTORY", "o");
    assertThat(plan(file, environment, Map.of()).configuration())
        .returns(Path.of("d").toAbsolutePath(), Configuration::data)
        .returns(Path.of("o").toAbsolutePath(), Configuration::objects);
  }

  @Test
  void a_path_of_nothing_is_none() {
    assertRefused(null, Map.of("BONGSU_DATA", ""), Map.of(), "BONGSU_DATA: wanted a path");
    assertRefused(null, Map.of(), Map.of("data", ""), "--data: wanted a path");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "port: .inf",
        "port: 1e999",
        "port: -0.5",
        "data: \"a\\0b\"",
        "log: &x {embedded: *x}",
        "channels: &x [*x]",
        "? {a: b}\n: c",
        "port: !!binary aGk=",
        "port: !!set {a, b}",
        "port: !port 80",
        "1: 2\n\"1\": 3",
        "limits: {perSender: {perSecond: 1, perSecond: 2}}",
        "port: 80\n---\nport: 81",
        "- port: 80",
        "port",
        "%YAML 9.9\n---\nport: 80",
        "channels: {email: {providers: relay}}",
        "channels: {email: {providers: {id: relay}}}",
        "channels: {email: {providers: [relay]}}",
        "channels: {inapp: {providers: []}}",
        "log: {bootstrapServers: ''}",
        "log: {bootstrapServers: 'k:1', security: {a: {b: c}}}",
        "retention: {inbox: P99999999D}",
        "retention: {inbox: 30}",
        "publicUrl: 'http://localhost:70000'",
        "database: {url: 'jdbc:postgresql://h/d', password: 1.50}",
      })
  void whatever_is_wrong_with_a_file_is_told_of_it_in_one_line(String yaml) throws Exception {
    Path file = Files.writeString(directory.resolve("b.yaml"), yaml);

    assertThatThrownBy(() -> plan(file, Map.of(), Map.of()))
        .isInstanceOfSatisfying(
            StartException.class, e -> assertThat(e.exitStatus()).isEqualTo(StartException.USAGE))
        .hasMessageStartingWith(file + ": ")
        .message()
        .hasLineCount(1);
  }

  @Test
  void of_two_providers_with_one_id_the_second_in_the_file_is_named() throws Exception {
    String sms = "sms: {providers: [{id: r, type: twilio, accountSid: A, authToken: t, from: x}]}";
    String mail = "email: {providers: [{id: r, type: smtp, host: h, from: a@example.com}]}";
    Path file = directory.resolve("b.yaml");

    Files.writeString(file, "channels: {" + sms + ", " + mail + "}");
    assertRefused(file, Map.of(), Map.of(), file + ": channels.email.providers[0].id: wanted ");
    Files.writeString(file, "channels: {" + mail + ", " + sms + "}");
    assertRefused(file, Map.of(), Map.of(), file + ": channels.sms.providers[0].id: wanted ");
  }

  @Test
  void a_file_nested_without_end_is_refused() throws Exception {
    Path file = Files.writeString(directory.resolve("b.yaml"), "port: " + "[".repeat(50_000));

    assertRefused(file, Map.of(), Map.of(), file + ": wanted ");
  }

  @Test
  void a_name_that_a_terminal_would_obey_is_told_in_one_line_all_the_same() throws Exception {
    Path file = Files.writeString(directory.resolve("b.yaml"), "\"a\\nb\\e[1m\": 1");

    assertRefused(file, Map.of(), Map.of(), file + ": a\\u000ab\\u001b[1m: unknown field");
  }

  @Test
  void the_password_in_a_database_url_of_another_kind_is_not_shown() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("b.yaml"), "database: {url: 'postgres://u:s3cret@db/bongsu'}");

    assertThatThrownBy(() -> plan(file, Map.of(), Map.of()))
        .hasMessageContaining("database.url: wanted jdbc:postgresql://")
        .message()
        .doesNotContain("s3cret");
  }

  @Test
  void what_a_file_says_is_to_be_sound_also_where_somebody_else_says_otherwise() throws Exception {
    Path file =
        Files.writeString(directory.resolve("b.yaml"), "port: abc\nlog: {maxMegabytes: [1]}");

    assertRefused(
        file,
        Map.of("BONGSU_LOG_MAXMEGABYTES", "2048"),
        Map.of("port", 0),
        file
            + ": port: wanted a whole number from 0 to 65535 but found \"abc\"; "
            + file
            + ": log.maxMegabytes: wanted ");

    Files.writeString(file, "port: 1\nlog: {embedded: true}");
    Map<String, String> environment =
        Map.of("BONGSU_LOG_EMBEDDED", "false", "BONGSU_LOG_BOOTSTRAPSERVERS", "k:9092");
    assertThat(plan(file, environment, Map.of("port", 0)).configuration())
        .returns(0, Configuration::port)
        .returns(new LogPlace.External("k:9092", 3, Map.of()), Configuration::log);
  }

  @Test
  void a_file_of_comments_says_nothing() throws Exception {
    Path file = Files.writeString(directory.resolve("b.yaml"), "# nothing yet\n");

    assertThat(plan(file, Map.of(), Map.of()).configuration().port()).isEqualTo(8080);
  }
}
