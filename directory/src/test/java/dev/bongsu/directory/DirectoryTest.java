package dev.bongsu.directory;

import dev.bongsu.json.Json;
import dev.bongsu.kernel.GroupKey;
import dev.bongsu.kernel.MovingClock;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.store.Database;
import dev.bongsu.store.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A directory on a database of its own, in a time that moves when the test moves it. */
abstract class DirectoryTest {
  final Database database = TestDatabase.open("directory");
  final MovingClock clock = new MovingClock(Instant.parse("2026-11-22T00:00:00Z"));
  final Recipients recipients = new Recipients(database.jdbi(), clock, clock::nanos);
  final Groups groups = new Groups(database.jdbi(), clock, clock::nanos);
  final Categories categories = new Categories(database.jdbi(), clock, clock::nanos);

  @AfterEach
  void closeDatabase() {
    database.close();
  }

  static Map<String, @Nullable Object> json(String text) throws Exception {
    return Json.readObject(text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static RecipientId id(String text) {
    return new RecipientId(text);
  }

  static GroupKey group(String text) {
    return new GroupKey(text);
  }

  static Page.Request page(int limit, @Nullable String cursor) {
    return new Page.Request(limit, cursor);
  }
}
