package dev.bongsu.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.access.Role;
import dev.bongsu.directory.Subscriber;
import dev.bongsu.directory.Subscription;
import dev.bongsu.inbox.AckState;
import dev.bongsu.inbox.InboxItem;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.NotificationIds;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.RecipientId;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Walks through every operation; each answer is held against openapi.yaml by the client. */
class ContractTest {
  private static final String REQUEST =
      """
      {"template": "shipped", "to": {"recipients": ["u1"]}, "params": {"no": "A-17"}, "metadata": {"team": "shop"}, \
      "expiresAt": "2999-01-01T00:00:00+09:00"}
      """;

  @Test
  void every_operation_answers_as_it_is_documented() throws Exception {
    try (var house = new House()) {
      Contract contract = contract(house);
      int port = house.frontend.port();
      try (var admin = new Client(port, contract, house.key(Role.ADMIN, "root"));
          var sender = new Client(port, contract, house.key(Role.SENDER, "shop"));
          var nobody = new Client(port, contract, null)) {
        operations(nobody, house);
        directory(admin);
        TemplateWalk.walk(admin);
        keys(admin, contract, port);
        sending(admin, sender);
        inbox(house, admin, contract);
        objects(sender);
        refusals(admin, nobody, house);
        sandbox(admin);
      }
      assertThat(contract.untouched()).isEmpty();
    }
  }

  private static void operations(Client nobody, House house) throws Exception {
    assertThat(nobody.get("/livez").status()).isEqualTo(200);
    assertThat(nobody.get("/readyz").json()).containsEntry("status", "ready");
    house.readiness = Readiness.Status.STARTING;
    assertThat(nobody.get("/readyz").status()).isEqualTo(503);
    house.readiness = Readiness.Status.READY;
    assertThat(nobody.get("/metrics").body()).contains("http_server_requests_seconds_count");
    assertThat(nobody.get("/openapi.yaml").body()).startsWith("openapi: 3.1.0");
    assertThat(nobody.get("/openapi.json").json()).containsEntry("openapi", "3.1.0");
    for (ErrorCode each : ErrorCode.values()) {
      assertThat(nobody.get("/errors/" + each.apiName()).body()).contains(each.title());
    }
    assertThat(nobody.get("/errors/none").status()).isEqualTo(404);
    assertThat(nobody.ask("HEAD", "/livez", null).body()).isEmpty();
  }

  private static void directory(Client admin) throws Exception {
    String recipient =
        "{\"name\": \"Ann\", \"addresses\": [{\"channel\": \"email\", \"address\": \"a@example.com\"}]}";
    assertThat(admin.put("/v1/recipients/u1", recipient).status()).isEqualTo(201);
    assertThat(admin.put("/v1/recipients/u1", recipient).status()).isEqualTo(200);
    assertThat(admin.ask("PATCH", "/v1/recipients/u1", "{\"name\": \"Bea\"}").json())
        .containsEntry("name", "Bea");
    assertThat(admin.get("/v1/recipients/u1").status()).isEqualTo(200);
    assertThat(admin.get("/v1/recipients?q=Bea").status()).isEqualTo(200);
    assertThat(
            admin
                .lines(
                    "/v1/recipients/batch", "{\"id\":\"u2\"}\n\n{\"id\":\"u 3\"}\n{\"id\":\"u1\"}")
                .body()
                .lines())
        .hasSize(3);
    assertThat(admin.delete("/v1/recipients/u2").status()).isEqualTo(204);
    assertThat(admin.delete("/v1/recipients/u2").status()).isEqualTo(404);

    Client.Got group = admin.put("/v1/groups/all", "{\"name\": \"All\"}");
    assertThat(group.status()).isEqualTo(201);
    assertThat(admin.put("/v1/groups/all", "{}", "If-Match", "\"99\"").status()).isEqualTo(412);
    assertThat(
            admin
                .put("/v1/groups/all", "{}", "If-Match", String.valueOf(group.header("ETag")))
                .status())
        .isEqualTo(200);
    assertThat(admin.put("/v1/groups/All", "{}").status()).isEqualTo(400);
    assertThat(admin.get("/v1/groups/all").status()).isEqualTo(200);
    assertThat(admin.get("/v1/groups").status()).isEqualTo(200);
    assertThat(admin.lines("/v1/groups/all/members", "\"u1\"\n{\"id\":\"u9\"}\n7\n").json())
        .containsEntry("added", 2L)
        .containsEntry("rejected", 1L);
    assertThat(admin.get("/v1/groups/all/members?limit=1").json().get("nextCursor")).isNotNull();
    assertThat(admin.delete("/v1/groups/all/members/u9").status()).isEqualTo(204);

    String category =
        "{\"channels\": [\"inapp\"], \"frequencyCap\": {\"max\": 3, \"per\": \"P1D\"}}";
    assertThat(admin.put("/v1/categories/orders", category).status()).isEqualTo(201);
    assertThat(admin.get("/v1/categories/orders").status()).isEqualTo(200);
    assertThat(admin.get("/v1/categories").status()).isEqualTo(200);
    assertThat(admin.put("/v1/categories/gone", "{}").status()).isEqualTo(201);
    assertThat(admin.delete("/v1/categories/gone").status()).isEqualTo(204);
    assertThat(admin.put("/v1/groups/gone", "{}").status()).isEqualTo(201);
    assertThat(admin.delete("/v1/groups/gone").status()).isEqualTo(204);
  }

