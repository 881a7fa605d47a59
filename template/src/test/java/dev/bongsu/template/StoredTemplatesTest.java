package dev.bongsu.template;

import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.Page;
import dev.bongsu.store.Database;
import dev.bongsu.store.DatabaseSettings;
import dev.bongsu.store.TestDatabase;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** Templates in a database of the test class's own, which is empty before each test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StoredTemplatesTest {
  static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  final DatabaseSettings settings = TestDatabase.settings("template");
  final Database database = Database.open(settings, List.of("template"));

  @AfterAll
  void closeDatabase() {
    database.close();
  }

  @BeforeEach
  void empty() {
    database
        .jdbi()
        .useHandle(handle ->
            handle.execute(
                "TRUNCATE template, template_version, template_use, template_publication,"
                    + " template_search, template_search_word"));
  }

  /** As a process of its own has them, which remembers nothing yet; it is always {@link #NOW}. */
  final DatabaseTemplates templates(Approval approval) {
    return new DatabaseTemplates(
        database, Clock.fixed(NOW, ZoneOffset.UTC), System::nanoTime, approval);
  }

  static Map<String, @Nullable Object> json(String text) throws JsonException {
    return Json.object(Json.read(text));
  }

  static List<String> keys(Page<TemplateView> page) {
    return page.items().stream().map(each -> each.shown().key().value()).toList();
  }
}
