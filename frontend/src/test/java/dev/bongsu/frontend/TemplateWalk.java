package dev.bongsu.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

/** Walks through every operation on templates, as a part of {@link ContractTest}. */
final class TemplateWalk {
  private static final String TEMPLATE =
      """
      {"name": "Order shipped", "channels": ["inapp"],
       "parameters": {"type": "object", "required": ["no"], "properties": {"no": {"type": "string"}}},
       "content": {"default": {"inapp": {"title": "Order {{no}}", "body": "On its way"}}}}
      """;

  private TemplateWalk() {}

  static void walk(Client admin) throws Exception {
    assertThat(admin.put("/v1/templates/shipped", TEMPLATE).status()).isEqualTo(201);
    assertThat(admin.put("/v1/templates/shipped", TEMPLATE).status()).isEqualTo(200);
    assertThat(admin.get("/v1/templates/shipped").json()).containsEntry("liveVersion", 1L);
    assertThat(admin.post("/v1/templates/shipped/publish", "{\"version\": 2}").json())
        .containsEntry("liveVersion", 2L);
    assertThat(admin.post("/v1/templates/shipped/publish", "{\"version\": 9}").status())
        .isEqualTo(422);
    assertThat(
            admin
                .post("/v1/templates/shipped/preview", "{\"params\": {\"no\": \"A\"}}")
                .json()
                .get("content"))
        .isEqualTo(Map.of("title", "Order A", "body", "On its way"));
    previewFor(admin);
    assertThat(admin.post("/v1/templates/shipped/rollback", "{\"version\": 1}").json())
        .containsEntry("version", 3L)
        .containsEntry("liveVersion", 3L)
        .containsEntry("children", List.of());
    assertThat(admin.get("/v1/templates/shipped/versions?limit=2").json().get("nextCursor"))
        .isNotNull();
    assertThat(admin.get("/v1/templates/shipped/versions/2").json())
        .containsEntry("version", 2L)
        .containsEntry("liveVersion", 3L);
    assertThat(admin.get("/v1/templates/shipped/versions/9").status()).isEqualTo(404);
    assertThat(admin.get("/v1/templates/shipped/versions/x").status()).isEqualTo(404);
    assertThat(admin.get("/v1/templates/shipped/diff?from=1&to=2").json())
        .containsEntry("changes", List.of());
    assertThat(admin.get("/v1/templates/shipped/diff?from=1&to=9").status()).isEqualTo(422);
    assertThat(admin.get("/v1/templates/shipped/diff?from=0").status()).isEqualTo(400);
    String base =
        "{\"kind\": \"base\", \"content\": {\"default\": {\"sms\":"
            + " {\"text\": \"{{#block \\\"a\\\"}}{{/block}}{{> foot}}\"}}}}";
    String child =
        "{\"extends\": \"frame\", \"content\": {\"default\": {\"sms\":"
            + " {\"text\": \"{{#block \\\"a\\\"}}x{{/block}}\"}}}}";
    String function = "{\"kind\": \"function\", \"content\": {\"default\": {\"text\": \"f\"}}}";
    assertThat(admin.put("/v1/templates/foot", function).status()).isEqualTo(201);
    assertThat(admin.put("/v1/templates/frame", base).status()).isEqualTo(201);
    assertThat(admin.put("/v1/templates/child", child).status()).isEqualTo(201);
    assertThat(admin.post("/v1/templates/foot/publish", "{\"version\": 1}").json())
        .containsEntry("children", List.of("child", "frame"));
    dryRun(admin, function, child);
    assertThat(admin.delete("/v1/templates/frame").body()).contains("template child");
    assertThat(
            admin
                .post(
                    "/v1/notifications",
                    "{\"template\": \"frame\", \"to\": {\"recipients\": [\"u1\"]}}")
                .body())
        .contains("/template", "cannot be sent");
    assertThat(admin.get("/v1/templates?kind=base").body()).contains("\"frame\"");
    assertThat(admin.get("/v1/templates/shipped/translations").json())
        .containsEntry("locales", List.of());
    Client.Got strings = admin.get("/v1/templates/shipped/strings?locale=ko");
    assertThat(strings.body()).contains("\"inapp.title\":{\"source\":\"Order {{no}}\"");
    assertThat(admin.get("/v1/templates/shipped/strings").status()).isEqualTo(400);
    assertThat(
            admin
                .put(
                    "/v1/templates/shipped/strings",
                    strings.body().replace("\"target\":null", "\"target\":\"말\""))
                .json())
        .containsEntry("version", 4L)
        .containsEntry("liveVersion", 3L);
    assertThat(
            admin
                .put("/v1/templates/shipped/strings", strings.body(), "If-Match", "\"1\"")
                .status())
        .isEqualTo(412);
    String xliff = admin.get("/v1/templates/shipped/strings?locale=ko&format=xliff").body();
    assertThat(
            admin
                .put(
                    "/v1/templates/shipped/strings",
                    xliff.replace("말", "글"),
                    "Content-Type",
                    "application/xliff+xml")
                .body())
        .contains("\"version\":5", "\"ko\":{\"inapp\":{\"title\":\"글\",\"body\":\"글\"}}");
    assertThat(admin.get("/v1/templates?q=shipped&kind=template").status()).isEqualTo(200);
    assertThat(
            admin
                .put(
                    "/v1/templates/bad",
                    "{\"content\": {\"default\": {\"sms\": {\"text\": \"{{#if\"}}}}")
                .status())
        .isEqualTo(422);
    assertThat(admin.put("/v1/templates/gone", TEMPLATE).status()).isEqualTo(201);
    assertThat(admin.delete("/v1/templates/gone").status()).isEqualTo(204);
  }