  private static void refusals(Client admin, Client nobody, House house) throws Exception {
    var address = new Address(Channel.SMS, "+15550001111");
    String token =
        house.tokens.token(new Subscription(new Subscriber.Unknown(address), null, Channel.SMS));
    String form = "application/x-www-form-urlencoded";
    assertThat(nobody.get("/u/" + token).status()).isEqualTo(200);
    assertThat(
            nobody.post("/u/" + token, "List-Unsubscribe=One-Click", "Content-Type", form).status())
        .isEqualTo(200);
    String query = "/v1/suppressions?channel=sms&address=%2B15550001111";
    assertThat(admin.get(query).body()).contains("opted-out", "+1***11");
    assertThat(admin.delete(query).status()).isEqualTo(204);
    assertThat(admin.delete(query).status()).isEqualTo(404);
    assertThat(nobody.get("/v1/callbacks/tw").status()).isEqualTo(403);
    assertThat(nobody.post("/v1/callbacks/tw", "{}").status()).isEqualTo(403);
  }

  private static Client.Got directly(Client sender) throws Exception {
    String path = "/v1/channels/email/send";
    String message =
        "{\"address\": \"a@example.com\", \"content\": {\"subject\": \"S\", \"text\": \"{{T\"}}";
    Client.Got direct = sender.post(path, message, "Idempotency-Key", "direct");
    assertThat(direct.status()).isEqualTo(202);
    assertThat(direct.header("Idempotent-Replayed")).isNull();

    Client.Got again = sender.post(path, " " + message, "Idempotency-Key", "direct");
    assertThat(again.json()).isEqualTo(direct.json());
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    String other = message.replace("\"S\"", "\"Z\"");
    assertThat(sender.post(path, other, "Idempotency-Key", "direct").status()).isEqualTo(422);
    assertThat(sender.post("/v1/notifications", REQUEST, "Idempotency-Key", "direct").status())
        .isEqualTo(422);
    return direct;
  }

  private static void objects(Client sender) throws Exception {
    String id = String.valueOf(sender.post("/v1/objects", "{}").json().get("id"));
    assertThat(sender.get("/v1/objects/" + id).status()).isEqualTo(200);
    assertThat(sender.delete("/v1/objects/" + id).status()).isEqualTo(204);
  }

