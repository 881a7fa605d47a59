package dev.bongsu.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.client.Answer;
import dev.bongsu.client.BongsuClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A mail with a file in it and a way out of it, as the sandbox's mail server gets it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusalTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern LINK =
      Pattern.compile("List-Unsubscribe:\\s*<(http://[^>]*)(/u/[A-Za-z0-9_-]+)>");

  private final HttpClient http = HttpClient.newHttpClient();
  private BongsuProcess service;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    service = BongsuProcess.serve(directory.resolve("data"));
    Samples.prepare(service.client());
    service.client().put("/v1/categories/news", Map.of("name", "News")).orThrow();
    service
        .client()
        .put("/v1/categories/security", Map.of("name", "Security", "required", true))
        .orThrow();
    service
        .client()
        .put(
            "/v1/recipients/ann",
            Map.of("addresses", List.of(Map.of("channel", "email", "address", "ann@example.com"))))
        .orThrow();
  }

  @AfterAll
  void stop() {
    http.close();
    service.close();
  }

  private Map<String, Object> mail(String category, String... attachments) {
    return Map.of(
        "template", Samples.TEMPLATE,
        "params", Map.of("name", "Ann"),
        "channels", List.of("email"),
        "category", category,
        "attachments", List.of(attachments),
        "to", Map.of("recipients", List.of("ann")));
  }

  /** Sends, and the one delivery when it has come to an end. */
  private Map<?, ?> sent(Map<String, Object> notification) throws Exception {
    BongsuClient client = service.client();
    String id = client.send(notification);
    Await.until(
        "notification " + id + " is completed",
        PATIENCE,
        () -> {
          Answer answer = client.get("/v1/notifications/" + id);
          return answer.isSuccess() && "completed".equals(answer.object().get("status"));
        });
    Object items =
        client.get("/v1/notifications/" + id + "/deliveries").orThrow().object().get("items");
    List<?> deliveries = (List<?>) Objects.requireNonNull(items);
    assertThat(deliveries).hasSize(1);
    return (Map<?, ?>) deliveries.getFirst();
  }

  private String raw(Map<?, ?> delivery) throws Exception {
    String path = "/v1/sandbox/messages?notification=" + delivery.get("notificationId");
    Object items = service.client().get(path).orThrow().object().get("items");
    Map<?, ?> message = (Map<?, ?>) ((List<?>) Objects.requireNonNull(items)).getFirst();
    return String.valueOf(message.get("raw"));
  }

  private int post(String path, String body, String type) throws Exception {
    return http.send(
            HttpRequest.newBuilder(URI.create(service.url() + path))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void one_click_in_a_mail_stops_its_category_and_nothing_that_is_required() throws Exception {
    Map<?, ?> first = sent(mail("news"));
    Matcher link = LINK.matcher(raw(first));
    assertThat(link.find()).isTrue();
    String path = link.group(2);

    assertThat(
            http.send(
                    HttpRequest.newBuilder(URI.create(service.url() + path)).build(),
                    BodyHandlers.ofString())
                .body())
        .contains("News");
    assertThat(sent(mail("news")).get("status")).as("reading changes nothing").isEqualTo("sent");
    assertThat(post(path, "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"))
        .isEqualTo(200);
    Await.until(
        "news are suppressed",
        PATIENCE,
        () -> "suppressed".equals(sent(mail("news")).get("status")));

    assertThat(sent(mail("news")).get("reason")).isEqualTo("opted-out");
    Map<?, ?> required = sent(mail("security"));
    assertThat(required.get("status")).isEqualTo("sent");
    assertThat(raw(required)).doesNotContain("List-Unsubscribe");
    assertThat(post(path + "x", "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"))
        .isEqualTo(404);
  }

  @Test
  void a_file_travels_by_its_id_and_arrives_with_its_name() throws Exception {
    String body =
        http.send(
                HttpRequest.newBuilder(URI.create(service.url() + "/v1/objects"))
                    .header("Authorization", "Bearer " + service.key())
                    .header("Content-Type", "text/csv")
                    .header("Content-Disposition", "attachment; filename=\"plan.csv\"")
                    .POST(BodyPublishers.ofString("a,b\n1,2\n"))
                    .build(),
                BodyHandlers.ofString())
            .body();
    Matcher id = Pattern.compile("\"id\":\"([^\"]+)\"").matcher(body);
    assertThat(id.find()).isTrue();

    String raw = raw(sent(mail("security", id.group(1))));

    assertThat(raw).contains("text/csv", "plan.csv");
    String encoded =
        Base64.getMimeEncoder().encodeToString("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8));
    assertThat(raw).contains(encoded);
  }
}
