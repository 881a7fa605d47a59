package dev.bongsu.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.client.Answer;
import dev.bongsu.client.BongsuClient;
import dev.bongsu.client.ClientException;
import dev.bongsu.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** How it stops, starts again, and gets over the death of its parts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StopTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  // Of the sandbox's phones: see docs/guide/providers/README.md.
  private static final String BUSY = "+12025550101";
  private static final String BUSY_AT_FIRST = "+12025550102";
  private static final String MACHINE = "+12025550107";
  private static final String CONFIRMS = "+12025550111";
  private static final String OPTS_OUT = "+12025550119";

  private BongsuProcess shared;
  private Path sharedData;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    sharedData = directory.resolve("data");
    shared = BongsuProcess.serve(sharedData);
    Samples.prepare(shared.client());
  }

  @AfterAll
  void stop() {
    shared.close();
  }

  @Test
  void a_sigterm_under_load_ends_it_with_0_and_neither_key_nor_anything_acknowledged_is_lost(
      @TempDir Path directory) throws Exception {
    Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    Path data = directory.resolve("data");
    String key;
    try (BongsuProcess service = BongsuProcess.serve(data)) {
      key = service.key();
      assertThat(Files.getPosixFilePermissions(data.resolve("admin.key")))
          .containsExactlyInAnyOrder(
              PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
      assertThat(Files.readString(data.resolve("admin.key"))).startsWith("bsk_").endsWith("\n");
      Samples.prepare(service.client());
      Thread loader = Thread.ofVirtual().start(() -> sendUntilRefused(service, acknowledged));
      Await.until("there is load", PATIENCE, () -> acknowledged.size() > 200);

      int status = service.stop();
      loader.join();

      assertThat(status).isZero();
    }
    try (BongsuProcess service = BongsuProcess.serve(data)) {
      assertThat(service.key()).isEqualTo(key);
      awaitCompleted(service, acknowledged);
    }
  }

  @Test
  void a_data_directory_in_use_is_refused_in_one_line_that_names_it() throws Exception {
    BongsuProcess.Ended second =
        BongsuProcess.run("serve", "--data", sharedData.toString(), "--port", "0");

    assertThat(second.status()).isEqualTo(1);
    assertThat(second.err().lines()).as(second.err()).hasSize(1);
    assertThat(second.err()).contains(sharedData.toString());
    assertThat(shared.client().get("/readyz").status()).isEqualTo(200);
  }

  @Test
  void everything_it_started_ends_with_it_even_by_kill_minus_9(@TempDir Path directory)
      throws Exception {
    BongsuProcess service = BongsuProcess.serve(directory.resolve("data"));
    List<ProcessHandle> children = service.descendants();
    assertThat(children).isNotEmpty();

    service.kill();

    assertThat(children).noneMatch(ProcessHandle::isAlive);
  }

  @Test
  void a_log_that_gives_up_ends_it_with_one_line_and_the_next_start_goes_on(@TempDir Path directory)
      throws Exception {
    Path data = directory.resolve("data");
    Path files = data.resolve("log/data");
    Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    try (BongsuProcess service = BongsuProcess.serve(data)) {
      Samples.prepare(service.client());
      Thread loader = Thread.ofVirtual().start(() -> sendUntilRefused(service, acknowledged));
      Await.until("there is load", PATIENCE, () -> acknowledged.size() > 200);
      List<ProcessHandle> children = service.descendants();

      Files.move(files, directory.resolve("gone"));

      assertThat(service.awaitEnd()).isEqualTo(1);
      loader.join();
      children.forEach(child -> child.onExit().join());
      assertThat(Files.readAllLines(directory.resolve("stderr.log")))
          .filteredOn(line -> line.startsWith("bongsu: "))
          .singleElement()
          .asString()
          .contains("the embedded log gave up and the process ends");
    }
    // In ending it may have made a new one, with nothing in it.
    if (Files.exists(files)) {
      Files.move(files, directory.resolve("other"));
    }
    Files.move(directory.resolve("gone"), files);
    try (BongsuProcess service = BongsuProcess.serve(data)) {
      awaitCompleted(service, acknowledged);
    }
  }

  @Test
  void a_database_that_is_killed_comes_back_and_what_was_accepted_meanwhile_arrives()
      throws Exception {
    shared.client().send(Samples.toInbox("before"));
    shared.descendants().forEach(ProcessHandle::destroyForcibly);

    String id = shared.client().send(Samples.toInbox("after"));

    awaitCompleted(shared, List.of(id));
    Await.until(
        "it is ready again", PATIENCE, () -> shared.client().get("/readyz").status() == 200);
  }

  @Test
  void the_demo_prints_what_arrived() throws Exception {
    Await.until("it is ready", PATIENCE, () -> shared.client().get("/readyz").status() == 200);
    BongsuProcess.Ended demo =
        BongsuProcess.run(
            "demo", "--url", shared.url().toString(), "--data", sharedData.toString());

    assertThat(demo.err()).isEmpty();
    assertThat(demo.status()).isZero();
    List<String> channels = channels(shared);
    assertThat(channels).contains("email", "browser", "inapp");
    List<String> lines = demo.out().lines().toList();
    for (String channel : channels) {
      assertThat(lines)
          .as(channel)
          .filteredOn(line -> line.matches(channel + " demo-(ada|minji|joao) (sent|delivered)"))
          .hasSize(3);
    }
    int deliveries = 3 * channels.size();
    assertThat(lines)
        .hasSize(deliveries + 1)
        .last()
        .isEqualTo(deliveries + " of " + deliveries + " arrived");
    String mails =
        shared
            .client()
            .get("/v1/sandbox/messages?channel=email&recipient=demo-minji")
            .orThrow()
            .text();
    assertThat(mails).contains("주문 A-17 상품이 출발했습니다", "minji@example.com");
  }

  @Test
  void a_notification_is_sent_by_command_line_with_parameters_of_every_type() throws Exception {
    shared
        .client()
        .put(
            "/v1/templates/basket?publish=true",
            Json.readObject(
                """
                {"name": "Basket", "kind": "template",
                 "parameters": {"type": "object", "required": ["count", "items"], "properties": {
                   "name": {"type": "string"}, "count": {"type": "integer"},
                   "items": {"type": "array", "items": {"type": "string"}}}},
                 "content": {"default": {
                   "inapp": {"title": "{{name}}: {{count}} of {{#each items}}{{this}} {{/each}}", "body": "x"}}}}\
                """
                    .getBytes(UTF_8)))
        .orThrow();

    BongsuProcess.Ended arrived =
        send(
            "basket",
            "by-hand",
            "inapp",
            "--param",
            "name=7",
            "--param",
            "count:=3",
            "--param",
            "items:=[\"tea\"]");
    assertThat(arrived.status()).as(arrived.err()).isZero();
    assertThat(arrived.out()).contains("completed", "inapp", "by-hand  sent");
    String id = arrived.out().substring(0, arrived.out().indexOf(' '));
    assertThat(arrived.err().strip()).isEqualTo("accepted " + id);
    assertThat(shared.client().get("/v1/recipients/by-hand/inbox").orThrow().text())
        .contains("7: 3 of tea");

    BongsuProcess.Ended faulty = send("basket", "by-hand", "inapp", "--param", "count:=three");
    assertThat(faulty.status()).isEqualTo(2);
    assertThat(faulty.err()).contains("--param count:=: wanted a value in JSON but found three");
  }

  @Test
  void who_waits_by_command_line_is_told_by_the_exit_code_that_something_did_not_arrive()
      throws Exception {
    Samples.prepare(shared.client());
    shared.client().put("/v1/sandbox/faults/sms", Map.of("mode", "reject")).orThrow();
    shared
        .client()
        .put(
            "/v1/recipients/by-hand-too",
            Map.of("addresses", List.of(Map.of("channel", "sms", "address", "+12025550100"))))
        .orThrow();
    try {
      BongsuProcess.Ended refused =
          send(Samples.TEMPLATE, "by-hand-too", "sms", "--param", "name=Kim");

      assertThat(refused.status()).as(refused.err()).isEqualTo(1);
      assertThat(refused.out()).contains("failed (message-refused)");
    } finally {
      shared.client().put("/v1/sandbox/faults/sms", Map.of("mode", "none")).orThrow();
    }
  }

  /** By command line, waiting for what becomes of it. */
  private BongsuProcess.Ended send(
      String template, String recipient, String channel, String... params) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of(
                "send",
                "--url",
                shared.url().toString(),
                "--data",
                sharedData.toString(),
                "--template",
                template,
                "--to",
                recipient,
                "--channel",
                channel,
                "--wait"));
    all.addAll(List.of(params));
    return BongsuProcess.run(all.toArray(String[]::new));
  }

  @Test
  void the_sandbox_reports_what_became_of_mails() throws Exception {
    Samples.prepare(shared.client());

    String bounced = shared.client().send(Samples.toAddress("email", "a@bounced.invalid"));
    awaitDelivery(shared, bounced, "bounced");
    assertThat(onlyDelivery(shared, bounced).get("detail"))
        .isEqualTo("550 5.1.1 there is no such mailbox");
    assertThat(
            BongsuProcess.run(
                    "status", bounced, "--url", shared.url().toString(), "--key", shared.key())
                .out())
        .contains("bounced (address-unknown): 550 5.1.1 there is no such mailbox");
    awaitDelivery(shared, Samples.toAddress("email", "a@delivered.invalid"), "delivered");

    Await.until(
        "nothing more is sent there",
        PATIENCE,
        () ->
            shared
                .client()
                .get("/v1/suppressions?channel=email")
                .orThrow()
                .text()
                .contains("bounced-before"));
  }

  @Test
  void the_sandbox_reports_what_became_of_short_messages() throws Exception {
    String unreachable = shared.client().send(Samples.toAddress("sms", "+12025550104"));
    String rejected = shared.client().send(Samples.toAddress("sms", "+12025550108"));
    String taken = shared.client().send(Samples.toAddress("sms", "+12025550119"));

    awaitDelivery(shared, unreachable, "failed");
    awaitDelivery(shared, rejected, "failed");
    awaitDelivery(shared, taken, "delivered");

    assertThat(onlyDelivery(shared, unreachable).get("reason")).isEqualTo("recipient-unavailable");
    assertThat(onlyDelivery(shared, unreachable).get("detail")).isEqualTo("stat UNDELIV, err 027");
    assertThat(onlyDelivery(shared, rejected).get("reason")).isEqualTo("message-refused");
    awaitOptOut(shared, "sms", "+12025550119");
  }

  @Test
  void the_sandbox_stands_in_for_others_where_it_is_told_to(@TempDir Path directory)
      throws Exception {
    Path file = directory.resolve("bongsu.yaml");
    Files.writeString(
        file,
        """
        channels:
          email: { sandbox: ses }
          sms: { sandbox: twilio }
          voice:
            sandbox: { machineDetection: true, redial: { times: 1, after: PT5S } }
        """);
    try (BongsuProcess service =
        BongsuProcess.serve(directory.resolve("data"), "--config", file.toString())) {
      BongsuClient client = service.client();
      Samples.prepare(client);
      Map<String, String> calls = called(client);
      String doubtful = takenWithoutAnswer(client);
      awaitDelivery(service, Samples.toAddress("email", "a@example.com"), "delivered");
      awaitDelivery(service, Samples.toAddress("email", "a@bounced.invalid"), "bounced");
      awaitDelivery(service, Samples.toAddress("sms", "+15550001234"), "delivered");
      String unwanted = "/v1/suppressions?channel=email&address=a@complained.invalid";
      client.send(Samples.toAddress("email", "a@complained.invalid"));
      Await.until(
          "a complaint is heard",
          PATIENCE,
          () -> client.get(unwanted).orThrow().text().contains("complained"));

      awaitDelivery(service, doubtful, "delivered");
      assertThat(client.get("/v1/sandbox/messages?channel=sms").orThrow().text())
          .as("what Twilio took without an answer is not sent again, once it tells of it")
          .containsOnlyOnce("\"address\":\"+15550009999\"");
      assertUndelivered(service);
      assertEnded(service, calls);
    }
  }

  /** Short messages that Twilio took and could not deliver, or that were not wanted. */
  private static void assertUndelivered(BongsuProcess service) throws Exception {
    Map<String, String> reasons =
        Map.of("+12025550104", "recipient-unavailable", "+12025550105", "address-unknown");
    for (Map.Entry<String, String> each : reasons.entrySet()) {
      String id = service.client().send(Samples.toAddress("sms", each.getKey()));
      awaitDelivery(service, id, "failed");
      Map<?, ?> delivery = onlyDelivery(service, id);
      assertThat(delivery.get("reason")).isEqualTo(each.getValue());
      assertThat(delivery.get("detail")).asString().startsWith("undelivered, error 3000");
    }
    service.client().send(Samples.toAddress("sms", "+12025550119"));
    awaitOptOut(service, "sms", "+12025550119");
  }

  /** Notifications by phone to each number that is called. */
  private static Map<String, String> called(BongsuClient client) throws Exception {
    Map<String, String> calls = new HashMap<>();
    for (String number : List.of(BUSY, BUSY_AT_FIRST, MACHINE, CONFIRMS, OPTS_OUT)) {
      calls.put(number, client.send(Samples.toAddress("voice", number)));
    }
    return calls;
  }

  /** Whoever took no call was called once again, and nobody else was. */
  private static void assertEnded(BongsuProcess service, Map<String, String> calls)
      throws Exception {
    Map<?, ?> busy = assertEnded(service, calls.get(BUSY), "failed", 2);
    assertThat(busy.get("reason")).isEqualTo("recipient-unavailable");
    assertEnded(service, calls.get(BUSY_AT_FIRST), "delivered", 2);
    assertEnded(service, calls.get(MACHINE), "failed", 2);
    assertEnded(service, calls.get(CONFIRMS), "opened", 1);
    assertEnded(service, calls.get(OPTS_OUT), "delivered", 1);
    awaitOptOut(service, "voice", OPTS_OUT);
  }

  private static Map<?, ?> assertEnded(
      BongsuProcess service, @Nullable String id, String status, int attempts) throws Exception {
    String notification = Objects.requireNonNull(id);
    awaitDelivery(service, notification, status);
    Map<?, ?> delivery = onlyDelivery(service, notification);
    assertThat((List<?>) delivery.get("attempts"))
        .hasSize(attempts)
        .allSatisfy(each -> assertThat(((Map<?, ?>) each).get("result")).isEqualTo("accepted"));
    return delivery;
  }

  private static void awaitOptOut(BongsuProcess service, String channel, String number)
      throws Exception {
    String suppressions =
        "/v1/suppressions?channel=%s&address=%s".formatted(channel, number.replace("+", "%2B"));
    Await.until(
        number + " has opted out",
        PATIENCE,
        () -> service.client().get(suppressions).orThrow().text().contains("opted-out"));
  }

  private static Map<?, ?> onlyDelivery(BongsuProcess service, String id) throws Exception {
    Map<String, ?> page =
        service.client().get("/v1/notifications/" + id + "/deliveries").orThrow().object();
    List<?> items = (List<?>) Objects.requireNonNull(page.get("items"));
    assertThat(items).hasSize(1);
    return (Map<?, ?>) items.getFirst();
  }

  /** A message that was taken, and whose connection then ends. */
  private static String takenWithoutAnswer(BongsuClient client) throws Exception {
    client.put("/v1/sandbox/faults/sms", Map.of("mode", "accept-then-timeout")).orThrow();
    String id = client.send(Samples.toAddress("sms", "+15550009999"));
    Await.until(
        "it is taken",
        PATIENCE,
        () -> client.get("/v1/sandbox/messages?channel=sms").orThrow().text().contains("9999"));
    client.put("/v1/sandbox/faults/sms", Map.of("mode", "none")).orThrow();
    return id;
  }

  private static void awaitDelivery(
      BongsuProcess service, Map<String, Object> request, String status) throws Exception {
    awaitDelivery(service, service.client().send(request), status);
  }

  private static void awaitDelivery(BongsuProcess service, String id, String status)
      throws Exception {
    Await.until(
        "the delivery is " + status,
        PATIENCE,
        () -> {
          Answer answer =
              service.client().get("/v1/notifications/" + id + "/deliveries?status=" + status);
          return answer.isSuccess() && answer.text().contains("\"" + status + "\"");
        });
  }

  private static List<String> channels(BongsuProcess service) throws Exception {
    Map<?, ?> parts = (Map<?, ?>) service.client().get("/readyz").object().get("parts");
    return Objects.requireNonNull(parts).keySet().stream()
        .map(String::valueOf)
        .filter(part -> part.startsWith("channel."))
        .map(part -> part.substring("channel.".length()))
        .toList();
  }

  private static void awaitCompleted(BongsuProcess service, Iterable<String> notifications)
      throws Exception {
    for (String id : notifications) {
      Await.until(
          id + " is completed",
          PATIENCE,
          () -> {
            Answer answer = service.client().get("/v1/notifications/" + id);
            return answer.isSuccess() && "completed".equals(answer.object().get("status"));
          });
    }
  }

  private static void sendUntilRefused(BongsuProcess service, Queue<String> acknowledged) {
    try {
      for (int number = 0; ; number++) {
        Answer answer =
            service.client().post("/v1/notifications", Samples.toInbox("u" + number % 100));
        if (answer.status() == 202) {
          acknowledged.add(String.valueOf(answer.object().get("id")));
        }
      }
    } catch (ClientException _) {
      // the service is gone, as it should be
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
