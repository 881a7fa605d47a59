package dev.bongsu.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.bongsu.client.BongsuClient;
import dev.bongsu.client.ClientException;
import dev.bongsu.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a service that holds nothing yet says to a dry run, and what is told of it. */
class PlanTest {
  private static final String NOT_FOUND = "{\"title\": \"There is nothing here\", \"status\": 404}";

  private HttpServer service;
  private BongsuClient client;
  private int status = 200;
  private String answer = "";
  private String asked = "";

  @BeforeEach
  void open() throws Exception {
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.createContext("/", exchange -> send(exchange, 404, NOT_FOUND));
    service.createContext("/v1/templates/dry-run", this::dryRun);
    service.start();
    client =
        new BongsuClient(URI.create("http://127.0.0.1:" + service.getAddress().getPort()), "bsk_x");
  }

  @AfterEach
  void close() {
    client.close();
    service.stop(0);
  }

  @Test
  void a_dry_run_asks_of_what_others_use_first_and_tells_what_deserves_a_look() throws Exception {
    answer =
        """
        {"key": "zone", "status": "valid", "warnings": ["parameter \\"town\\" is required"]}
        {"key": "alert", "status": "valid"}
        """;

    assertThat(plan().dryRun()).containsExactly("templates/zone: parameter \"town\" is required");
    assertThat(asked.lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("\"key\":\"zone\"", "\"kind\":\"base\""),
            line -> assertThat(line).contains("\"key\":\"alert\"", "\"extends\":\"zone\""));
  }

  @Test
  void all_that_would_be_refused_is_named_at_once() throws Exception {
    String problem =
        "{\"type\": \"/errors/unprocessable\", \"title\": \"t\", \"status\": 422, \"detail\": \"d\","
            + " \"errors\": [{\"pointer\": \"/extends\", \"detail\": \"%s\"}]}\n";
    answer = problem.formatted("one") + problem.formatted("two");

    assertThatThrownBy(() -> plan().dryRun())
        .isInstanceOf(ClientException.class)
        .hasMessage("templates/zone: /extends: one; templates/alert: /extends: two");
  }

  @Test
  void a_plan_that_is_too_large_to_be_tried_is_no_fault_of_its_own() throws Exception {
    status = 413;
    answer = "{\"title\": \"t\", \"status\": 413, \"detail\": \"wanted at most 200 templates\"}";

    assertThat(plan().dryRun())
        .containsExactly(
            "the service was not asked whether it would take them: wanted at most 200 templates");
  }

  @Test
  void an_answer_that_says_too_little_is_not_taken_for_a_yes() throws Exception {
    answer = "{\"key\": \"zone\", \"status\": \"valid\"}\n";

    assertThatThrownBy(() -> plan().dryRun()).hasMessageContaining("wanted 2 results");
  }

  private Plan plan() throws Exception {
    String base = "{\"kind\": \"base\", \"content\": {\"default\": {\"sms\": {\"text\": \"x\"}}}}";
    String child = "{\"extends\": \"zone\", \"content\": {\"default\": {\"sms\": {}}}}";
    var manifest =
        new Manifest(
            Map.of(
                "alert", Json.object(Json.read(child)),
                "zone", Json.object(Json.read(base))));
    Plan plan = Plan.of(manifest, client);
    assertThat(plan.changes()).hasSize(2);
    return plan;
  }

  private void dryRun(HttpExchange exchange) throws IOException {
    if (!List.of("application/x-ndjson").equals(exchange.getRequestHeaders().get("Content-Type"))) {
      send(exchange, 404, NOT_FOUND);
      return;
    }
    asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    send(exchange, status, answer);
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }
}
