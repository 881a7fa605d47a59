package dev.bongsu.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is found by which words is shown where there are words to find: by templates. */
class SearchStoreTest {
  private static final int THINGS = 3_000;
  private static final int PAGE = 20;
  private static final SearchStore STORE = new SearchStore("thing");

  private static Database database = TestDatabase.open();

  @BeforeAll
  static void fill() {
    database
        .jdbi()
        .useTransaction(handle -> {
          handle.execute(
              "CREATE TABLE thing (key text COLLATE \"C\" PRIMARY KEY, mark text NOT NULL,"
                  + " terms text[] NOT NULL) WITH (toast_tuple_target = 128)");
          handle.execute(
              "CREATE INDEX thing_terms ON thing USING gin (terms) WITH (fastupdate = off)");
          handle.execute(
              "CREATE TABLE thing_word (word text COLLATE \"C\" PRIMARY KEY,"
                  + " id bigint GENERATED ALWAYS AS IDENTITY, near int[] NOT NULL)");
          handle.execute(
              "CREATE INDEX thing_word_near ON thing_word USING gin (near) WITH (fastupdate = off)");
          for (int i = 0; i < THINGS; i++) {
            STORE.put(
                handle,
                new SearchDocument("thing-%05d".formatted(i))
                    .name("Refund " + i)
                    .add(SearchDocument.Weight.ABOUT, "for the team number " + i)
                    .tag("kind", i % 2 == 0 ? "even" : "odd"),
                "1");
          }
        });
    database.jdbi().useHandle(handle -> handle.execute("VACUUM ANALYZE thing, thing_word"));
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void terms_are_looked_up_and_never_read_row_by_row() {
    SearchFilter odd = new SearchFilter(Map.of("kind", "odd"), null);
    SearchFilter some =
        new SearchFilter(Map.of(), new SearchFilter.Keys(List.of("thing-00001"), List.of("thing")));

    for (String typed : List.of("refund team 17", "team", "thing", "taem 1", "refund", "nothing")) {
      for (SearchFilter filter : List.of(SearchFilter.NONE, odd, some)) {
        List<String> plans = plans(typed, filter);

        assertThat(plans).as(typed).isNotEmpty();
        assertThat(plans)
            .as(typed)
            .noneMatch(line -> line.contains("Filter:") && line.contains("terms"));
      }
    }
  }

  @Test
  void pages_follow_one_another_without_gap_or_twin() {
    List<SearchHit> all = new ArrayList<>();
    List<SearchHit> page = page(null);
    while (!page.isEmpty()) {
      all.addAll(page);
      page = page(page.getLast());
    }

    assertThat(all).doesNotHaveDuplicates().hasSize(THINGS);
  }

  private static List<SearchHit> page(@Nullable SearchHit after) {
    return database
        .jdbi()
        .inTransaction(handle -> STORE.find(handle, "team refund", SearchFilter.NONE, after, 500));
  }

  /** How the database has looked for two pages, line by line. */
  private static List<String> plans(String typed, SearchFilter filter) {
    List<String> lines = new ArrayList<>();
    database
        .jdbi()
        .useTransaction(handle -> {
          handle.execute("LOAD 'auto_explain'");
          handle.execute("SET LOCAL auto_explain.log_min_duration = 0");
          handle.execute("SET LOCAL client_min_messages = log");
          handle.setSqlLogger(new Warnings(lines));
          List<SearchHit> first = STORE.find(handle, typed, filter, null, PAGE);
          if (!first.isEmpty()) {
            STORE.find(handle, typed, filter, first.getLast(), PAGE);
          }
        });
    return lines;
  }

  /** Keeps what the database says beside its answers. */
  private record Warnings(List<String> lines) implements SqlLogger {
    @Override
    public void logAfterExecution(StatementContext context) {
      try {
        SQLWarning warning = context.getStatement().getWarnings();
        while (warning != null) {
          String message = warning.getMessage();
          lines.addAll(message == null ? List.of() : message.lines().toList());
          warning = warning.getNextWarning();
        }
      } catch (SQLException e) {
        throw new IllegalStateException("warnings cannot be read", e);
      }
    }
  }
}
