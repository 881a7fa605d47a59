package dev.bongsu.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.json.Json;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.TemplateKey;
import dev.bongsu.store.Database;
import dev.bongsu.store.DatabaseSettings;
import dev.bongsu.store.DatabaseStartException;
import dev.bongsu.store.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What First light wrote goes on working; {@code db/firstlight} is its schema as it was. */
class UpgradeTest {
  private static final TemplateKey KEY = new TemplateKey("order");

  /** Two versions, the first one live; one that was deleted; one whose comment is hard to store. */
  private static final String DATA =
      """
      INSERT INTO template (key, latest, live, kind, name, channels) VALUES
        ('order', 2, 1, 'template', 'Order', '{sms}'),
        ('gone', 1, NULL, 'template', 'Gone', '{sms}'),
        ('odd', 1, 1, 'template', 'Odd', '{sms}'),
        ('long', 1, 1, 'template', 'Long', '{sms,email}');
      INSERT INTO template_version (key, version, body, author, at) VALUES
        ('order', 1, '{"name": "Order", "comment": "first", "category": "orders", "channels": ["sms"],
          "parameters": {"type": "object", "required": ["no"],
                         "properties": {"no": {"type": "string"}, "items": {"type": "array"}}},
          "content": {"default": {"sms": {"text":
            "{{no}}{{#if items}}:{{#each items}} {{@index}}{{this}}{{/each}}{{else}} empty{{/if}}"}},
            "ko": {"sms": {"text": "주문 {{no}}{{#unless no}}!{{/unless}}"}}}}',
         'ann', '2026-11-22T10:00:00Z'),
        ('order', 2, '{"content": {"default": {"sms": {"text": "draft"}}}}', 'bob',
         '2026-11-22T11:00:00Z'),
        ('gone', 1, '{"content": {"default": {"sms": {"text": "bye {{x}}"}}}}', 'ann',
         '2026-11-22T09:00:00Z'),
        ('long', 1, '{"content": {"default": {"sms": {"text": "%s"},
          "email": {"subject": "s", "text": "{{no}}"}}}}', 'ann', '2026-11-22T12:00:00Z'),
        ('odd', 1, '{"comment": "a\\u0000b", "content": {"default": {"sms": {"text": "odd"}}}}', 'ann',
         '2026-11-22T12:00:00Z');
      """
          .formatted("x".repeat(2000));

  @Test
  void every_template_of_first_light_is_shown_sent_and_changed_as_before() throws Exception {
    DatabaseSettings settings = TestDatabase.settings();
    try (var before = Database.open(settings, List.of("firstlight"))) {
      before.jdbi().useHandle(handle -> handle.createScript(DATA).execute());
    }

    try (var after = Database.open(settings, List.of("template"))) {
      var templates =
          new DatabaseTemplates(after, Clock.systemUTC(), System::nanoTime, Approval.NONE);

      assertThat(templates.find(KEY).orElseThrow().version()).isEqualTo(1);
      assertThat(templates.view(KEY).orElseThrow().latestVersion()).isEqualTo(2);
      assertThat(templates.find(new TemplateKey("gone"))).isEmpty();
      assertThat(
              templates.versions(KEY, new Page.Request(50, null)).orElseThrow().items().stream()
                  .map(VersionEntry::comment))
          .containsExactly(null, "first");
      assertThat(templates.versions(new TemplateKey("odd"), new Page.Request(50, null)))
          .isPresent();

      // What stood there before is found once the service has looked at it.
      assertThat(found(templates, "주문")).isEmpty();
      var completion = new SearchCompletion(after);
      assertThat(completion.complete()).isEqualTo(3);
      assertThat(completion.complete()).isZero();
      assertThat(found(templates, "주문")).containsExactly("order");
      assertThat(found(templates, "draft")).containsExactly("order");
      assertThat(found(templates, "odd")).containsExactly("odd");
      assertThat(found(templates, "gone")).isEmpty();

      // What it accepted knows no edition, and is sent after the upgrade.
      assertThat(text(templates, KEY, "en")).isEqualTo("7: 0a 1b");
      assertThat(text(templates, KEY, "ko-KR")).isEqualTo("주문 7");
      assertThat(text(templates, new TemplateKey("gone"), "")).isEqualTo("bye ");

      assertThat(templates.publish(KEY, 2, "ann").orElseThrow().version()).isEqualTo(2);
      assertThat(templates.rollback(KEY, 1, "ann").orElseThrow().version()).isEqualTo(3);
      assertThat(templates.delete(new TemplateKey("odd"), null, "ann")).isTrue();
    }
  }

