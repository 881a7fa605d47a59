package dev.bongsu.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.StaleException;
import dev.bongsu.kernel.TemplateKey;
import dev.bongsu.store.Database;
import dev.bongsu.store.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseTemplatesTest extends StoredTemplatesTest {
  private static final TemplateKey KEY = new TemplateKey("order");
  private static final Page.Request ALL = new Page.Request(50, null);

  private DatabaseTemplates templates;

  @BeforeEach
  void open() {
    templates = templates(Approval.NONE);
  }

  @Test
  void the_first_version_is_live_at_once_and_later_ones_are_drafts() throws Exception {
    Templates.Saved first = put(KEY, "one", null, GoLive.IF_FIRST);
    Templates.Saved second = put(KEY, "two", 1L, GoLive.IF_FIRST);

    assertThat(first.created()).isTrue();
    assertThat(second.created()).isFalse();
    assertThat(second.view().shown().version()).isEqualTo(2);
    assertThat(second.view().latestVersion()).isEqualTo(2);
    assertThat(second.view().liveVersion()).isEqualTo(1);
    assertThat(templates.view(KEY).orElseThrow().shown().body()).isEqualTo(body("one"));
    assertThat(templates.find(KEY).orElseThrow().version()).isEqualTo(1);
  }

  @Test
  void a_version_goes_live_by_publishing_it_or_when_it_is_put_so() throws Exception {
    put(KEY, "one", null, GoLive.IF_FIRST);
    put(KEY, "two", null, GoLive.IF_FIRST);

    assertThat(templates.publish(KEY, 2, "admin").orElseThrow().version()).isEqualTo(2);
    assertThat(templates.find(KEY).orElseThrow().version()).isEqualTo(2);
    assertThat(put(KEY, "three", null, GoLive.AT_ONCE).view().liveVersion()).isEqualTo(3);
    assertThat(templates.find(KEY).orElseThrow().version()).isEqualTo(3);
    assertThatThrownBy(() -> templates.publish(KEY, 9, "admin"))
        .isInstanceOf(InvalidException.class);
    assertThat(templates.publish(new TemplateKey("none"), 1, "admin")).isEmpty();
  }

  @Test
  void a_template_is_shown_as_it_was_put() throws Exception {
    put(KEY, "one", null, GoLive.IF_FIRST);

    assertThat(Json.writeText(templates.view(KEY).orElseThrow().json()))
        .isEqualTo(
            "{\"key\":\"order\",\"version\":1,\"liveVersion\":1,"
                + Json.writeText(body("one")).substring(1).replaceAll("}$", "")
                + ",\"createdAt\":\"2026-11-22T10:00:00Z\",\"createdBy\":\"admin\"}");
  }

  @Test
  void a_change_meant_for_another_version_is_refused() throws Exception {
    assertThatThrownBy(() -> put(KEY, "one", 3L, GoLive.IF_FIRST))
        .isInstanceOf(StaleException.class);
    assertThat(templates.view(KEY)).isEmpty();
    put(KEY, "one", 0L, GoLive.IF_FIRST);
    put(KEY, "two", 1L, GoLive.IF_FIRST);

    assertThatThrownBy(() -> put(KEY, "three", 1L, GoLive.IF_FIRST))
        .isInstanceOf(StaleException.class);
    assertThatThrownBy(() -> templates.delete(KEY, 1L, "admin")).isInstanceOf(StaleException.class);
    assertThat(templates.view(KEY).orElseThrow().latestVersion()).isEqualTo(2);
  }

  @Test
  void what_is_deleted_is_gone_but_its_versions_can_still_be_sent() throws Exception {
    put(KEY, "one", null, GoLive.IF_FIRST);

    assertThat(templates.delete(KEY, null, "admin")).isTrue();
    assertThat(templates.delete(KEY, null, "admin")).isFalse();
    assertThat(templates.find(KEY)).isEmpty();
    assertThat(templates.view(KEY)).isEmpty();
    assertThat(list(null)).isEmpty();
    assertThat(templates.version(KEY, 1, 0)).isPresent();

    Templates.Saved again = put(KEY, "again", null, GoLive.IF_FIRST);
    assertThat(again.created()).isTrue();
    assertThat(again.view().shown().version()).isEqualTo(2);
    assertThat(templates.find(KEY).orElseThrow().version()).isEqualTo(2);
  }

  @Test
  void what_was_used_is_still_there_when_the_database_is_away() throws Exception {
    Database other = TestDatabase.open("template");
    var cached = new DatabaseTemplates(other, Clock.systemUTC(), System::nanoTime, Approval.NONE);
    cached.put(KEY, body("one"), "admin", null, GoLive.IF_FIRST);
    cached.find(KEY);

    other.close();

    assertThat(cached.find(KEY)).isPresent();
    assertThat(cached.version(KEY, 1, cached.find(KEY).orElseThrow().edition())).isPresent();
    assertThatThrownBy(() -> cached.find(new TemplateKey("other")))
        .isInstanceOf(TemplatesUnavailableException.class);
    assertThatThrownBy(() -> cached.version(KEY, 2, 0))
        .isInstanceOf(TemplatesUnavailableException.class);
  }

  @Test
  void a_publish_is_seen_by_every_process_within_two_seconds_though_none_asks_each_time()
      throws Exception {
    var nanos = new AtomicLong();
    var asked = new AtomicInteger();
    try (Database elsewhere = Database.open(settings, List.of("template"))) {
      elsewhere
          .jdbi()
          .setSqlLogger(
              new SqlLogger() {
                @Override
                public void logBeforeExecution(StatementContext context) {
                  asked.incrementAndGet();
                }
              });
      var other = new DatabaseTemplates(elsewhere, Clock.systemUTC(), nanos::get, Approval.NONE);
      put(KEY, "one", null, GoLive.IF_FIRST);
      assertThat(other.find(KEY).orElseThrow().version()).isEqualTo(1);
      put(KEY, "two", null, GoLive.AT_ONCE);

      asked.set(0);
      for (int i = 0; i < 1000; i++) {
        other.find(KEY);
      }
      assertThat(asked).hasValue(0);
      nanos.addAndGet(Duration.ofMillis(1900).toNanos());
      assertThat(other.find(KEY).orElseThrow().version()).isEqualTo(2);
    }
  }

  @Test
  void templates_are_listed_by_key_page_by_page() throws Exception {
    for (String key : List.of("c", "a", "b")) {
      put(new TemplateKey(key), key, null, GoLive.IF_FIRST);
    }
    var filter = new TemplateFilter(null, null, null, null, null);
    Page<TemplateView> first = templates.list(filter, new Page.Request(2, null));
    Page<TemplateView> second = templates.list(filter, new Page.Request(2, first.nextCursor()));

    assertThat(keys(first)).containsExactly("a", "b");
    assertThat(keys(second)).containsExactly("c");
    assertThat(second.nextCursor()).isNull();
  }

  @Test
  void templates_are_searched_typing_mistakes_forgiven_and_filtered() throws Exception {
    put(new TemplateKey("order-shipped"), "Order shipped", null, GoLive.IF_FIRST);
    put(new TemplateKey("password"), "Reset your 100% secret", null, GoLive.IF_FIRST);

    assertThat(list("shiped")).containsExactly("order-shipped");
    assertThat(list("100%")).containsExactly("password");
    assertThat(list("\0")).isEmpty();
    assertThat(list("zebra")).isEmpty();
    assertThat(filtered(TemplateKind.TEMPLATE, Channel.SMS, new CategoryKey("orders"))).hasSize(2);
    assertThat(filtered(TemplateKind.BASE, null, null)).isEmpty();
    assertThat(filtered(null, Channel.EMAIL, null)).isEmpty();
    assertThat(filtered(null, null, new CategoryKey("other"))).isEmpty();
  }

  @Test
  void a_preview_shows_what_would_be_sent_and_what_it_takes() throws Exception {
    templates.put(KEY, body("one"), "admin", null, GoLive.IF_FIRST);

    Preview preview = preview("{\"params\": {\"name\": \"€\"}, \"locale\": \"ko-KR\"}");

    assertThat(Json.writeText(preview.json()))
        .isEqualTo(
            "{\"channel\":\"sms\",\"locale\":\"default\",\"version\":1,"
                + "\"content\":{\"text\":\"one €\"},\"bytes\":6,\"encoding\":\"GSM-7\","
                + "\"segments\":1,\"warnings\":[\"there is no content for ko-KR; default is used\"]}");
    assertThat(preview("{\"params\": {\"name\": \"가\"}}").json())
        .containsEntry("encoding", "UCS-2");
  }

  @Test
  void a_preview_is_for_whoever_the_request_describes() throws Exception {
    put("{{time x}} {{@timeZone}}");
    String request = "{\"params\": {\"x\": \"2027-01-31T15:30:00Z\"}%s}";

    assertThat(text(preview(request.formatted("")))).isEqualTo("3:30 PM UTC");
    assertThat(text(preview(request.formatted(",\"timeZone\":\"Asia/Seoul\",\"locale\":\"ko\""))))
        .isEqualTo("오전 12:30 Asia/Seoul");
    PreviewRequest named =
        PreviewRequest.of(
            Json.object(Json.read(request.formatted(",\"timeZone\":\"Asia/Seoul\""))));
    assertThat(text(templates.preview(KEY, named.readBy("de", "Europe/Berlin")).orElseThrow()))
        .isEqualTo("00:30 Asia/Seoul");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"timeZone\": \"Asia/Busan\"",
        "\"timeZone\": \"+09:00\"",
        "\"timeZone\": \"\"",
        "\"locale\": \"ko_KR\"",
        "\"locale\": \"한국\"",
        "\"recipient\": \"a b\""
      })
  void a_preview_for_nobody_that_can_be_is_malformed(String reader) throws Exception {
    put("x");

    assertThatThrownBy(() -> preview("{" + reader + "}"))
        .isInstanceOfSatisfying(
            InvalidException.class,
            e -> assertThat(e.kind()).isEqualTo(InvalidException.Kind.MALFORMED));
  }

  private void put(String text) throws Exception {
    var body = Map.of("content", Map.of("default", Map.of("sms", Map.of("text", text))));
    templates.put(KEY, Map.copyOf(body), "ann", null, GoLive.AT_ONCE);
  }

  private static String text(Preview preview) {
    return String.valueOf(preview.content().text("text")).replace('\u202f', ' ');
  }

  @Test
  void a_preview_with_wrong_or_missing_parameters_names_each() throws Exception {
    templates.put(KEY, body("one"), "admin", null, GoLive.IF_FIRST);

    assertThat(faults("{}")).containsExactly("/params/name");
    assertThat(faults("{\"params\": {\"name\": 1}}")).containsExactly("/params/name");
    assertThat(faults("{\"params\": {\"name\": \"x\"}, \"version\": 7}"))
        .containsExactly("/version");
    assertThat(faults("{\"params\": {\"name\": \"x\"}, \"channel\": \"ios\"}"))
        .containsExactly("/channel");
    assertThat(faults("{\"params\": {\"name\": \"" + "x".repeat(2000) + "\"}}")).hasSize(1);
    assertThat(templates.preview(new TemplateKey("none"), PreviewRequest.of(Map.of()))).isEmpty();
  }

  private Preview preview(String request) throws JsonException, InvalidException {
    return templates.preview(KEY, PreviewRequest.of(json(request))).orElseThrow();
  }

  private List<String> faults(String request) {
    return Objects.requireNonNull(
            catchThrowableOfType(InvalidException.class, () -> preview(request)))
        .faults()
        .stream()
        .map(Fault::pointer)
        .toList();
  }

  private Templates.Saved put(TemplateKey key, String name, @Nullable Long expected, GoLive goLive)
      throws Exception {
    return templates.put(key, body(name), "admin", expected, goLive);
  }

  private List<String> list(@Nullable String q) throws InvalidException {
    return keys(templates.list(new TemplateFilter(q, null, null, null, null), ALL));
  }

  private List<String> filtered(
      @Nullable TemplateKind kind, @Nullable Channel channel, @Nullable CategoryKey category)
      throws InvalidException {
    return keys(templates.list(new TemplateFilter(null, kind, channel, category, null), ALL));
  }

  private static Map<String, @Nullable Object> body(String name) throws JsonException {
    return json(
        """
        {"name": "%s", "category": "orders", "channels": ["sms"],
         "parameters": {"type": "object", "required": ["name"],
                        "properties": {"name": {"type": "string"}}},
         "content": {"default": {"sms": {"text": "%s {{name}}"}}}}
        """
            .formatted(name, name));
  }
}