  private static void keys(Client admin, Contract contract, int port) throws Exception {
    Client.Got made =
        admin.post(
            "/v1/api-keys", "{\"name\": \"k\", \"role\": \"auditor\", \"subject\": \"eye\"}");
    assertThat(made.status()).isEqualTo(201);
    String id = String.valueOf(made.json().get("id"));
    try (var auditor = new Client(port, contract, String.valueOf(made.json().get("key")))) {
      assertThat(auditor.get("/v1/templates").status()).isEqualTo(200);
      assertThat(auditor.put("/v1/groups/x", "{}").status()).isEqualTo(403);
      assertThat(admin.get("/v1/api-keys/" + id).status()).isEqualTo(200);
      assertThat(admin.get("/v1/api-keys").status()).isEqualTo(200);
      assertThat(admin.delete("/v1/api-keys/" + id).status()).isEqualTo(204);
      assertThat(auditor.get("/v1/templates").status()).isEqualTo(401);
    }
    String rights = "/v1/template-rights/authors";
    String body =
        "{\"members\": [\"ann\"], \"rights\": [{\"templates\": [\"a*\"], \"may\": [\"edit\"]}]}";
    assertThat(admin.put(rights, body).status()).isEqualTo(201);
    assertThat(admin.get(rights).status()).isEqualTo(200);
    assertThat(admin.get("/v1/template-rights").status()).isEqualTo(200);
    assertThat(admin.delete(rights).status()).isEqualTo(204);
    eventually(
        () -> admin.get("/v1/audit-log?resource=/v1/api-keys/" + id),
        got -> got.body().contains("api-key.post") && got.body().contains("api-key.delete"));
    eventually(() -> admin.get("/v1/audit-log?actor=eye"), got -> got.body().contains("forbidden"));
  }

  private static void sending(Client admin, Client sender) throws Exception {
    Client.Got sent = sender.post("/v1/notifications", REQUEST, "Idempotency-Key", "k1");
    assertThat(sent.status()).isEqualTo(202);
    String id = String.valueOf(sent.json().get("id"));
    assertThat(sent.header("Location")).isEqualTo("/v1/notifications/" + id);
    Client.Got again =
        sender.post(
            "/v1/notifications", Json.writeText(Json.read(REQUEST)), "Idempotency-Key", "k1");
    assertThat(again.json()).containsEntry("id", id);
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(
            sender
                .post("/v1/notifications", REQUEST.replace("A-17", "A-18"), "Idempotency-Key", "k1")
                .status())
        .isEqualTo(422);

    Client.Got shown =
        eventually(
            () -> sender.get("/v1/notifications/" + id),
            got -> got.body().contains("\"expected\":1"));
    assertThat(shown.json()).containsEntry("expiresAt", "2999-01-01T00:00:00+09:00");
    assertThat(shown.json()).containsEntry("metadata", Map.of("team", "shop"));
    Client.Got deliveries =
        eventually(
            () -> sender.get("/v1/notifications/" + id + "/deliveries?channel=inapp"),
            got -> got.body().contains("pending"));
    List<?> items = (List<?>) Objects.requireNonNull(deliveries.json().get("items"));
    String delivery = String.valueOf(Json.object(items.getFirst()).get("id"));
    assertThat(sender.get("/v1/deliveries/" + delivery).status()).isEqualTo(200);
    assertThat(sender.get("/v1/notifications?template=shipped&limit=1").body()).contains(id);
    assertThat(sender.get("/v1/notifications?sender=root").json().get("items"))
        .isEqualTo(List.of());
    assertThat(sender.post("/v1/notifications/" + id + "/cancel", "").json())
        .containsEntry("cancelled", 1L);
    assertThat(sender.post("/v1/notifications/" + id + "/cancel", "").status()).isEqualTo(409);

    String line = REQUEST.strip();
    Client.Got batch =
        sender.lines("/v1/notifications/batch", line + "\n\nnonsense\n" + line.replace("u1", "u2"));
    List<String> results = batch.body().lines().toList();
    assertThat(results).hasSize(3);
    assertThat(results.get(0)).contains("accepted");
    assertThat(results.get(1)).contains("\"status\":400");
    assertThat(results.get(2)).contains("accepted");

    Client.Got direct = directly(sender);
    eventually(
        () -> sender.get(String.valueOf(direct.header("Location"))), got -> got.status() == 200);
    Client.Got other = admin.post("/v1/notifications", REQUEST);
    String foreign = String.valueOf(other.json().get("id"));
    eventually(() -> admin.get("/v1/notifications/" + foreign), got -> got.status() == 200);
    assertThat(sender.get("/v1/notifications/" + foreign).status()).isEqualTo(403);
    assertThat(sender.get("/v1/notifications/" + foreign + "/deliveries").status()).isEqualTo(403);
    assertThat(sender.post("/v1/notifications/" + foreign + "/cancel", "").status()).isEqualTo(403);
    assertThat(admin.get("/v1/stats/queues").status()).isEqualTo(200);
    statistics(admin, sender);
  }

