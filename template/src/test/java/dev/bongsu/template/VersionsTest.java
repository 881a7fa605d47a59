package dev.bongsu.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bongsu.json.Json;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.TemplateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VersionsTest extends StoredTemplatesTest {
  private static final TemplateKey KEY = new TemplateKey("order");

  private DatabaseTemplates templates;

  @BeforeEach
  void open() {
    templates = templates(Approval.NONE);
  }

  @Test
  void versions_tell_who_made_them_when_and_why_the_newest_first() throws Exception {
    put("one", "first", "ann");
    put("two", null, "bob");
    templates.publish(KEY, 2, "ann");

    Page<VersionEntry> first = page(1, null);
    Page<VersionEntry> second = page(1, first.nextCursor());

    assertThat(first.items()).containsExactly(new VersionEntry(2, "bob", NOW, null, true));
    assertThat(second.items()).containsExactly(new VersionEntry(1, "ann", NOW, "first", false));
    assertThat(second.nextCursor()).isNull();
    assertThat(templates.versions(new TemplateKey("none"), new Page.Request(1, null))).isEmpty();
    assertThatThrownBy(() -> page(1, Page.cursorAfter("x"))).isInstanceOf(InvalidException.class);
  }

  @Test
  void any_version_can_be_read_as_it_was_put() throws Exception {
    put("one", null, "ann");
    put("two", null, "ann");

    TemplateView draft = templates.view(KEY, 2).orElseThrow();

    assertThat(draft.shown().body()).isEqualTo(body("two", null));
    assertThat(draft.liveVersion()).isEqualTo(1);
    assertThat(templates.view(KEY, 3)).isEmpty();
  }

  @Test
  void rolling_back_makes_a_new_live_version_with_the_old_content() throws Exception {
    put("one", null, "ann");
    put("two", null, "ann");
    templates.publish(KEY, 2, "ann");

    Published back = templates.rollback(KEY, 1, "bob").orElseThrow();

    assertThat(back).isEqualTo(new Published(KEY, 3, 3, List.of(), List.of()));
    TemplateView live = templates.view(KEY).orElseThrow();
    assertThat(live.liveVersion()).isEqualTo(3);
    assertThat(live.shown().author()).isEqualTo("bob");
    assertThat(live.shown().body()).isEqualTo(body("one", "Roll back to version 1"));
    assertThat(templates.find(KEY).orElseThrow().version()).isEqualTo(3);
    assertThat(pointers(() -> templates.rollback(KEY, 9, "bob"))).containsExactly("/version");
    assertThat(templates.rollback(new TemplateKey("none"), 1, "bob")).isEmpty();
  }

  @Test
  void a_difference_names_each_field_and_shows_texts_line_by_line() throws Exception {
    put("one", "why", "ann");
    templates.put(
        KEY,
        json(
            """
            {"name": "two", "description": "new",
             "content": {"default": {"sms": {"text": "one {{name}}\\nmore"}}}}
            """),
        "ann",
        null,
        GoLive.IF_FIRST);

    BodyDiff diff = templates.diff(KEY, null, null).orElseThrow();

    assertThat(Json.writeText(diff.json()))
        .isEqualTo(
            "{\"from\":1,\"to\":2,\"changes\":["
                + "{\"pointer\":\"/name\",\"op\":\"replace\",\"from\":\"one\",\"to\":\"two\","
                + "\"text\":\"@@ -1,1 +1,1 @@\\n-one\\n+two\\n\"},"
                + "{\"pointer\":\"/channels\",\"op\":\"remove\",\"from\":[\"sms\"],\"to\":null,"
                + "\"text\":null},"
                + "{\"pointer\":\"/content/default/sms/text\",\"op\":\"replace\","
                + "\"from\":\"one {{name}}\",\"to\":\"one {{name}}\\nmore\","
                + "\"text\":\"@@ -1,1 +1,2 @@\\n one {{name}}\\n+more\\n\"},"
                + "{\"pointer\":\"/description\",\"op\":\"add\",\"from\":null,\"to\":\"new\","
                + "\"text\":null}]}");
    assertThat(templates.diff(KEY, 2, 2).orElseThrow().changes()).isEmpty();
    assertThat(templates.diff(new TemplateKey("none"), 1, 2)).isEmpty();
    assertThat(pointers(() -> templates.diff(KEY, 1, 9))).containsExactly("");
  }

  @Test
  void history_cannot_be_rewritten_even_by_hand() throws Exception {
    put("one", null, "ann");

    for (String sql :
        List.of(
            "UPDATE template_version SET author = 'eve'",
            "DELETE FROM template_version",
            "DELETE FROM template_publication")) {
      assertThatThrownBy(() -> database.jdbi().useHandle(handle -> handle.execute(sql)))
          .isInstanceOf(JdbiException.class)
          .hasMessageContaining("only ever added to");
    }
  }

  @Test
  void changes_made_at_once_happen_one_after_another() throws Exception {
    put("zero", null, "ann");
    var elsewhere = templates(Approval.NONE);
    List<Callable<@Nullable Object>> changes = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      DatabaseTemplates by = i % 2 == 0 ? templates : elsewhere;
      String name = "v" + i;
      changes.add(
          i % 3 == 0
              ? () -> by.rollback(KEY, 1, "ann")
              : () -> by.put(KEY, body(name, null), "ann", null, GoLive.AT_ONCE));
    }

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<?> each : threads.invokeAll(changes)) {
        each.get();
      }
    }

    assertThat(page(50, null).items())
        .extracting(VersionEntry::version)
        .containsExactlyElementsOf(IntStream.iterate(25, i -> i - 1).limit(25).boxed().toList());
    assertThat(page(50, null).items())
        .extracting(VersionEntry::live)
        .containsOnlyOnce(true)
        .first()
        .isEqualTo(true);
  }

  private Page<VersionEntry> page(int limit, @Nullable String cursor) throws InvalidException {
    return templates.versions(KEY, new Page.Request(limit, cursor)).orElseThrow();
  }

  private void put(String name, @Nullable String comment, String author) throws Exception {
    templates.put(KEY, body(name, comment), author, null, GoLive.IF_FIRST);
  }

  private static List<String> pointers(ThrowableAssert.ThrowingCallable call) {
    return catchThrowableOfType(InvalidException.class, call).faults().stream()
        .map(Fault::pointer)
        .toList();
  }

  private static Map<String, @Nullable Object> body(String name, @Nullable String comment)
      throws Exception {
    Map<String, @Nullable Object> body =
        json(
            """
            {"name": "%s", "channels": ["sms"],
             "content": {"default": {"sms": {"text": "%s {{name}}"}}}}
            """
                .formatted(name, name));
    if (comment != null) {
      body.put("comment", comment);
    }
    return body;
  }
}
