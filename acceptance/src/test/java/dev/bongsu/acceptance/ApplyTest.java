package dev.bongsu.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.client.BongsuClient;
import dev.bongsu.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Templates as files: the samples that we ship go in, and come out as they were. */
class ApplyTest {
  private static final String RECEIPT =
      """
      {"channel": "email", "locale": "LOCALE", "params": {"name": "<Ann>", "orderNo": "A-17",
       "paidAt": "2026-11-23T09:30:00+09:00", "currency": "KRW", "total": 41000,
       "items": [{"name": "Tea & cup", "quantity": 2, "price": 12000},
                 {"name": "Kettle", "quantity": 1, "price": 17000}],
       "url": "https://shop.example/orders/A-17"}}
      """;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path directory;

  @Test
  void samples_are_applied_once_changed_by_files_and_exported_as_they_were() throws Exception {
    Path samples = Project.root().resolve("samples");
    try (BongsuProcess service = BongsuProcess.serve(directory.resolve("data"))) {
      BongsuProcess.Ended dry = run(service, "apply", "-f", samples.toString(), "--dry-run");
      assertThat(dry.status()).as(dry.err()).isZero();
      assertThat(dry.out()).contains("create templates/brand", "+++ default.email.html", "6 of 6");
      assertThat(service.client().get("/v1/templates/brand").status()).isEqualTo(404);

      BongsuProcess.Ended unasked = run(service, "apply", "-f", samples.toString());
      assertThat(unasked.status()).isEqualTo(1);
      assertThat(unasked.err()).contains("nothing was changed");

      BongsuProcess.Ended applied = run(service, "apply", "-f", samples.toString(), "--yes");
      assertThat(applied.status()).as(applied.err()).isZero();
      assertThat(applied.out()).contains("applied templates/receipt");

      BongsuProcess.Ended again = run(service, "apply", "-f", samples.toString(), "--yes");
      assertThat(again.out())
          .contains("keep templates/receipt", "0 of 6")
          .doesNotContain("applied");

      rendered(service.client());
      sentToEachInTheirLanguageAndTimeZoneWithTheirLink(service.client());
      roundTrip(service);
      twoPeople(service);
    }
  }

  /** Ann may write and not publish, Bob may publish and not write. */
  private void twoPeople(BongsuProcess service) throws Exception {
    String ann = author(service, "ann", "edit");
    String bob = author(service, "bob", "publish");
    Path files = directory.resolve("second");
    Path subject = files.resolve("templates/receipt/template.yaml");
    Files.writeString(subject, Files.readString(subject).replace("The receipt", "Ann's receipt"));
    String[] apply = {"apply", "-f", files.toString(), "--yes"};

    BongsuProcess.Ended drafted = runBy(service, ann, apply);
    assertThat(drafted.status()).as(drafted.err()).isZero();
    assertThat(drafted.out())
        .contains("change templates/receipt", "draft templates/receipt: version 3", "publish");
    BongsuProcess.Ended again = runBy(service, ann, apply);
    assertThat(again.out())
        .contains("publish templates/receipt", "draft templates/receipt: version 3");
    assertThat(live(service)).doesNotContain("Ann's receipt");

    BongsuProcess.Ended published = runBy(service, bob, apply);
    assertThat(published.out()).contains("applied templates/receipt");
    assertThat(live(service)).contains("Ann's receipt", "\"liveVersion\":3");
  }

  private static String live(BongsuProcess service) throws Exception {
    return service.client().get("/v1/templates/receipt").text();
  }

  private static String author(BongsuProcess service, String subject, String may) throws Exception {
    service
        .client()
        .put(
            "/v1/template-rights/" + subject,
            Json.read(
                "{\"members\": [\"%s\"], \"rights\": [{\"templates\": [\"*\"], \"may\": [\"%s\"]}]}"
                    .formatted(subject, may)))
        .orThrow();
    return String.valueOf(
        service
            .client()
            .post("/v1/api-keys", Map.of("name", subject, "role", "sender", "subject", subject))
            .orThrow()
            .object()
            .get("key"));
  }

  private static void rendered(BongsuClient client) throws Exception {
    String english = email(client, "en");
    String korean = email(client, "ko-KR");
    assertThat(english)
        .contains(
            "Thank you, &lt;Ann&gt;", "Tea &amp; cup", "₩41,000", "prefers-color-scheme: dark")
        .contains("href=\"https://shop.example/orders/A-17\"");
    assertThat(korean).contains("lang=\"ko\"", "감사합니다", "합계", "주식회사 비컨");
  }

  private static String email(BongsuClient client, String locale) throws Exception {
    Map<String, ?> preview =
        client
            .post("/v1/templates/receipt/preview", Json.read(RECEIPT.replace("LOCALE", locale)))
            .orThrow()
            .object();
    return String.valueOf(Json.object(preview.get("content")).get("html"));
  }

