package dev.bongsu.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bongsu.json.Json;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.KeyPattern;
import dev.bongsu.kernel.MovingClock;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.StaleException;
import dev.bongsu.store.Database;
import dev.bongsu.store.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuthoringTest {
  private static final TemplateRightsKey ORDERS = new TemplateRightsKey("order-authors");
  private static final String BODY =
      """
      {"name": "Order authors", "description": "Who writes about orders", "members": ["ana", "bo"],
       "rights": [{"templates": ["order-*", "receipt"], "may": ["edit"]},
                  {"templates": ["order-draft"], "may": ["publish"]}]}
      """;

  private final Database database = TestDatabase.open("access");
  private final MovingClock clock = new MovingClock(Instant.parse("2026-11-22T00:00:00Z"));
  private final Authoring authoring = process();

  @AfterEach
  void closeDatabase() {
    database.close();
  }

  @Test
  void whoever_nothing_is_given_to_may_nothing() {
    for (TemplateRight right : TemplateRight.values()) {
      assertThat(authoring.of("ana").allows(right, "order-shipped")).isFalse();
    }
  }

  @Test
  void a_member_may_what_the_rights_say_with_the_templates_they_say() throws Exception {
    authoring.put(ORDERS, body(BODY), null);
    AuthorRights ana = authoring.of("ana");

    assertThat(ana.allows(TemplateRight.EDIT, "order-shipped")).isTrue();
    assertThat(ana.allows(TemplateRight.EDIT, "receipt")).isTrue();
    assertThat(ana.allows(TemplateRight.EDIT, "receipt-2")).isFalse();
    assertThat(ana.allows(TemplateRight.PUBLISH, "order-draft")).isTrue();
    assertThat(ana.allows(TemplateRight.PUBLISH, "order-shipped")).isFalse();
    assertThat(ana.allows(TemplateRight.READ, "alert")).isFalse();
    assertThat(authoring.of("cy")).isEqualTo(AuthorRights.NONE);
    assertThat(authoring.of("an")).isEqualTo(AuthorRights.NONE);
  }

  @Test
  void who_may_edit_or_publish_may_read() throws Exception {
    authoring.put(ORDERS, body(BODY), null);

    assertThat(authoring.of("bo").allows(TemplateRight.READ, "receipt")).isTrue();
    assertThat(authoring.of("bo").templates(TemplateRight.READ))
        .containsExactlyInAnyOrder(new KeyPattern("order-*"), new KeyPattern("receipt"));
  }

  @Test
  void all_that_is_given_to_a_subject_adds_up() throws Exception {
    authoring.put(ORDERS, body(BODY), null);
    authoring.put(
        new TemplateRightsKey("publishers"),
        body(
            "{\"members\": [\"ana\"], \"rights\": [{\"templates\": [\"*\"], \"may\": [\"publish\"]}]}"),
        null);

    assertThat(authoring.of("ana").templates(TemplateRight.PUBLISH))
        .containsExactly(new KeyPattern("*"));
    assertThat(authoring.of("ana").allows(TemplateRight.EDIT, "alert")).isFalse();
    assertThat(authoring.of("bo").allows(TemplateRight.PUBLISH, "alert")).isFalse();
  }

  @Test
  void what_was_put_is_shown_and_counts_versions() throws Exception {
    assertThat(authoring.put(ORDERS, body(BODY), 0L).created()).isTrue();
    clock.advance(Duration.ofMinutes(1));
    Authoring.Saved again = authoring.put(ORDERS, body(BODY), 1L);

    assertThat(again.created()).isFalse();
    assertThat(again.value().version()).isEqualTo(2);
    assertThat(Json.writeText(authoring.find(ORDERS).orElseThrow().json()))
        .isEqualTo(
            "{\"key\":\"order-authors\",\"name\":\"Order authors\","
                + "\"description\":\"Who writes about orders\",\"members\":[\"ana\",\"bo\"],"
                + "\"rights\":[{\"templates\":[\"order-*\",\"receipt\"],\"may\":[\"edit\"]},"
                + "{\"templates\":[\"order-draft\"],\"may\":[\"publish\"]}],"
                + "\"createdAt\":\"2026-11-22T00:00:00Z\",\"updatedAt\":\"2026-11-22T00:01:00Z\"}");
  }

  @Test
  void a_change_meant_for_another_version_is_refused() throws Exception {
    authoring.put(ORDERS, body(BODY), null);

    assertThatThrownBy(() -> authoring.put(ORDERS, body(BODY), 0L))
        .isInstanceOf(StaleException.class);
    assertThatThrownBy(() -> authoring.delete(ORDERS, 7L)).isInstanceOf(StaleException.class);
    assertThat(authoring.delete(ORDERS, 1L)).isTrue();
    assertThat(authoring.delete(ORDERS, null)).isFalse();
    assertThat(authoring.of("ana")).isEqualTo(AuthorRights.NONE);
  }

  @Test
  void every_fault_of_a_body_is_named() throws Exception {
    InvalidException refused =
        catchThrowableOfType(
            InvalidException.class,
            () ->
                authoring.put(
                    ORDERS,
                    body(
                        """
                        {"nam": "x", "members": ["", 7],
                         "rights": [{"templates": ["*-x", "Order"], "may": ["write"]},
                                    {"templates": [], "may": []}, {}]}
                        """),
                    null));

    assertThat(refused.kind()).isEqualTo(InvalidException.Kind.MALFORMED);
    assertThat(refused.faults())
        .extracting(Fault::pointer)
        .containsExactlyInAnyOrder(
            "/nam",
            "/members/0",
            "/members/1",
            "/rights/0/templates/0",
            "/rights/0/templates/1",
            "/rights/0/may/0",
            "/rights/1/templates",
            "/rights/1/may",
            "/rights/2/templates",
            "/rights/2/may");
  }

  @Test
  void rights_are_listed_by_key_found_by_words_and_by_member() throws Exception {
    authoring.put(ORDERS, body(BODY), null);
    for (String each : List.of("a", "b", "c")) {
      authoring.put(
          new TemplateRightsKey(each), body("{\"members\": [\"cy\"], \"rights\": []}"), null);
    }

    Page<TemplateRights> first = authoring.list(null, null, new Page.Request(2, null));
    Page<TemplateRights> rest = authoring.list(null, null, new Page.Request(2, first.nextCursor()));

    assertThat(keys(first)).containsExactly("a", "b");
    assertThat(keys(rest)).containsExactly("c", "order-authors");
    assertThat(rest.nextCursor()).isNull();
    assertThat(keys(authoring.list("ordr autors", null, new Page.Request(9, null))))
        .containsExactly("order-authors");
    assertThat(keys(authoring.list(null, "bo", new Page.Request(9, null))))
        .containsExactly("order-authors");
    assertThatThrownBy(() -> authoring.list(null, null, new Page.Request(9, "IQ")))
        .isInstanceOf(InvalidException.class);
  }

  @Test
  void there_are_at_most_a_thousand() throws Exception {
    database
        .jdbi()
        .useHandle(handle ->
            handle.execute(
                "INSERT INTO template_rights (key, members, rights, version, created_at, updated_at)"
                    + " SELECT 'k' || i, '{}', '{\"rights\": []}', 1, now(), now()"
                    + " FROM generate_series(1, ?) AS i",
                Authoring.MAX_ENTRIES));

    assertThatThrownBy(() -> authoring.put(ORDERS, body(BODY), null))
        .isInstanceOf(InvalidException.class)
        .hasMessageContaining("at most 1000");
    assertThat(authoring.put(new TemplateRightsKey("k7"), body(BODY), null).created()).isFalse();
  }

  @Test
  void another_process_knows_within_two_seconds_and_remembers_while_the_database_is_away()
      throws Exception {
    Authoring elsewhere = process();
    assertThat(elsewhere.of("ana")).isEqualTo(AuthorRights.NONE);
    authoring.put(ORDERS, body(BODY), null);
    assertThat(authoring.of("ana").allows(TemplateRight.EDIT, "order-x")).isTrue();

    clock.advance(Duration.ofSeconds(2));
    assertThat(elsewhere.of("ana").allows(TemplateRight.EDIT, "order-x")).isTrue();
    authoring.delete(ORDERS, null);
    assertThat(authoring.of("ana")).isEqualTo(AuthorRights.NONE);
    clock.advance(Duration.ofSeconds(2));
    assertThat(elsewhere.of("ana")).isEqualTo(AuthorRights.NONE);

    authoring.put(ORDERS, body(BODY), null);
    clock.advance(Duration.ofSeconds(2));
    assertThat(elsewhere.of("ana").allows(TemplateRight.EDIT, "order-x")).isTrue();
    database.close();
    clock.advance(Duration.ofHours(1));
    assertThat(elsewhere.of("ana").allows(TemplateRight.EDIT, "order-x")).isTrue();
    assertThatThrownBy(() -> elsewhere.of("cy")).isInstanceOf(JdbiException.class);
  }

  private Authoring process() {
    return new Authoring(database.jdbi(), clock, clock::nanos);
  }

  private static List<String> keys(Page<TemplateRights> page) {
    return page.items().stream().map(each -> each.key().value()).toList();
  }

  private static Map<String, @Nullable Object> body(String json) throws Exception {
    return Json.object(Json.read(json));
  }
}