  private static void statistics(Client admin, Client sender) throws Exception {
    Client.Got all =
        eventually(
            () -> admin.get("/v1/stats?by=channel,template,status&bucket=PT5M"),
            got -> got.body().contains("\"status\":\"pending\""));
    assertThat(all.body())
        .contains("\"provider\":\"relay\"", "\"pausedUntil\":\"2027-01-01T00:00:07Z\"");
    assertThat(admin.get("/v1/stats").status()).isEqualTo(200);
    for (String faulty :
        List.of("bucket=PT1S", "by=colour", "from=2020-01-01T00:00:00Z", "to=soon", "x=1")) {
      assertThat(admin.get("/v1/stats?" + faulty).status()).as(faulty).isEqualTo(400);
    }
    assertThat(sender.get("/v1/stats").status()).isEqualTo(403);
  }

  private static void inbox(House house, Client admin, Contract contract) throws Exception {
    var ids = new NotificationIds(Clock.systemUTC(), new SplittableRandom(1));
    DeliveryId first = store(house, ids.next());
    int port = house.frontend.port();
    String key = house.key(Role.RECIPIENT, "u7");
    try (var recipient = new Client(port, contract, key)) {
      // An item is shown once what else is being written in the database has ended.
      Client.Got page =
          eventually(
              () -> recipient.get("/v1/recipients/u7/inbox"),
              got -> got.body().contains(first.toString()));
      String cursor = String.valueOf(page.json().get("nextCursor"));
      assertThat(recipient.get("/v1/recipients/u7/inbox?after=" + cursor).json())
          .containsEntry("items", List.of())
          .containsEntry("nextCursor", cursor);
      assertThat(recipient.get("/v1/recipients/u8/inbox").status()).isEqualTo(403);
      assertThat(recipient.get("/v1/recipients/u7/inbox/unread").json())
          .isEqualTo(Map.of("unread", 1L));
      assertThat(recipient.get("/v1/recipients/u7/presence").json())
          .isEqualTo(Map.of("connected", false, "connections", List.of()));
      assertThat(recipient.get("/v1/recipients/u8/presence").status()).isEqualTo(403);
      assertThat(recipient.get("/v1/recipients/u7/inbox?after=%21").status()).isEqualTo(400);
      assertThat(recipient.get("/v1/recipients/u7/inbox/socket").status()).isEqualTo(400);
      assertThat(
              recipient
                  .post(
                      "/v1/recipients/u7/inbox/ack",
                      "{\"deliveries\": [\"" + first + "\"], \"as\": \"read\"}")
                  .json())
          .containsEntry("changed", 1L);
      assertThat(recipient.ask("HEAD", "/v1/recipients/u7/inbox/stream", null).status())
          .isEqualTo(200);
    }
    stream(house, admin, key, ids.next(), contract);
    assertThat(admin.get("/v1/recipients/u7/inbox/stream?after=!").status()).isEqualTo(400);
  }