  private static void sentToEachInTheirLanguageAndTimeZoneWithTheirLink(BongsuClient client)
      throws Exception {
    recipient(client, "ann", "ko-KR", "Asia/Seoul");
    recipient(client, "bob", "en-GB", "America/New_York");
    Map<String, Object> request =
        Map.of(
            "template", "receipt",
            "channels", List.of("email"),
            "params", Objects.requireNonNull(Json.object(Json.read(RECEIPT)).get("params")),
            "to", Map.of("recipients", List.of("ann", "bob")));
    client.send(request);

    String korean = mail(client, "ann");
    String english = mail(client, "bob");

    assertThat(korean).contains("2026년 11월 23일", "수신 거부 및 알림 설정: ");
    assertThat(english).contains("on 22 November 2026", "Unsubscribe, or choose what you get: ");
    assertThat(link(korean)).isNotEqualTo(link(english));
    try (var http = HttpClient.newHttpClient()) {
      URI link = URI.create(link(korean));
      assertThat(ask(http, HttpRequest.newBuilder(link).build())).contains("value=\"channel\"");
      assertThat(ask(http, HttpRequest.newBuilder(link).build())).doesNotContain("already");
      var oneClick =
          HttpRequest.newBuilder(link)
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(BodyPublishers.ofString("List-Unsubscribe=One-Click"));
      assertThat(ask(http, oneClick.build())).contains("Stopped");
      assertThat(ask(http, HttpRequest.newBuilder(link).build())).contains("Stopped already");
    }
  }

  private static String ask(HttpClient http, HttpRequest request) throws Exception {
    return http.send(request, BodyHandlers.ofString()).body();
  }

  private static void recipient(BongsuClient client, String id, String locale, String zone)
      throws Exception {
    var address = Map.of("channel", "email", "address", id + "@example.com");
    client
        .put(
            "/v1/recipients/" + id,
            Map.of("locale", locale, "timeZone", zone, "addresses", List.of(address)))
        .orThrow();
  }

  /** The plain text that the sandbox took for somebody. */
  private static String mail(BongsuClient client, String recipient) throws Exception {
    String path = "/v1/sandbox/messages?channel=email&recipient=" + recipient;
    Await.until(
        "a mail came for " + recipient,
        PATIENCE,
        () ->
            client.get(path).orThrow().object().get("items") instanceof List<?> l && !l.isEmpty());
    List<?> items = (List<?>) client.get(path).orThrow().object().get("items");
    Map<String, ?> message = Json.object(Objects.requireNonNull(items).getFirst());
    return String.valueOf(Json.object(message.get("content")).get("text"));
  }

  private static String link(String text) {
    return text.substring(text.lastIndexOf("http")).strip();
  }

  private void roundTrip(BongsuProcess service) throws Exception {
    Path first = directory.resolve("first");
    Path second = directory.resolve("second");
    assertThat(run(service, "export", first.toString()).status()).isZero();
    Path subject = first.resolve("templates/receipt/template.yaml");
    Files.writeString(subject, Files.readString(subject).replace("Your receipt", "The receipt"));

    BongsuProcess.Ended changed = run(service, "apply", "-f", first.toString(), "--yes");
    assertThat(changed.out())
        .contains("change templates/receipt", "+      subject: The receipt", "1 of 6");
    assertThat(run(service, "export", second.toString()).status()).isZero();
    assertThat(files(second)).isEqualTo(files(first));

    wouldBeRefused(service, first);
    Files.writeString(subject, "kind: [");
    BongsuProcess.Ended faulty = run(service, "apply", "-f", first.toString(), "--yes");
    assertThat(faulty.status()).isEqualTo(2);
    assertThat(faulty.err()).contains("receipt/template.yaml").hasLineCount(1);
  }

  private static void wouldBeRefused(BongsuProcess service, Path files) throws Exception {
    Path late = Files.createDirectories(files.resolve("templates/late"));
    Files.writeString(
        late.resolve("template.yaml"), "content: {default: {email: {subject: Late}}}\n");
    Files.writeString(late.resolve("default.email.txt"), "Dear\n {{> buton}}");

    BongsuProcess.Ended dry = run(service, "apply", "-f", files.toString(), "--dry-run");

    assertThat(dry.status()).isEqualTo(1);
    assertThat(dry.out()).contains("create templates/late", "1 of 7");
    assertThat(dry.err())
        .contains("templates/late/default.email.txt:2:2: unknown partial \"buton\"")
        .hasLineCount(1);
    assertThat(service.client().get("/v1/templates/late").status()).isEqualTo(404);
  }

  private static Map<String, String> files(Path root) throws Exception {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        files.put(root.relativize(each).toString(), Files.readString(each));
      }
    }
    return files;
  }

  private static BongsuProcess.Ended run(BongsuProcess service, String... arguments)
      throws Exception {
    return runBy(service, service.key(), arguments);
  }

  private static BongsuProcess.Ended runBy(BongsuProcess service, String key, String... arguments)
      throws Exception {
    String[] all =
        Stream.concat(
                Stream.of(arguments), Stream.of("--url", service.url().toString(), "--key", key))
            .toArray(String[]::new);
    return BongsuProcess.run(all);
  }
}
