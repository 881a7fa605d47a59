package dev.bongsu.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.access.RateLimits;
import dev.bongsu.access.Role;
import dev.bongsu.log.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, how, and that nothing comes of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // set before all tests
class RefusalTest {
  private static final String INLINE =
      "\"content\":{\"default\":{\"inapp\":{\"title\":\"T\",\"body\":\"B\"}}}";
  private static final String TO = "\"to\":{\"recipients\":[\"u1\"]}";

  private House house;
  private Contract contract;
  private Client admin;

  @BeforeAll
  void open() throws Exception {
    house = new House();
    contract = ContractTest.contract(house);
    admin = new Client(house.frontend.port(), contract, house.key(Role.ADMIN, "root"));
  }

  @AfterAll
  void close() {
    admin.close();
    house.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "{} {}",
        "{\"to\":1,\"to\":2}",
        "{,}",
        "{\"a\":1,}",
        "// x\n{}",
        "{\"template\":\"\\ud800\"}",
        "{'a':1}",
        "{\"a\":01}",
        "{\"a\":NaN}"
      })
  void what_is_not_strict_json_is_malformed(String body) throws Exception {
    Client.Got got = admin.post("/v1/notifications", body);
    assertThat(got.status()).isEqualTo(400);
    assertThat(got.body()).doesNotContain("`");
  }

  @Test
  void nesting_deeper_than_64_is_malformed() throws Exception {
    String deep = "[".repeat(65) + "]".repeat(65);
    Client.Got got =
        admin.post(
            "/v1/notifications", "{" + TO + "," + INLINE + ",\"params\":{\"a\":" + deep + "}}");
    assertThat(got.status()).isEqualTo(400);
    assertThat(got.body()).contains("64").doesNotContain("`");
  }

  @Test
  void all_faults_of_a_body_are_named_at_once() throws Exception {
    Client.Got got =
        admin.post(
            "/v1/notifications",
            "{\"to\":{\"recipients\":[\"a b\"],\"x\":1},\"template\":7,\"prio\":1,\"priority\":\"top\"}");
    assertThat(got.status()).isEqualTo(400);
    assertThat(got.pointers())
        .contains("/to/recipients/0", "/to/x", "/template", "/prio", "/priority");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"template\":\"none\"' | /template",
        "'\"template\":\"none\",\"category\":\"none\"' | /category",
      })
  void what_does_not_exist_is_unprocessable_and_named(String field, String pointer)
      throws Exception {
    Client.Got got = admin.post("/v1/notifications", "{" + TO + "," + field + "}");
    assertThat(got.status()).isEqualTo(422);
    assertThat(got.pointers()).contains(pointer);
  }

  @Test
  void groups_channels_and_attachments_are_checked_one_by_one() throws Exception {
    Client.Got got =
        admin.post(
            "/v1/notifications",
            "{\"to\":{\"groups\":[\"none\"]},"
                + INLINE
                + ",\"channels\":[\"inapp\",\"sms\"],\"attachments\":[\"018f0000-0000-7000-8000-000000000000\"]}");
    assertThat(got.status()).isEqualTo(422);
    assertThat(got.pointers())
        .containsExactlyInAnyOrder("/to/groups/0", "/channels/1", "/attachments/0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"sendAt\":\"9999-12-31T23:59:59Z\"' | 422 | /sendAt",
        "'\"sendAt\":\"9999-12-31T23:59:59-01:00\"' | 400 | /sendAt",
        "'\"expiresAt\":\"9999-12-31T23:59:59-01:00\"' | 400 | /expiresAt",
        "'\"expiresAt\":\"0000-01-01T00:00:00+01:00\"' | 400 | /expiresAt"
      })
  void a_time_that_no_answer_could_show_is_refused(String field, int status, String pointer)
      throws Exception {
    String request = "{" + TO + "," + INLINE + "," + field + "}";

    Client.Got single = admin.post("/v1/notifications", request);

    assertThat(single.status()).isEqualTo(status);
    assertThat(single.pointers()).containsExactly(pointer);
    assertThat(admin.lines("/v1/notifications/batch", request).body())
        .contains("\"status\":" + status)
        .contains("\"" + pointer + "\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"sendAt\":\"9999-12-28T23:59:59Z\"",
        "\"sendAt\":\"9999-12-31T00:00:00Z\",\"expiresAt\":\"9999-12-31T23:59:59Z\""
      })
  void the_last_times_that_can_be_shown_are_taken(String fields) throws Exception {
    assertThat(
            admin.post("/v1/notifications", "{" + TO + "," + INLINE + "," + fields + "}").status())
        .isEqualTo(202);
  }

  @Test
  void ten_thousand_recipients_are_taken_and_one_more_is_refused() throws Exception {
    assertThat(admin.post("/v1/notifications", recipients(10_000)).status()).isEqualTo(202);
    Client.Got got = admin.post("/v1/notifications", recipients(10_001));
    assertThat(got.status()).isEqualTo(400);
    assertThat(got.pointers()).containsExactly("/to/recipients");
  }

  @Test
  void a_body_of_exactly_the_limit_is_taken_and_one_byte_more_is_refused() throws Exception {
    assertThat(admin.post("/v1/notifications", padded(Call.MAX_BODY_BYTES)).status())
        .isEqualTo(202);
    assertThat(admin.post("/v1/notifications", padded(Call.MAX_BODY_BYTES + 1)).status())
        .isEqualTo(413);
    String lines = padded(Call.MAX_BODY_BYTES) + "\n" + padded(Call.MAX_BODY_BYTES + 1) + "\n{}";
    List<String> results = admin.lines("/v1/notifications/batch", lines).body().lines().toList();
    assertThat(results).hasSize(3);
    assertThat(results.get(0)).contains("accepted");
    assertThat(results.get(1)).contains("\"status\":413");
    assertThat(results.get(2)).contains("\"status\":400");

    List<String> upserts = admin.lines("/v1/recipients/batch", lines).body().lines().toList();
    assertThat(upserts).hasSize(3);
    assertThat(upserts.get(0)).contains("\"status\":400");
    assertThat(upserts.get(1)).contains("\"status\":413");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "application/json;charset=utf-8 | 202",
        "Application/JSON ; CHARSET=\"UTF-8\" | 202",
        "application/json; profile=\"a;b\"; charset=utf-8 | 202",
        "application/json; | 202",
        "application/json; charset=utf-8x | 415",
        "application/json; profile=charset=utf-8; charset=utf-16 | 415",
        "application/json; charset=utf-8; charset=latin1 | 415",
        "application/json, text/plain | 415",
        "application/jsonx | 415"
      })
  void a_content_type_is_read_with_its_parameters(String type, int status) throws Exception {
    String request = "{" + TO + "," + INLINE + "}";
    assertThat(admin.post("/v1/notifications", request, "Content-Type", type).status())
        .isEqualTo(status);
  }

  @Test
  void a_text_with_a_null_character_is_refused_where_it_would_leave_the_house() throws Exception {
    String request = "{" + TO + "," + INLINE + ",\"collapseKey\":\"a\\u0000b\"}";
    assertThat(admin.post("/v1/notifications", request).pointers()).containsExactly("/collapseKey");
    String rendered =
        "{\"address\":\"a@example.com\",\"content\":{\"subject\":\"S\",\"text\":\"a\\u0000b\"}}";
    assertThat(admin.post("/v1/channels/email/send", rendered).pointers())
        .containsExactly("/content/text");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from=2027-01-01T09:00:00%2B09:00",
        "from=2027-01-01T09:00:00+09:00",
        "from=2016-12-31T23:59:60Z",
        "to=0001-01-01T00:00:00.1234567890123Z",
        "limit=500"
      })
  void times_and_numbers_in_a_query_are_read_as_in_a_body(String query) throws Exception {
    assertThat(admin.get("/v1/notifications?" + query).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from=2027-01-01T09:00Z",
        "from=%2B12027-01-01T00:00:00Z",
        "from=%2B999999999-01-01T00:00:00Z",
        "to=2027-01-01%2000:00:00Z",
        "limit=%2B5",
        "limit=05",
        "limit=%D9%A3",
        "limit=5.0"
      })
  void other_times_and_numbers_in_a_query_are_refused(String query) throws Exception {
    assertThat(admin.get("/v1/notifications?" + query).status()).isEqualTo(400);
  }

  @Test
  void two_idempotency_keys_are_refused() throws Exception {
    String request = "{" + TO + "," + INLINE + "}";
    try (var http = HttpClient.newHttpClient()) {
      HttpRequest twice =
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + house.frontend.port() + "/v1/notifications"))
              .header("Authorization", "Bearer " + house.key(Role.ADMIN, "twice"))
              .header("Content-Type", "application/json")
              .header("Idempotency-Key", "one")
              .header("Idempotency-Key", "two")
              .POST(HttpRequest.BodyPublishers.ofString(request))
              .build();
      assertThat(http.send(twice, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(400);
    }
  }

  @Test
  void other_content_types_methods_paths_and_parameters_are_refused() throws Exception {
    assertThat(admin.post("/v1/notifications", "{}", "Content-Type", "text/plain").status())
        .isEqualTo(415);
    assertThat(
            admin
                .post("/v1/notifications", "{}", "Content-Type", "application/json; charset=UTF-8")
                .status())
        .isEqualTo(400);
    Client.Got put = admin.put("/v1/notifications", "{}");
    assertThat(put.status()).isEqualTo(405);
    assertThat(put.header("Allow")).isEqualTo("GET, HEAD, POST");
    assertThat(admin.get("/v1/nothing").status()).isEqualTo(404);
    assertThat(admin.get("/v1/schedules").status()).isEqualTo(404);
    Client.Got none = admin.get("/v1/notifications/" + UUID.randomUUID());
    assertThat(none.status()).isEqualTo(404);
    assertThat(none.body()).contains("there is no notification with this id");
    assertThat(admin.get("/v1/notifications?odd=1").status()).isEqualTo(400);
    assertThat(admin.get("/v1/notifications?limit=0").status()).isEqualTo(400);
    assertThat(admin.get("/v1/notifications?limit=501").status()).isEqualTo(400);
    assertThat(admin.get("/v1/notifications?cursor=!").status()).isEqualTo(400);
    assertThat(admin.get("/v1/templates?cursor=eyJhIjoxfQ").status()).isEqualTo(400);
    assertThat(admin.get("/v1/notifications?from=today").status()).isEqualTo(400);
    assertThat(admin.get("/v1/notifications?status=odd").status()).isEqualTo(400);
    assertThat(admin.post("/v1/notifications", "{}", "Idempotency-Key", "x".repeat(256)).status())
        .isEqualTo(400);
  }

  @Test
  void what_is_no_identifier_names_nothing_and_is_told_what_one_looks_like() throws Exception {
    for (String path :
        List.of("notifications/17", "notifications/17/deliveries", "deliveries/17")) {
      Client.Got got = admin.get("/v1/" + path);
      assertThat(got.status()).as(path).isEqualTo(404);
      assertThat(got.body())
          .as(path)
          .contains("wanted a UUID of 36 characters as the id in this path")
          .contains("found another text of 2 characters");
    }
    assertThat(admin.get("/v1/templates/Shipped").body())
        .contains("wanted a template key, 1 to 64 of a-z");
    assertThat(admin.get("/v1/templates/shipped/versions/last").body())
        .contains("wanted a version, a number from 1 to");
    assertThat(admin.delete("/v1/notifications/batch").status()).isEqualTo(405);
  }

  @Test
  void what_is_not_there_is_named() throws Exception {
    String id = UUID.randomUUID().toString();
    for (String path :
        List.of(
            "recipients/none: there is no recipient none",
            "groups/none: there is no group none",
            "groups/none/members: there is no group none",
            "categories/none: there is no category none",
            "templates/none: there is no template none",
            "templates/none/versions: there is no template none",
            "templates/none/versions/7: there is no version 7 of a template none",
            "templates/none/strings?locale=en: there is no template none",
            "deliveries/" + id + ": there is no delivery " + id,
            "api-keys/" + id + ": there is no API key " + id,
            "objects/" + id + ": there is no object " + id)) {
      Client.Got got = admin.get("/v1/" + path.substring(0, path.indexOf(": ")));
      assertThat(got.status()).as(path).isEqualTo(404);
      assertThat(got.body()).contains(path.substring(path.indexOf(": ") + 2));
    }
    Client.Got suppression =
        admin.delete("/v1/suppressions?channel=email&address=ada%40example.com");
    assertThat(suppression.status()).isEqualTo(404);
    assertThat(suppression.body())
        .contains("there is no suppression of this address on email")
        .doesNotContain("ada@");
    admin.put("/v1/groups/here", "{\"name\":\"Here\"}");
    assertThat(admin.delete("/v1/groups/here/members/u9").body())
        .contains("there is no member u9 in a group here");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "here | 1 | wanted the ETag as it was answered, in double quotes (\"\"",
        "here | W/\"1\" | wanted the ETag as it was answered",
        "here | \"99\" | but the change is meant for \"\"99",
        "here | x\"99\" | wanted the ETag as it was answered",
        "gone | * | If-Match: * changes what is there already, and there is nothing yet",
        "gone | \"7\" | there is nothing yet but the change is meant for \"\"7",
        "gone | \"0\" | there is nothing yet but the change is meant for \"\"0",
        "gone | 7 | wanted the ETag as it was answered, in double quotes, or *"
      })
  void what_If_Match_says_is_told_when_it_does_not_hold(String key, String given, String detail)
      throws Exception {
    admin.put("/v1/categories/here", "{\"name\":\"Here\"}");

    Client.Got got =
        admin.ask("PUT", "/v1/categories/" + key, "{\"name\":\"X\"}", "If-Match", given);

    assertThat(got.status()).isEqualTo(412);
    assertThat(got.body().replace("\\\"", "\"\"")).contains(detail);
  }

  @Test
  void a_list_in_If_Match_fits_whatever_of_it_is_there() throws Exception {
    String path = "/v1/groups/matched";
    String tag = String.valueOf(admin.put(path, "{}").header("ETag"));

    assertThat(admin.put(path, "{}", "If-Match", "\"1\", W/" + tag).status()).isEqualTo(412);
    assertThat(admin.put(path, "{}", "If-Match", tag.replace("\"", "\"0")).status()).isEqualTo(412);
    assertThat(admin.put(path, "{}", "If-Match", "\"1\" , " + tag).status()).isEqualTo(200);
  }

  @Test
  void what_must_not_be_there_yet_is_not_replaced() throws Exception {
    String path = "/v1/categories/once";
    Client.Got made = admin.put(path, "{}", "If-None-Match", "*");
    String tag = String.valueOf(made.header("ETag"));

    assertThat(made.status()).isEqualTo(201);
    assertThat(admin.put(path, "{}", "If-None-Match", "*").status()).isEqualTo(412);
    assertThat(admin.put(path, "{}", "If-None-Match", "W/" + tag).status()).isEqualTo(412);
    assertThat(admin.put(path, "{}", "If-None-Match", "\"1\"").status()).isEqualTo(200);
  }

  @Test
  void a_null_character_in_a_query_is_called_so() throws Exception {
    Client.Got got = admin.get("/v1/recipients?q=a%00b");
    assertThat(got.status()).isEqualTo(400);
    assertThat(got.body()).contains("query parameter q: wanted no U+0000");
    assertThat(admin.get("/v1/recipients?q=%ff").body()).contains("not percent-encoded UTF-8");
    assertThat(admin.get("/v1/recipients?%00=x").body()).contains("wanted no U+0000");
  }

  @Test
  void a_recipient_may_be_called_like_an_operation() throws Exception {
    assertThat(admin.put("/v1/recipients/batch", "{}").status()).isEqualTo(201);
    assertThat(admin.get("/v1/recipients/a%40b").status()).isEqualTo(404);
  }

  @Test
  void without_a_key_nothing_under_v1_answers() throws Exception {
    try (var nobody = new Client(house.frontend.port(), contract, null);
        var stranger = new Client(house.frontend.port(), contract, "bsk_nothing")) {
      for (String path : List.of("/v1/notifications", "/v1/nothing", "/v1/api-keys")) {
        assertThat(nobody.get(path).status()).isEqualTo(401);
        assertThat(stranger.get(path).header("WWW-Authenticate")).contains("invalid_token");
      }
      assertThat(nobody.get("/nothing").status()).isEqualTo(404);
      assertThat(nobody.get("/v1x").status()).isEqualTo(404);
    }
  }

  @Test
  void without_the_log_sending_is_put_off_and_the_rest_goes_on() throws Exception {
    try (var own = new House();
        var client =
            new Client(
                own.frontend.port(), ContractTest.contract(own), own.key(Role.ADMIN, "root"))) {
      own.log.breakDown("for the test");
      Client.Got got = client.post("/v1/notifications", "{" + TO + "," + INLINE + "}");
      assertThat(got.status()).isEqualTo(503);
      assertThat(got.header("Retry-After")).isEqualTo("1");
      assertThat(client.put("/v1/recipients/u1", "{}").status()).isEqualTo(201);
      own.log.heal();
      assertThat(own.log.records(Topics.notifications(dev.bongsu.kernel.Priority.NORMAL)))
          .isEmpty();
      withoutRoom(own, client);
    }
  }

  /**
   * Nothing that adds is taken, and nothing of it stays; what reads, takes away, or says what
   * became of something goes on.
   */
  private static void withoutRoom(House own, Client client) throws Exception {
    own.storageProblem = "only 3 MB are free";
    Client.Got got = client.post("/v1/notifications", "{" + TO + "," + INLINE + "}");
    assertThat(got.status()).isEqualTo(503);
    assertThat(got.header("Retry-After")).isEqualTo("10");
    assertThat(got.body()).contains("only 3 MB are free");
    assertThat(client.put("/v1/recipients/u2", "{}").status()).isEqualTo(503);
    assertThat(client.ask("PATCH", "/v1/recipients/u1", "{}").status()).isEqualTo(503);
    assertThat(client.get("/v1/recipients/u2").status()).isEqualTo(404);
    assertThat(client.get("/v1/recipients/u1").status()).isEqualTo(200);
    String unknown = UUID.randomUUID().toString();
    String read = "{\"deliveries\": [\"" + unknown + "\"], \"as\": \"read\"}";
    assertThat(client.post("/v1/recipients/u1/inbox/ack", read).status()).isEqualTo(200);
    assertThat(client.post("/v1/notifications/" + unknown + "/cancel", "").status()).isEqualTo(404);
    assertThat(client.post("/v1/templates/unknown/preview", "{}").status()).isEqualTo(404);
    String receipt = "{\"delivery\": \"" + unknown + "\"}";
    String signed = "https://notify.example.com/v1/callbacks/tw#s";
    assertThat(client.post("/v1/callbacks/tw", receipt, "X-Signature", signed).status())
        .isEqualTo(204);
    assertThat(own.provider.heard).hasSize(1);
    assertThat(client.delete("/v1/recipients/u1").status()).isEqualTo(204);
    own.storageProblem = null;
    assertThat(client.put("/v1/recipients/u2", "{}").status()).isEqualTo(201);
  }

  @Test
  void over_the_limit_there_is_a_time_to_come_back() throws Exception {
    try (var own = new House(Duration.ofSeconds(30), new RateLimits.Limit(0.001, 2));
        var client =
            new Client(
                own.frontend.port(), ContractTest.contract(own), own.key(Role.SENDER, "shop"))) {
      String request = "{" + TO + "," + INLINE + "}";
      Client.Got first = client.post("/v1/notifications", request);
      assertThat(first.header("RateLimit")).startsWith("\"sender\";r=1;t=");
      assertThat(client.post("/v1/notifications", request).status()).isEqualTo(202);
      Client.Got third = client.post("/v1/notifications", request);
      assertThat(third.status()).isEqualTo(429);
      assertThat(Long.parseLong(String.valueOf(third.header("Retry-After")))).isPositive();
    }
  }

  private static String recipients(int count) {
    String ids =
        IntStream.range(0, count).mapToObj(i -> "\"u" + i + "\"").collect(Collectors.joining(","));
    return "{\"to\":{\"recipients\":[" + ids + "]}," + INLINE + "}";
  }

  private static String padded(int bytes) {
    String head = "{" + TO + "," + INLINE + ",\"metadata\":{\"x\":\"";
    String tail = "\"}}";
    return head + "x".repeat(bytes - head.length() - tail.length()) + tail;
  }
}
