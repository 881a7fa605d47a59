package dev.bongsu.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.client.Answer;
import dev.bongsu.client.BongsuClient;
import dev.bongsu.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One running service, and what it does with real mail and a real inbox. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServiceTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final HttpClient http = HttpClient.newHttpClient();
  private Mailhost mailhost;
  private BongsuProcess service;
  private Path data;
  private Path file;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    mailhost = new Mailhost();
    file = directory.resolve("bongsu.yaml");
    Files.writeString(file, "channels:\n" + mailhost.configuration(", timeout: PT4S"));
    data = directory.resolve("data");
    service = BongsuProcess.serve(data, "--config", file.toString());
    Samples.prepare(service.client());
  }

  @AfterAll
  void stop() throws Exception {
    http.close();
    service.close();
    mailhost.close();
  }

  @Test
  void one_request_reaches_mailbox_and_inbox_and_every_step_can_be_read() throws Exception {
    BongsuClient client = service.client();
    client
        .put(
            "/v1/recipients/ada",
            Map.of("addresses", List.of(Map.of("channel", "email", "address", "ada@example.com"))))
        .orThrow();
    client.put("/v1/groups/one", Map.of("name", "One")).orThrow();
    client
        .postLines("/v1/groups/one/members", List.of("\"ada\"\n".getBytes(StandardCharsets.UTF_8)))
        .orThrow();

    String id =
        client.send(
            Map.of(
                "template", Samples.TEMPLATE,
                "params", Map.of("name", "Ada"),
                "to", Map.of("groups", List.of("one"))));

    Map<String, ?> notification = awaitStatus(id, "completed");
    assertThat(notification)
        .extractingByKey("counts")
        .asString()
        .contains("expected=2", "final=2", "pending=0");
    List<Map<?, ?>> deliveries = deliveries(id);
    assertThat(deliveries)
        .hasSize(2)
        .allSatisfy(each -> assertThat(each.get("status")).isEqualTo("sent"));
    Map<?, ?> mail =
        deliveries.stream()
            .filter(each -> "email".equals(each.get("channel")))
            .findFirst()
            .orElseThrow();
    assertThat(mail.get("address")).isEqualTo("a***@example.com");
    assertThat(mail.get("provider")).isEqualTo("relay");
    assertThat((List<?>) mail.get("attempts")).hasSize(1);
    assertThat(mailhost.taken()).containsEntry(String.valueOf(mail.get("id")), 1);
    assertThat(client.get("/v1/recipients/ada/inbox").orThrow().text()).contains("Dear Ada", id);
  }

  @Test
  void the_same_key_from_50_clients_at_once_and_after_a_restart_is_one_notification_and_one_mail()
      throws Exception {
    byte[] body = Json.write(Samples.toMailbox("once"));
    List<Callable<HttpResponse<String>>> calls =
        IntStream.range(0, 50)
            .<Callable<HttpResponse<String>>>mapToObj(_ -> () -> post("key-1", body))
            .toList();
    Set<String> ids = new HashSet<>();
    int replayed = 0;
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<HttpResponse<String>> each : executor.invokeAll(calls)) {
        HttpResponse<String> response = each.get();
        assertThat(response.statusCode()).isEqualTo(202);
        ids.add(String.valueOf(new Answer(202, response.body()).object().get("id")));
        replayed += response.headers().firstValue("Idempotent-Replayed").isPresent() ? 1 : 0;
      }
    }
    assertThat(ids).hasSize(1);
    assertThat(replayed).isEqualTo(49);
    awaitStatus(ids.iterator().next(), "completed");

    service.kill();
    service = BongsuProcess.serve(data, "--config", file.toString());

    // Before it has compiled, it may be too slow for the half second that a key is asked for.
    post("key-2", Json.write(Samples.toMailbox("warm")));
    HttpResponse<String> again = post("key-1", body);
    assertThat(again.statusCode()).isEqualTo(202);
    assertThat(again.headers().firstValue("Idempotent-Replayed")).contains("true");
    assertThat(ids).contains(String.valueOf(new Answer(202, again.body()).object().get("id")));
    assertThat(post("key-1", Json.write(Samples.toMailbox("other"))).statusCode()).isEqualTo(422);
    assertThat(mailhost.tries("once")).isEqualTo(1);
    assertThat(mailhost.tries("other")).isZero();
  }

  @Test
  void a_mailbox_that_does_not_exist_ends_bounced_and_gets_nothing_more_until_that_is_lifted()
      throws Exception {
    String id = service.client().send(Samples.toMailbox("unknown-once"));

    awaitStatus(id, "completed");

    assertThat(onlyDelivery(id).get("status")).isEqualTo("bounced");
    assertThat(lastAttempt(id)).contains("gone", "5.1.1").doesNotContain("unknown-once");
    String suppressions = "/v1/suppressions?channel=email&address=unknown-once@example.com";
    Await.until(
        "the mailbox is suppressed",
        PATIENCE,
        () -> service.client().get(suppressions).orThrow().text().contains("bounced-before"));
    // Fan-out hears of it within a second.
    Await.until(
        "nothing more is sent there",
        PATIENCE,
        () -> {
          String next = service.client().send(Samples.toMailbox("unknown-once"));
          awaitStatus(next, "completed");
          return "bounced-before".equals(onlyDelivery(next).get("reason"));
        });
    int before = mailhost.tries("unknown-once");

    assertThat(service.client().delete(suppressions).status()).isEqualTo(204);

    String again = service.client().send(Samples.toMailbox("unknown-once"));
    awaitStatus(again, "completed");
    assertThat(onlyDelivery(again).get("status")).isEqualTo("sent");
    assertThat(mailhost.tries("unknown-once")).isEqualTo(before + 1);
  }

  @Test
  void a_message_refused_for_good_ends_failed() throws Exception {
    String id = service.client().send(Samples.toMailbox("answer-554"));

    awaitStatus(id, "completed");

    assertThat(onlyDelivery(id).get("status")).isEqualTo("failed");
    assertThat(lastAttempt(id)).contains("refused", "message-refused", "5.7.1");
  }

  @Test
  void what_is_refused_for_now_is_retried_and_can_be_cancelled() throws Exception {
    String id = service.client().send(Samples.toMailbox("answer-450"));
    awaitDelivery(id, "retrying");
    assertThat(onlyDelivery(id).get("nextAttemptAt")).isNotNull();

    Answer cancelled = service.client().post("/v1/notifications/" + id + "/cancel", null);

    assertThat(cancelled.orThrow().object()).containsEntry("cancelled", 1L);
    assertThat(awaitStatus(id, "cancelled")).isNotNull();
    assertThat(service.client().post("/v1/notifications/" + id + "/cancel", null).status())
        .isEqualTo(409);
  }

  @Test
  void a_server_that_is_busy_resets_or_never_answers_is_tried_again() throws Exception {
    String busy = service.client().send(Samples.toMailbox("answer-421"));
    String reset = service.client().send(Samples.toMailbox("reset"));
    String hang = service.client().send(Samples.toMailbox("hang"));

    awaitDelivery(busy, "retrying");
    awaitDelivery(reset, "retrying");
    awaitDelivery(hang, "retrying");

    assertThat(lastAttempt(busy)).contains("retry");
    assertThat(lastAttempt(reset)).contains("unknown", "no-answer");
    assertThat(lastAttempt(hang)).contains("unknown", "no-answer");
    for (String id : List.of(busy, reset, hang)) {
      service.client().post("/v1/notifications/" + id + "/cancel", null).orThrow();
    }
  }

  @Test
  void what_is_rather_never_sent_than_twice_is_tried_once_through_silence_and_kill_9()
      throws Exception {
    service.client().put("/v1/categories/once-only", Map.of("afterUnknown", "stop")).orThrow();
    Map<String, Object> silent = new HashMap<>(Samples.toMailbox("hang-once"));
    silent.put("category", "once-only");
    int before = mailhost.tries("hang-once");
    String unanswered = service.client().send(silent);
    awaitStatus(unanswered, "completed");
    assertThat(onlyDelivery(unanswered).get("status")).isEqualTo("failed");
    assertThat(onlyDelivery(unanswered).get("reason")).isEqualTo("no-answer");
    assertThat(lastAttempt(unanswered)).contains("unknown", "no-answer");

    String cutOff = service.client().send(silent);
    Await.until(
        "the relay has the second", PATIENCE, () -> mailhost.tries("hang-once") == before + 2);
    service.kill();
    service = BongsuProcess.serve(data, "--config", file.toString());

    awaitStatus(cutOff, "completed");
    assertThat(onlyDelivery(cutOff).get("status")).isEqualTo("failed");
    assertThat(onlyDelivery(cutOff).get("reason")).isEqualTo("no-answer");
    assertThat(lastAttempt(cutOff)).contains("unknown", "under way");
    assertThat(mailhost.tries("hang-once")).isEqualTo(before + 2);
  }

  @Test
  void what_cannot_be_sent_in_time_expires_and_lies_in_the_inbox() throws Exception {
    service
        .client()
        .put(
            "/v1/recipients/late",
            Map.of(
                "addresses",
                List.of(Map.of("channel", "email", "address", "answer-450@example.com"))))
        .orThrow();
    String id =
        service
            .client()
            .send(
                Map.of(
                    "template", Samples.TEMPLATE,
                    "params", Map.of("name", "Kim"),
                    "channels", List.of("email"),
                    "expiresAt", Instant.now().plusSeconds(5).toString(),
                    "to", Map.of("recipients", List.of("late"))));

    awaitStatus(id, "completed");

    assertThat(onlyDelivery(id).get("status")).isEqualTo("expired");
    Await.until(
        "the inbox shows what was missed",
        PATIENCE,
        () -> service.client().get("/v1/recipients/late/inbox").orThrow().text().contains(id));
  }

  @Test
  void what_is_read_in_the_inbox_is_sent_nowhere_else_and_vanishes_where_it_is_shown()
      throws Exception {
    BongsuClient client = service.client();
    client
        .put(
            "/v1/recipients/reader",
            Map.of(
                "addresses",
                List.of(
                    Map.of("channel", "email", "address", "answer-450@example.com"),
                    Map.of("channel", "ios", "address", "ab".repeat(32)))))
        .orThrow();
    Map<String, Object> words = Map.of("title", "Read me", "body", "once");
    Map<String, Object> counted = Map.of("title", "Read me", "body", "once", "badge", "unread");
    String id =
        client.send(
            Map.of(
                "content",
                Map.of(
                    "default",
                    Map.of(
                        "inapp",
                        words,
                        "ios",
                        counted,
                        "email",
                        Map.of("subject", "Read me", "text", "once"))),
                "to",
                Map.of("recipients", List.of("reader"))));
    awaitDelivery(id, "retrying");
    Await.until("it is on the phone", PATIENCE, () -> status(id, "ios").equals("sent"));
    Await.until("it is in the inbox", PATIENCE, () -> status(id, "inapp").equals("sent"));
    assertThat(client.get("/v1/sandbox/messages?channel=ios&recipient=reader").orThrow().text())
        .as("how much is unread with it")
        .contains("\"badge\":\"1\"");

    client
        .post(
            "/v1/recipients/reader/inbox/ack",
            Map.of("deliveries", List.of(delivery(id, "inapp").get("id")), "as", "read"))
        .orThrow();

    String shown = String.valueOf(delivery(id, "ios").get("id"));
    Await.until(
        "the phone is told to show it no longer",
        PATIENCE,
        () -> {
          String all = client.get("/v1/sandbox/messages?channel=ios").orThrow().text();
          return all.contains("content-available") && all.contains("[\\\"" + shown + "\\\"]");
        });
    assertThat(awaitStatus(id, "completed"))
        .extractingByKey("counts")
        .asString()
        .contains("expected=3", "final=3", "cancelled=1", "opened=1", "sent=1");
    assertThat(delivery(id, "email").get("reason")).isEqualTo("read");
    assertThat((List<?>) delivery(id, "ios").get("attempts")).hasSize(1);
  }

  @Test
  void the_trace_of_a_request_goes_along_to_the_provider() throws Exception {
    String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    Map<String, ?> browser =
        service.client().post("/v1/sandbox/subscriptions", null).orThrow().object();

    HttpResponse<String> response =
        post("traceparent", trace, Json.write(Samples.toAddress("browser", browser)));

    String id = String.valueOf(new Answer(202, response.body()).object().get("id"));
    awaitStatus(id, "completed");
    assertThat(
            service
                .client()
                .get("/v1/sandbox/messages?channel=browser&notification=" + id)
                .orThrow()
                .text())
        .contains("traceparent: " + trace);
  }

  @Test
  void a_mailbox_beyond_ascii_is_taken_and_a_relay_that_cannot_carry_it_is_told_of()
      throws Exception {
    String id = service.client().send(Samples.toAddress("email", "안나@bücher.example"));

    awaitDelivery(id, "failed");

    assertThat(onlyDelivery(id).get("address")).isEqualTo("안***@xn--bcher-kva.example");
    assertThat(String.valueOf(onlyDelivery(id).get("attempts"))).contains("SMTPUTF8");
  }

  @Test
  void the_sandbox_calls_no_server_that_an_address_names() throws Exception {
    Map<String, ?> browser =
        service.client().post("/v1/sandbox/subscriptions", null).orThrow().object();
    Map<String, Object> elsewhere = new HashMap<>(browser);
    try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      elsewhere.put("endpoint", "http://127.0.0.1:" + other.getLocalPort() + "/v1/templates");
      String id = service.client().send(Samples.toAddress("browser", elsewhere));

      awaitDelivery(id, "failed");

      assertThat(String.valueOf(onlyDelivery(id).get("attempts")))
          .contains("POST /v1/sandbox/subscriptions");
      other.setSoTimeout(1);
      assertThatThrownBy(other::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void a_recipient_without_an_address_is_suppressed_with_the_reason() throws Exception {
    String id =
        service
            .client()
            .send(
                Map.of(
                    "template", Samples.TEMPLATE,
                    "params", Map.of("name", "Kim"),
                    "channels", List.of("email"),
                    "to", Map.of("recipients", List.of("nobody"))));

    awaitStatus(id, "completed");

    assertThat(onlyDelivery(id).get("status")).isEqualTo("suppressed");
    assertThat(onlyDelivery(id).get("reason")).isEqualTo("no-address");
  }

  private HttpResponse<String> post(String key, byte[] body)
      throws IOException, InterruptedException {
    return post("Idempotency-Key", key, body);
  }

  private HttpResponse<String> post(String header, String value, byte[] body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(service.url() + "/v1/notifications"))
            .header("Authorization", "Bearer " + service.key())
            .header("Content-Type", "application/json")
            .header(header, value)
            .POST(BodyPublishers.ofByteArray(body))
            .build(),
        BodyHandlers.ofString());
  }

  private Map<String, ?> awaitStatus(String id, String status) throws Exception {
    Await.until(
        "notification " + id + " is " + status,
        PATIENCE,
        () -> {
          Answer answer = service.client().get("/v1/notifications/" + id);
          return answer.isSuccess() && status.equals(answer.object().get("status"));
        });
    return service.client().get("/v1/notifications/" + id).orThrow().object();
  }

  private void awaitDelivery(String id, String status) throws Exception {
    Await.until(
        "the delivery of " + id + " is " + status,
        PATIENCE,
        () -> {
          Answer answer =
              service.client().get("/v1/notifications/" + id + "/deliveries?status=" + status);
          return answer.isSuccess() && answer.text().contains("\"" + status + "\"");
        });
  }

  private List<Map<?, ?>> deliveries(String id) throws Exception {
    Object items =
        service
            .client()
            .get("/v1/notifications/" + id + "/deliveries")
            .orThrow()
            .object()
            .get("items");
    return ((List<?>) Objects.requireNonNull(items))
        .stream().<Map<?, ?>>map(each -> (Map<?, ?>) each).toList();
  }

  private Map<?, ?> delivery(String id, String channel) throws Exception {
    return deliveries(id).stream()
        .filter(each -> channel.equals(each.get("channel")))
        .findFirst()
        .orElseThrow();
  }

  private String status(String id, String channel) throws Exception {
    return String.valueOf(delivery(id, channel).get("status"));
  }

  private Map<?, ?> onlyDelivery(String id) throws Exception {
    List<Map<?, ?>> deliveries = deliveries(id);
    assertThat(deliveries).hasSize(1);
    return deliveries.getFirst();
  }

  private String lastAttempt(String id) throws Exception {
    return String.valueOf(
        ((List<?>) Objects.requireNonNull(onlyDelivery(id).get("attempts"))).getLast());
  }
}
