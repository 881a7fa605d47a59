package dev.bongsu.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class DatabaseTest {
  @Test
  void every_type_that_is_copied_in_comes_out_the_same() {
    try (Database database = TestDatabase.open()) {
      var id = UUID.fromString("0199a1b2-c3d4-7e5f-8071-82a3b4c5d6e7");
      var at = Instant.parse("2026-11-22T23:24:45.123456Z");
      database
          .jdbi()
          .useTransaction(handle -> {
            handle.execute(
                "CREATE TABLE x (a text, b uuid, c smallint, d integer, e bigint, f boolean,"
                    + " g timestamptz, h bytea, i jsonb, j text)");
            long rows =
                database.copy(
                    handle,
                    "x",
                    copy ->
                        copy.row(10)
                            .text("Grüße\0 봉수")
                            .uuid(id)
                            .int2(-2)
                            .int4(1 << 30)
                            .int8(-1L << 40)
                            .bool(true)
                            .timestamp(at)
                            .bytes(new byte[] {0, 1, -1})
                            .jsonb("{\"a\": 1}".getBytes(StandardCharsets.UTF_8))
                            .nothing());
            assertThat(rows).isEqualTo(1);
            String row = handle.createQuery("SELECT x::text FROM x").mapTo(String.class).one();
            assertThat(row)
                .isEqualTo(
                    "(\"Grüße\ufffd 봉수\","
                        + id
                        + ",-2,1073741824,-1099511627776,t,\"2026-11-22 23:24:45.123456+00\","
                        + "\"\\\\x0001ff\",\"{\"\"a\"\": 1}\",)");
          });
    }
  }

  @Test
  void what_the_database_refuses_is_not_repeated_in_any_message() {
    try (Database database = TestDatabase.open()) {
      var jdbi = database.jdbi();
      jdbi.useHandle(h -> h.execute("CREATE TABLE x (a text PRIMARY KEY)"));
      jdbi.useHandle(h -> h.execute("INSERT INTO x VALUES (?)", "kim@example.com"));

      Throwable inserted =
          catchThrowable(() ->
              jdbi.useHandle(h ->
                  h.createUpdate("INSERT INTO x VALUES (:a)")
                      .bind("a", "kim@example.com")
                      .execute()));
      Throwable copied =
          catchThrowable(() ->
              jdbi.useTransaction(
                  h -> database.copy(h, "x", copy -> copy.row(1).text("kim@example.com"))));

      assertThat(inserted).isNotNull();
      assertThat(copied).isNotNull();
      assertThat(stackTrace(inserted) + stackTrace(copied))
          .contains("duplicate key")
          .doesNotContain("kim@");
    }
  }

  private static String stackTrace(Throwable e) {
    var text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  @Test
  void a_schema_that_is_up_to_date_is_left_alone() {
    DatabaseSettings settings = TestDatabase.settings();
    try (var first = Database.open(settings, List.of("sample"));
        var second = Database.open(settings, List.of("sample"))) {
      assertThat(count(first, "flyway_schema_history")).isEqualTo(1);
      assertThat(count(second, "sample_event")).isZero();
    }
  }

  @Test
  void a_migration_that_fails_is_one_line() {
    assertThatExceptionOfType(DatabaseStartException.class)
        .isThrownBy(() -> TestDatabase.open("sample", "broken"))
        .withMessageStartingWith("the database cannot be used: ")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  void a_database_that_is_not_there_is_one_line() {
    DatabaseSettings settings = TestDatabase.settings();
    var other =
        new DatabaseSettings(settings.url() + "nowhere", settings.user(), settings.password(), 1);
    assertThatExceptionOfType(DatabaseStartException.class)
        .isThrownBy(() -> Database.open(other, List.of("sample")))
        .withMessageContaining("does not exist");
  }

  @Test
  void a_copy_that_is_refused_leaves_nothing_and_the_connection_usable() {
    try (Database database = TestDatabase.open()) {
      database.jdbi().useHandle(handle -> handle.execute("CREATE TABLE x (a int PRIMARY KEY)"));
      assertThatExceptionOfType(CopyFailedException.class)
          .isThrownBy(() ->
              database
                  .jdbi()
                  .useTransaction(handle ->
                      database.copy(handle, "x (a)", copy -> copy.row(1).int4(1).row(1).int4(1))))
          .satisfies(e -> assertThat(Database.isAway(e)).isFalse());
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() ->
              database
                  .jdbi()
                  .useTransaction(handle ->
                      database.copy(
                          handle,
                          "x (a)",
                          _ -> {
                            throw new IllegalStateException("the caller's own");
                          })));
      assertThat(count(database, "x")).isZero();
    }
  }

  @Test
  void without_room_or_resources_it_is_away_and_has_refused_nothing() {
    try (Database database = TestDatabase.open()) {
      assertThat(isAway(database, "53100")).as("disk full").isTrue();
      assertThat(isAway(database, "58030")).as("input or output failed").isTrue();
      assertThat(isAway(database, "22001")).as("a text too long").isFalse();
    }
  }

  private static boolean isAway(Database database, String sqlState) {
    try {
      database
          .jdbi()
          .useHandle(handle ->
              handle.execute(
                  "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '" + sqlState + "'; END $$"));
      throw new AssertionError("it did not fail");
    } catch (JdbiException e) {
      return Database.isAway(e);
    }
  }

  @Test
  void many_rows_are_copied_in_order() {
    try (Database database = TestDatabase.open()) {
      int rows = 100_000;
      long copied =
          database
              .jdbi()
              .inTransaction(handle -> {
                handle.execute("CREATE TABLE x (a int, b text)");
                return database.copy(
                    handle,
                    "x",
                    copy -> {
                      for (int i = 0; i < rows; i++) {
                        copy.row(2).int4(i).text("x".repeat(i % 100));
                      }
                    });
              });
      assertThat(copied).isEqualTo(rows);
      long right =
          database
              .jdbi()
              .withHandle(handle ->
                  handle
                      .select("SELECT count(*) FROM x WHERE length(b) = a % 100")
                      .mapTo(Long.class)
                      .one());
      assertThat(right).isEqualTo(rows);
    }
  }

  private static long count(Database database, String table) {
    return database
        .jdbi()
        .withHandle(
            handle -> handle.select("SELECT count(*) FROM " + table).mapTo(Long.class).one());
  }
}