  private static void stream(
      House house, Client admin, String key, NotificationId next, Contract contract)
      throws Exception {
    String path = "/v1/recipients/u7/inbox/stream";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + house.frontend.port() + path))
            .header("Authorization", "Bearer " + key)
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      var response = http.send(request, BodyHandlers.ofInputStream());
      assertThat(
              contract.faultOf(
                  "GET", path, response.statusCode(), _ -> true, "text/event-stream", ": "))
          .isNull();
      try (InputStream body = response.body();
          var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
        assertThat(lines.readLine()).startsWith(":");
        assertThat(admin.get("/v1/recipients/u7/presence").body())
            .contains("\"connected\":true", "\"kind\":\"stream\"");
        DeliveryId stored = store(house, next);
        String line = lines.readLine();
        while (line != null && !line.startsWith("id: ")) {
          line = lines.readLine();
        }
        assertThat(line).startsWith("id: ");
        assertThat(lines.readLine()).isEqualTo("event: delivery");
        assertThat(lines.readLine()).startsWith("data: {").contains(stored.toString());
        house.inbox.ack(new RecipientId("u7"), Set.of(stored), AckState.READ);
        line = lines.readLine();
        while (line != null && !line.startsWith("event: ")) {
          line = lines.readLine();
        }
        assertThat(line).isEqualTo("event: state");
        assertThat(lines.readLine())
            .startsWith("data: {")
            .contains(stored.toString(), "\"state\":\"read\"", "\"unread\":");
      }
      http.shutdownNow();
    }
  }

  private static DeliveryId store(House house, NotificationId notification) {
    var recipient = new RecipientId("u7");
    var id = DeliveryId.of(notification, recipient, new Address(Channel.INAPP, "u7"));
    house.inbox.store(
        List.of(
            new InboxItem(
                id,
                notification,
                recipient,
                Channel.INAPP,
                Priority.NORMAL,
                null,
                new InboxItem.Text("Hello", "World", null, "{\"a\":1}"),
                Instant.now())));
    return id;
  }

  private static void sandbox(Client admin) throws Exception {
    assertThat(admin.get("/v1/channels/browser").json())
        .isEqualTo(Map.of("publicKey", House.BROWSER_KEY));
    assertThat(admin.ask("POST", "/v1/sandbox/subscriptions", null).json())
        .containsKeys("endpoint", "keys");
    assertThat(admin.get("/v1/sandbox/messages?channel=email").status()).isEqualTo(200);
    assertThat(admin.delete("/v1/sandbox/messages").status()).isEqualTo(204);
    assertThat(admin.put("/v1/sandbox/faults/email", "{\"mode\": \"reject\"}").json())
        .containsEntry("mode", "reject");
    assertThat(admin.put("/v1/sandbox/faults/email", "{\"mode\": \"odd\"}").status())
        .isEqualTo(400);
    // Nobody is to wait for a fault that nothing can meet: neither is carried by the sandbox.
    for (String channel : List.of("pigeon", "inapp", "sms")) {
      assertThat(admin.put("/v1/sandbox/faults/" + channel, "{\"mode\": \"none\"}").status())
          .isEqualTo(404);
    }
  }

  static Contract contract(House house) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return new Contract(
          http.send(
                  HttpRequest.newBuilder(
                          URI.create("http://127.0.0.1:" + house.frontend.port() + "/openapi.json"))
                      .build(),
                  BodyHandlers.ofByteArray())
              .body());
    }
  }

  @FunctionalInterface
  interface Asking {
    Client.Got ask() throws Exception;
  }

  /** Lists and status may be 2 s behind (A37); on a busy machine a test waits longer. */
  static Client.Got eventually(Asking asking, Predicate<Client.Got> wanted) throws Exception {
    long end = System.nanoTime() + 60_000_000_000L;
    Client.Got last = asking.ask();
    while (System.nanoTime() < end) {
      if (wanted.test(last)) {
        return last;
      }
      last = asking.ask();
    }
    throw new AssertionError("still not there: " + last);
  }
}