  /** Nobody is told today that they wrote too much for a channel that was not there yesterday. */
  @Test
  void what_is_too_long_for_one_channel_goes_on_over_the_others() throws Exception {
    DatabaseSettings settings = TestDatabase.settings();
    try (var before = Database.open(settings, List.of("firstlight"))) {
      before.jdbi().useHandle(handle -> handle.createScript(DATA).execute());
    }

    try (var after = Database.open(settings, List.of("template"))) {
      var key = new TemplateKey("long");
      var templates =
          new DatabaseTemplates(after, Clock.systemUTC(), System::nanoTime, Approval.NONE);

      assertThat(templates.find(key)).isPresent();
      assertThat(rendered(templates, key, Channel.EMAIL)).contains("text=7");
      assertThat(rendered(templates, key, Channel.SMS)).contains("longer than 1600 characters");
      var body = templates.view(key).orElseThrow().shown().body();
      assertThatThrownBy(() -> templates.put(key, body, "ann", null, GoLive.IF_FIRST))
          .isInstanceOf(InvalidException.class)
          .hasMessageContaining("1600");
      assertThat(templates.rollback(key, 1, "ann").orElseThrow().version()).isEqualTo(2);
    }
  }

  /** As First light itself rendered them: parameters, then bodies with what became of them. */
  @Test
  void what_first_light_rendered_is_rendered_the_same() throws Exception {
    List<String> lines;
    try (var file = UpgradeTest.class.getResourceAsStream("firstlight.ndjson")) {
      lines =
          new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .toList();
    }
    Map<String, @Nullable Object> params = Json.object(Json.read(lines.getFirst()));

    for (String line : lines.subList(1, lines.size())) {
      Map<String, @Nullable Object> kept = Json.object(Json.read(line));
      Map<String, @Nullable Object> body = Json.object(kept.get("body"));
      CompiledContent content =
          new Compiler(Library.EMPTY).compile(KEY, body, Judgement.OF_STORED).content();
      Map<String, Object> rendered = new TreeMap<>();
      Prepared prepared = Prepared.of(content, params, System::nanoTime);
      for (Channel channel : content.channels()) {
        if (prepared.render(channel, new Reader("ko-KR", ""))
            instanceof Rendering.Ready(var ready)) {
          rendered.put(channel.apiName(), ready.fields());
        }
      }
      assertThat(Json.canonical(rendered)).as(line).isEqualTo(Json.canonical(kept.get("rendered")));
    }
    assertThat(lines).hasSizeGreaterThan(15);
  }

  private static String rendered(Templates from, TemplateKey key, Channel channel) {
    var renderer =
        new TemplateRenderer(
            from, new InlineContents(FunctionShelf.EMPTY, 1 << 20), System::nanoTime);
    byte[] params = Json.write(Map.of("no", "7"));
    return renderer
        .render(new Source.Stored(key, 1, 0), params, channel, new Reader("", ""))
        .toString();
  }

  @Test
  void a_database_that_lets_us_create_no_extension_is_refused_in_one_line() {
    DatabaseSettings owner = TestDatabase.settings();
    try (var database = Database.open(owner, List.of())) {
      database
          .jdbi()
          .useHandle(handle ->
              handle
                  .createScript(
                      "CREATE ROLE guest LOGIN PASSWORD 'guest';"
                          + "GRANT CREATE ON SCHEMA public TO guest")
                  .execute());
    }

    var guest = new DatabaseSettings(owner.url(), "guest", "guest", 2);
    assertThatThrownBy(() -> Database.open(guest, List.of("template")))
        .isInstanceOf(DatabaseStartException.class)
        .hasMessageContaining("permission denied to create extension \"pg_trgm\"")
        .hasMessageNotContaining("\n");
  }

  private static List<String> found(Templates in, String typed) throws InvalidException {
    return in
        .list(new TemplateFilter(typed, null, null, null, null), new Page.Request(50, null))
        .items()
        .stream()
        .map(each -> each.shown().key().value())
        .toList();
  }

  private static String text(Templates from, TemplateKey key, String locale) {
    byte[] params = Json.write(Map.of("no", "7", "items", List.of("a", "b")));
    var renderer =
        new TemplateRenderer(
            from, new InlineContents(FunctionShelf.EMPTY, 1 << 20), System::nanoTime);
    return switch (renderer.render(
        new Source.Stored(key, 1, 0), params, Channel.SMS, new Reader(locale, ""))) {
      case Rendering.Ready(var content) -> String.valueOf(content.text("text"));
      case Rendering.Impossible(_, var detail) -> throw new AssertionError(detail);
      case Rendering.NotNow(var detail) -> throw new AssertionError(detail);
    };
  }
}