  private static void dryRun(Client admin, String function, String child) throws Exception {
    String demanding =
        TEMPLATE
            .replace("[\"no\"]", "[\"no\", \"town\"]")
            .replace("{\"no\":", "{\"town\": {}, \"no\":");
    Client.Got got =
        admin.lines(
            "/v1/templates/dry-run",
            String.join(
                "\n",
                keyed("new-child", child.replace("frame", "new-frame")),
                keyed(
                    "new-frame",
                    "{\"kind\": \"base\", \"content\": {\"default\": {\"sms\": {\"text\": \"{{nope\"}}}}"),
                keyed("shipped", demanding),
                keyed("shipped", TEMPLATE),
                keyed("Foot", function),
                "{"));
    List<String> lines = got.body().lines().toList();
    assertThat(got.status()).isEqualTo(200);
    assertThat(lines).hasSize(6);
    assertThat(lines.get(0)).contains("\"status\":422", "unknown base \\\"new-frame\\\"");
    assertThat(lines.get(1)).contains("\"status\":422", "\"line\":1");
    assertThat(lines.get(2)).contains("\"status\":\"valid\"", "parameter \\\"town\\\" is required");
    assertThat(lines.get(3)).contains("\"status\":400", "asked about before");
    assertThat(lines.get(4)).contains("\"status\":400", "\"/key\"");
    assertThat(lines.get(5)).contains("\"status\":400");
    assertThat(admin.get("/v1/templates/new-child").status()).isEqualTo(404);
    assertThat(admin.lines("/v1/templates/dry-run", "{}\n".repeat(201)).status()).isEqualTo(413);
    assertThat(admin.put("/v1/templates/dry-run", TEMPLATE).status()).isEqualTo(201);
    assertThat(admin.get("/v1/templates/dry-run").status()).isEqualTo(200);
  }

  private static String keyed(String key, String body) {
    return "{\"key\": \"" + key + "\", " + body.strip().substring(1).replace("\n", " ");
  }

  private static void previewFor(Client admin) throws Exception {
    admin.put("/v1/categories/security", "{\"required\": true}");
    admin.put("/v1/recipients/reader", "{\"locale\": \"ko\", \"timeZone\": \"Asia/Seoul\"}");
    String text = "{{@locale}} {{@timeZone}} {{@unsubscribeUrl}}";
    String linking =
        "{\"category\": \"security\", \"content\": {\"default\": {\"sms\": {\"text\": \"%s\"}}}}";
    String warning = "nobody can unsubscribe from category security";
    assertThat(admin.put("/v1/templates/linking", linking.formatted(text)).body())
        .contains("\"warnings\":[\"" + warning);
    assertThat(admin.get("/v1/templates/linking").body()).doesNotContain("warnings");
    Client.Got preview = admin.post("/v1/templates/linking/preview", "{\"recipient\": \"reader\"}");
    assertThat(preview.body())
        .contains("ko Asia/Seoul https://notify.example.com/u/" + SampleReader.TOKEN, warning);
    String asking = "{{#if @canUnsubscribe}}{{@unsubscribeUrl}}{{/if}}{{@preferencesUrl}}";
    assertThat(admin.put("/v1/templates/linking?publish=true", linking.formatted(asking)).body())
        .doesNotContain("warnings");
    assertThat(admin.post("/v1/templates/linking/preview", "{}").body()).doesNotContain(warning);
    assertThat(admin.post("/v1/templates/linking/preview", "{\"recipient\": \"nobody\"}").body())
        .contains("/recipient", "there is no recipient nobody");
    assertThat(
            admin.post("/v1/templates/linking/preview", "{\"timeZone\": \"Mars/Base\"}").status())
        .isEqualTo(400);
  }
}
