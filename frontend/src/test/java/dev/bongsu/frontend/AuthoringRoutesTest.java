package dev.bongsu.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.bongsu.access.Role;
import dev.bongsu.json.Json;
import dev.bongsu.template.Approval;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Who may read, edit and publish templates, where anybody may publish what they wrote. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthoringRoutesTest {
  private House house;
  private Contract contract;
  private Client admin;
  private Client auditor;

  @BeforeAll
  void open() throws Exception {
    house = new House();
    contract = ContractTest.contract(house);
    admin = client(Role.ADMIN, "root");
    auditor = client(Role.AUDITOR, "eve");
    for (String key : List.of("alert-down", "order-base", "order-paid", "order-sent", "receipt")) {
      assertThat(admin.put("/v1/templates/" + key, sms(key)).status()).isEqualTo(201);
    }
    rights("readers", "rea", "read", "order-*");
    rights("editors", "edi", "edit", "order-*");
    rights("publishers", "pub", "publish", "order-*");
    rights("both", "bot", "edit\", \"publish", "order-*");
    rights("not-theirs", "eve", "edit\", \"publish", "*");
    rights("nor-theirs", "u1", "edit\", \"publish", "*");
  }

  @AfterAll
  void close() {
    admin.close();
    auditor.close();
    house.close();
  }

  @Test
  void a_sender_without_rights_has_no_templates_and_sends_with_any() throws Exception {
    try (var sender = client(Role.SENDER, "shop")) {
      assertThat(sender.get("/v1/templates").status()).isEqualTo(403);
      assertThat(sender.get("/v1/templates/receipt").status()).isEqualTo(403);
      assertThat(sender.put("/v1/templates/mine", sms("mine")).status()).isEqualTo(403);
      assertThat(sender.get("/v1/template-rights").status()).isEqualTo(403);
      assertThat(sender.post("/v1/notifications", sending("receipt")).status()).isEqualTo(202);
    }
  }

  @Test
  void rights_add_nothing_to_what_an_auditor_or_a_recipient_may() throws Exception {
    assertThat(auditor.get("/v1/templates/receipt").status()).isEqualTo(200);
    assertThat(auditor.get("/v1/template-rights/not-theirs").status()).isEqualTo(200);
    assertThat(auditor.put("/v1/templates/mine", sms("mine")).status()).isEqualTo(403);
    assertThat(auditor.delete("/v1/template-rights/not-theirs").status()).isEqualTo(403);
    try (var recipient = client(Role.RECIPIENT, "u1")) {
      assertThat(recipient.get("/v1/templates/receipt").status()).isEqualTo(403);
      assertThat(recipient.get("/v1/templates").status()).isEqualTo(403);
    }
  }

  @Test
  void a_reader_sees_what_the_patterns_mean_and_changes_nothing() throws Exception {
    try (var reader = client(Role.SENDER, "rea")) {
      String key = "/v1/templates/order-paid";
      assertThat(reader.get(key).status()).isEqualTo(200);
      assertThat(reader.get(key + "/versions").status()).isEqualTo(200);
      assertThat(reader.get(key + "/versions/1").status()).isEqualTo(200);
      assertThat(reader.get(key + "/diff").status()).isEqualTo(200);
      assertThat(reader.get(key + "/translations").status()).isEqualTo(200);
      assertThat(reader.get(key + "/strings?locale=ko").status()).isEqualTo(200);
      assertThat(reader.post(key + "/preview", "{\"channel\": \"sms\"}").status()).isEqualTo(200);
      assertThat(reader.get("/v1/templates/order-none").status()).isEqualTo(404);
      for (String hidden : List.of("receipt", "order", "none", "Receipt")) {
        assertThat(reader.get("/v1/templates/" + hidden).status()).as(hidden).isEqualTo(403);
      }
      assertThat(reader.put(key, sms("x")).status()).isEqualTo(403);
      assertThat(reader.put(key + "/strings", "{}").status()).isEqualTo(403);
      assertThat(reader.post(key + "/publish", "{\"version\": 1}").status()).isEqualTo(403);
      assertThat(reader.post(key + "/rollback", "{\"version\": 1}").status()).isEqualTo(403);
      assertThat(reader.delete(key).status()).isEqualTo(403);
    }
  }

  @Test
  void a_dry_run_tries_what_one_may_edit_or_publish_and_refuses_the_rest_line_by_line()
      throws Exception {
    String lines =
        Stream.of("order-new", "receipt")
            .map(key -> sms("x").replaceFirst("\\{", "{\"key\": \"" + key + "\", "))
            .collect(Collectors.joining("\n"));
    for (String subject : List.of("edi", "pub", "bot")) {
      try (var author = client(Role.SENDER, subject)) {
        assertThat(author.lines("/v1/templates/dry-run", lines).body().lines())
            .as(subject)
            .satisfiesExactly(
                line -> assertThat(line).contains("order-new", "valid"),
                line -> assertThat(line).contains("\"status\":403", "may edit here"));
      }
    }
    try (var reader = client(Role.SENDER, "rea")) {
      assertThat(reader.lines("/v1/templates/dry-run", lines).body()).doesNotContain("valid");
    }
    assertThat(auditor.lines("/v1/templates/dry-run", lines).body()).doesNotContain("valid");
    try (var recipient = client(Role.RECIPIENT, "u1")) {
      assertThat(recipient.lines("/v1/templates/dry-run", lines).status()).isEqualTo(403);
    }
  }

  @Test
  void lists_and_searches_show_what_one_may_read_page_by_page() throws Exception {
    try (var reader = client(Role.SENDER, "rea")) {
      Client.Got first = reader.get("/v1/templates?limit=2");
      Client.Got second =
          reader.get("/v1/templates?limit=50&cursor=" + first.json().get("nextCursor"));

      assertThat(keys(first)).containsExactly("order-base", "order-paid");
      assertThat(keys(second)).contains("order-sent").allMatch(key -> key.startsWith("order-"));
      assertThat(second.json()).containsEntry("nextCursor", null);
      assertThat(keys(reader.get("/v1/templates?q=receipt"))).isEmpty();
      assertThat(keys(reader.get("/v1/templates?q=paid"))).containsExactly("order-paid");
      assertThat(keys(admin.get("/v1/templates?q=receipt"))).containsExactly("receipt");
    }
  }

  @Test
  void an_editor_makes_drafts_of_new_templates_too_and_publishes_none() throws Exception {
    try (var editor = client(Role.SENDER, "edi")) {
      Client.Got made = editor.put("/v1/templates/order-new", sms("new"));
      assertThat(made.status()).isEqualTo(201);
      assertThat(made.json()).containsEntry("version", 1L).containsEntry("liveVersion", null);
      assertThat(editor.post("/v1/notifications", sending("order-new")).pointers())
          .containsExactly("/template");

      Client.Got draft = editor.put("/v1/templates/order-new", sms("newer"), "If-Match", "\"1\"");
      assertThat(draft.json()).containsEntry("version", 2L).containsEntry("liveVersion", null);
      assertThat(editor.put("/v1/templates/order-new?publish=true", sms("x")).status())
          .isEqualTo(403);
      assertThat(editor.post("/v1/templates/order-new/publish", "{\"version\": 2}").status())
          .isEqualTo(403);
      assertThat(editor.delete("/v1/templates/order-new").status()).isEqualTo(403);
      assertThat(editor.put("/v1/templates/receipt", sms("x")).status()).isEqualTo(403);
      assertThat(editor.get("/v1/templates/order-new/versions").body())
          .doesNotContain("\"version\":3");
    }
  }

  @Test
  void a_publisher_publishes_and_takes_away_and_writes_nothing() throws Exception {
    try (var publisher = client(Role.SENDER, "pub");
        var both = client(Role.SENDER, "bot")) {
      String key = "/v1/templates/order-pub";
      admin.put(key, sms("one"));
      admin.put(key, sms("two"));
      assertThat(publisher.put(key, sms("three")).status()).isEqualTo(403);
      assertThat(publisher.post(key + "/publish", "{\"version\": 2}").json())
          .containsEntry("liveVersion", 2L);
      assertThat(publisher.post(key + "/rollback", "{\"version\": 1}").status()).isEqualTo(403);
      assertThat(both.post(key + "/rollback", "{\"version\": 1}").json())
          .containsEntry("liveVersion", 3L);
      assertThat(publisher.delete(key).status()).isEqualTo(204);
    }
  }

  @Test
  void who_may_edit_and_publish_has_a_new_template_live_at_once() throws Exception {
    try (var both = client(Role.SENDER, "bot")) {
      assertThat(both.put("/v1/templates/order-own", sms("own")).json())
          .containsEntry("liveVersion", 1L);
      assertThat(both.put("/v1/templates/order-own?publish=true", sms("own 2")).json())
          .containsEntry("liveVersion", 2L);
      assertThat(both.put("/v1/templates/Order", sms("own")).status()).isEqualTo(403);
    }
  }

  @Test
  void a_base_is_used_without_a_right_to_it_and_published_by_a_right_to_it_alone()
      throws Exception {
    rights("brand", "des", "edit\", \"publish", "brand-*");
    String base =
        "{\"kind\": \"base\", \"content\": {\"default\": {\"sms\":"
            + " {\"text\": \"%s {{#block \\\"body\\\"}}-{{/block}}\"}}}}";
    try (var designer = client(Role.SENDER, "des");
        var both = client(Role.SENDER, "bot")) {
      designer.put("/v1/templates/brand-sms", base.formatted("Hi"));
      assertThat(both.get("/v1/templates/brand-sms").status()).isEqualTo(403);
      assertThat(
              both.put(
                      "/v1/templates/order-child",
                      "{\"extends\": \"brand-sms\", \"content\": {\"default\": {\"sms\":"
                          + " {\"text\": \"{{#block \\\"body\\\"}}x{{/block}}\"}}}}")
                  .status())
          .isEqualTo(201);
      designer.put("/v1/templates/brand-sms", base.formatted("Hello"));
      assertThat(designer.post("/v1/templates/brand-sms/publish", "{\"version\": 2}").json())
          .containsEntry("children", List.of("order-child"));
      assertThat(designer.get("/v1/templates/order-child").status()).isEqualTo(403);
    }
  }

  @Test
  void every_change_and_every_refusal_is_in_the_audit_log_under_one_name() throws Exception {
    rights("auditees", "aud", "edit", "order-*");
    try (var editor = client(Role.SENDER, "aud")) {
      String key = "/v1/templates/order-audit";
      editor.put(key, sms("one"));
      editor.put("/v1/templates/order-%61udit", sms("two"));
      admin.post(key + "/publish", "{\"version\": 2}");
      String strings = editor.get(key + "/strings?locale=ko").body();
      editor.put(key + "/strings", strings.replace("\"target\":null", "\"target\":\"x\""));
      editor.put(key + "?publish=true", sms("three"));
      editor.post(key + "/rollback", "{\"version\": 1}");
      admin.post(key + "/rollback", "{\"version\": 1}");
      admin.delete(key);
      editor.delete("/v1/template-rights/auditees");
      rights("auditees", "aud", "edit", "order-a*");

      ContractTest.eventually(
          () -> admin.get("/v1/audit-log?resource=/v1/template-rights/auditees"),
          got -> entries(got).size() == 3);
      assertThat(entries(admin.get("/v1/audit-log?resource=" + key)))
          .containsExactly(
              tuple("root", "template.delete", key, "done", null),
              tuple("root", "template.post", key + "/rollback", "done", 4L),
              tuple("aud", "template.post", key + "/rollback", "forbidden", null),
              tuple("aud", "template.put", key, "forbidden", null),
              tuple("aud", "template.put", key + "/strings", "done", 3L),
              tuple("root", "template.post", key + "/publish", "done", 2L),
              tuple("aud", "template.put", key, "done", 2L),
              tuple("aud", "template.put", key, "done", 1L));
      String auditees = "/v1/template-rights/auditees";
      assertThat(entries(auditor.get("/v1/audit-log?resource=" + auditees)))
          .containsExactly(
              tuple("root", "template-rights.put", auditees, "done", 2L),
              tuple("aud", "template-rights.delete", auditees, "forbidden", null),
              tuple("root", "template-rights.put", auditees, "done", 1L));
    }
  }

  @Test
  void rights_are_kept_like_every_configuration_resource() throws Exception {
    String path = "/v1/template-rights/kept";
    String body = "{\"members\": [\"zed\"], \"rights\": []}";
    Client.Got made = admin.put(path, body);
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("Location")).isEqualTo(path);
    assertThat(admin.put(path, body, "If-Match", "\"9\"").status()).isEqualTo(412);
    assertThat(admin.put(path, body, "If-Match", String.valueOf(made.header("ETag"))).status())
        .isEqualTo(200);
    assertThat(admin.get(path).header("ETag")).isEqualTo("\"2\"");
    assertThat(keys(admin.get("/v1/template-rights?member=zed"))).containsExactly("kept");
    assertThat(keys(admin.get("/v1/template-rights?q=kept&limit=1"))).containsExactly("kept");
    assertThat(admin.put("/v1/template-rights/Kept", body).status()).isEqualTo(400);
    assertThat(admin.get("/v1/template-rights/Kept").status()).isEqualTo(404);
    assertThat(
            admin
                .put(
                    path,
                    "{\"members\": [\"\"], \"rights\": [{\"templates\": [\"*x\"], \"may\": [\"own\"]}]}")
                .pointers())
        .containsExactly("/members/0", "/rights/0/templates/0", "/rights/0/may/0");
    assertThat(admin.delete(path).status()).isEqualTo(204);
    assertThat(admin.delete(path).status()).isEqualTo(404);
  }

  @Test
  void rights_that_are_taken_away_hold_no_more() throws Exception {
    rights("short", "tmp", "read", "receipt");
    try (var reader = client(Role.SENDER, "tmp")) {
      assertThat(reader.get("/v1/templates/receipt").status()).isEqualTo(200);
      admin.delete("/v1/template-rights/short");
      assertThat(reader.get("/v1/templates/receipt").status()).isEqualTo(403);
      assertThat(reader.get("/v1/templates").status()).isEqualTo(403);
    }
  }

  @Test
  void under_four_eyes_two_keys_make_a_template_live_whatever_their_role() throws Exception {
    try (var strict = new House(FrontendSettings.REQUEST_TIMEOUT, null, Approval.FOUR_EYES)) {
      int port = strict.frontend.port();
      try (var root = new Client(port, contract, strict.key(Role.ADMIN, "root"));
          var again = new Client(port, contract, strict.key(Role.ADMIN, "root"));
          var other = new Client(port, contract, strict.key(Role.ADMIN, "other"))) {
        String key = "/v1/templates/code";
        Client.Got refused = root.put(key + "?publish=true", sms("one"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json()).containsEntry("type", "/errors/four-eyes");
        assertThat(root.get(key).status()).isEqualTo(404);

        assertThat(root.put(key, sms("one")).json()).containsEntry("liveVersion", null);
        assertThat(again.post(key + "/publish", "{\"version\": 1}").json())
            .containsEntry("type", "/errors/four-eyes");
        assertThat(other.post(key + "/publish", "{\"version\": 1}").json())
            .containsEntry("liveVersion", 1L);

        root.put(key, sms("two"));
        assertThat(other.post(key + "/rollback", "{\"version\": 2}").status()).isEqualTo(403);
        assertThat(other.post("/v1/notifications", sending("code", 2)).pointers())
            .containsExactly("/templateVersion");
        assertThat(root.post(key + "/rollback", "{\"version\": 1}").json())
            .containsEntry("liveVersion", 3L);

        ContractTest.eventually(
            () -> root.get("/v1/audit-log?resource=" + key), got -> entries(got).size() == 7);
        assertThat(entries(root.get("/v1/audit-log?resource=" + key)))
            .filteredOn(each -> each.toList().contains("four-eyes"))
            .containsExactly(
                tuple("other", "template.post", key + "/rollback", "four-eyes", 2L),
                tuple("root", "template.post", key + "/publish", "four-eyes", 1L),
                tuple("root", "template.put", key, "four-eyes", null));
      }
    }
  }

  private Client client(Role role, String subject) throws Exception {
    return new Client(house.frontend.port(), contract, house.key(role, subject));
  }

  private void rights(String key, String member, String may, String templates) throws Exception {
    Client.Got put =
        admin.put(
            "/v1/template-rights/" + key,
            "{\"members\": [\"%s\"], \"rights\": [{\"templates\": [\"%s\"], \"may\": [\"%s\"]}]}"
                .formatted(member, templates, may));
    assertThat(put.status()).as(put.body()).isLessThan(202);
  }

  private static String sms(String text) {
    return "{\"name\": \"%s\", \"content\": {\"default\": {\"sms\": {\"text\": \"%s\"}}}}"
        .formatted(text, text);
  }

  private static String sending(String template) {
    return "{\"template\": \"%s\", \"to\": {\"recipients\": [\"u1\"]}}".formatted(template);
  }

  private static String sending(String template, int version) {
    return "{\"template\": \"%s\", \"templateVersion\": %d, \"to\": {\"recipients\": [\"u1\"]}}"
        .formatted(template, version);
  }

  private static List<String> keys(Client.Got page) throws Exception {
    List<String> keys = new ArrayList<>();
    for (Map<String, @Nullable Object> each : items(page)) {
      keys.add(String.valueOf(each.get("key")));
    }
    return keys;
  }

  private static List<Tuple> entries(Client.Got page) {
    List<Tuple> entries = new ArrayList<>();
    for (Map<String, @Nullable Object> each : items(page)) {
      entries.add(
          tuple(
              each.get("actor"),
              each.get("action"),
              each.get("resource"),
              each.get("outcome"),
              each.get("version")));
    }
    return entries;
  }

  private static List<Map<String, @Nullable Object>> items(Client.Got page) {
    try {
      List<Map<String, @Nullable Object>> items = new ArrayList<>();
      if (page.json().get("items") instanceof List<?> list) {
        for (Object each : list) {
          items.add(Json.object(each));
        }
      }
      return items;
    } catch (Exception e) {
      throw new AssertionError(page.body(), e);
    }
  }
}
