package dev.bongsu.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person at a terminal, or a script, gets to see. */
class CommandLineTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"serve", "demo", "send", "status", "apply", "export", "bench", "test"})
  void every_command_explains_itself(String command) throws Exception {
    BongsuProcess.Ended ended = BongsuProcess.run(command, "--help");

    assertThat(ended.status()).isZero();
    assertThat(ended.out()).contains("Usage: bongsu " + command);
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void a_faulty_option_is_one_line_and_exit_2() throws Exception {
    assertRefused(BongsuProcess.run("serve", "--prot", "80"), 2, "--prot");
    assertRefused(BongsuProcess.run("serve", "--port", "many"), 2, "--port");
    assertRefused(BongsuProcess.run("serve", "--roles", "everything"), 2, "everything");
    assertRefused(BongsuProcess.run("bench", "sprint"), 2, "sprint");
    assertRefused(
        BongsuProcess.run("status", "order 7"),
        2,
        "wanted a notification's id, a UUID of 36 characters, but found \"order 7\"");
    assertRefused(
        BongsuProcess.run("serve", "--config", directory.resolve("none.yaml").toString()),
        2,
        "none.yaml");
  }

  @Test
  void what_no_service_could_understand_is_not_sent_to_one() throws Exception {
    Path options = Files.writeString(directory.resolve("options"), "--help");
    String id = UUID.randomUUID().toString();

    assertRefused(send("--priority", "urgent"), 2, "--priority: wanted high, normal or low");
    assertRefused(send("--channel", "fax"), 2, "--channel: wanted browser, email, sms");
    assertRefused(send("--param", "k"), 2, "Value for option '--param'");
    assertRefused(send("--to", "@" + options), 2, "--to: wanted a recipient's id but found \"@");
    assertRefused(BongsuProcess.run("status", id, "--key", "a\nb"), 2, "--key: wanted an API key");
    assertRefused(
        BongsuProcess.run("demo", "--url", "http://localhost:99999", "--key", "k"), 2, "--url");
    assertRefused(BongsuProcess.run("bench", "ingest", "--url", "nowhere"), 2, "--url");
  }

  private static BongsuProcess.Ended send(String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("send", "--template", "t", "--to", "u"));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("--url", "http://localhost:1", "--key", "bsk_x"));
    return BongsuProcess.run(arguments.toArray(String[]::new));
  }

  @Test
  void an_answer_that_cannot_be_written_is_one_line_and_exit_1() throws Exception {
    Path full = Path.of("/dev/full");
    assumeThat(full).exists();

    assertRefused(BongsuProcess.runInto(full, "--help"), 1, "stdout");
  }

  @Test
  void a_faulty_file_is_one_line_that_names_the_place_and_exit_2() throws Exception {
    assertRefused(serve("portt: 80"), 2, "portt");
    assertRefused(serve("retention: {inbox: forever}"), 2, "retention.inbox");
    assertRefused(serve("templates: {fourEyes: sometimes}"), 2, "templates.fourEyes");
    assertRefused(serve("templates: {foureyes: true}"), 2, "templates.foureyes");
    assertRefused(serve("retention: {audit: PT0S}"), 2, "retention.audit");
    assertRefused(serve("port: [unclosed"), 2, "YAML");
    assertRefused(serve("port: many"), 2, "bongsu.yaml: port: wanted a whole number");
    assertRefused(
        serve("port: 80\nport: 81"),
        2,
        "wanted YAML but found a fault at line 2, column 1: found duplicate key port");
    assertRefused(serve("log: {embedded: true, bootstrapServers: 'a:1'}"), 2, "log");
    assertRefused(
        serve("database: {url: 'jdbc:postgresql://h/d', passwordFile: missing.txt}"),
        2,
        "passwordFile");
    assertRefused(
        serve(
            "channels: {email: {providers: [{id: r, type: smtp, host: h, from: a@example.com, prot: 25}]}}"),
        2,
        "channels.email.providers[0].prot");
    assertRefused(serve("channels: {pigeon: {providers: []}}"), 2, "channels.pigeon");
    assertRefused(serve("channels: {email: {sandbox: fax}}"), 2, "channels.email.sandbox");
  }

  @Test
  void a_port_in_use_is_one_line_that_names_it_and_exit_1() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());

      assertRefused(
          BongsuProcess.run(
              "serve", "--data", directory.resolve("data").toString(), "--port", port),
          1,
          port);
    }
  }

  @Test
  void a_port_of_bounces_in_use_is_one_line_that_names_it_and_exit_1() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());

      assertRefused(
          serve(
              """
              port: 0
              channels: {email: {providers: [{id: relay, type: smtp, host: 127.0.0.1, port: 25, tls: none,
                from: "a@example.com", bounces: {address: b@example.com, listen: {port: %s}}}]}}
              """
                  .formatted(port)),
          1,
          "email provider relay: cannot listen for bounces on 127.0.0.1 port " + port);
    }
  }

  @Test
  void a_data_directory_that_cannot_be_written_is_one_line_that_names_it_and_exit_1()
      throws Exception {
    Path file = Files.createFile(directory.resolve("a-file"));

    assertRefused(
        BongsuProcess.run("serve", "--data", file.resolve("data").toString(), "--port", "0"),
        1,
        "a-file");
  }

  @Test
  void a_client_without_a_service_says_so_in_one_line_and_exit_1() throws Exception {
    String url = "http://localhost:1"; // a port that nobody is given

    assertRefused(BongsuProcess.run("demo", "--url", url, "--key", "bsk_x"), 1, url);
    assertRefused(
        BongsuProcess.run("status", UUID.randomUUID().toString(), "--url", url, "--key", "bsk_x"),
        1,
        url);
    assertRefused(
        BongsuProcess.run("send", "--template", "t", "--to", "u", "--data", directory.toString()),
        1,
        "admin.key");
  }

  private BongsuProcess.Ended serve(String yaml) throws IOException, InterruptedException {
    Path file = Files.writeString(directory.resolve("bongsu.yaml"), yaml);
    return BongsuProcess.run(
        "serve",
        "--config",
        file.toString(),
        "--data",
        directory.resolve("data").toString(),
        "--port",
        "0");
  }

  private static void assertRefused(BongsuProcess.Ended ended, int status, String naming) {
    assertThat(ended.err().lines()).as(ended.err()).hasSize(1);
    assertThat(ended.err()).contains(naming);
    assertThat(ended.status()).isEqualTo(status);
  }
}
