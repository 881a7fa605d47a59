package dev.bongsu.directory;

import dev.bongsu.kernel.AfterUnknown;
import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.Channel;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The table of categories. Every method works in the handle's transaction. */
final class CategoryStore {
  private static final String SELECT =
      """
      SELECT key, name, description, required, channels, frequency_max, frequency_per, version,
        created_at, updated_at, after_unknown
      FROM category
      """;

  /** Keeps every other change out until the transaction ends; readers go on. */
  void lock(Handle handle) {
    handle.execute("LOCK TABLE category IN SHARE ROW EXCLUSIVE MODE");
  }

  Optional<Category> find(Handle handle, CategoryKey key) {
    return handle
        .createQuery(SELECT + " WHERE key = :key")
        .bind("key", key.value())
        .map((row, _) -> category(row))
        .findOne();
  }

  List<Category> list(Handle handle, String after, int limit) {
    return handle
        .createQuery(SELECT + " WHERE key > :after ORDER BY key LIMIT :limit")
        .bind("after", after)
        .bind("limit", limit)
        .map((row, _) -> category(row))
        .list();
  }

  /** Those of these that there are, in any order. */
  List<Category> list(Handle handle, List<String> keys) {
    return handle
        .createQuery(SELECT + " WHERE key = ANY(:keys)")
        .bindArray("keys", String.class, keys)
        .map((row, _) -> category(row))
        .list();
  }

  void put(Handle handle, Category category) {
    Category.FrequencyCap cap = category.frequencyCap();
    handle
        .createUpdate(
            """
            INSERT INTO category AS c (key, name, description, required, channels, frequency_max,
              frequency_per, after_unknown, version, created_at, updated_at)
            VALUES (:key, :name, :description, :required, :channels, :max, :per, :afterUnknown, :version,
              :now, :now)
            ON CONFLICT (key) DO UPDATE SET
              name = excluded.name, description = excluded.description,
              required = excluded.required, channels = excluded.channels,
              frequency_max = excluded.frequency_max, frequency_per = excluded.frequency_per,
              after_unknown = excluded.after_unknown,
              version = c.version + 1, updated_at = excluded.updated_at
            """)
        .bind("key", category.key().value())
        .bind("name", category.name())
        .bind("description", category.description())
        .bind("required", category.required())
        .bindArray(
            "channels", String.class, RecipientStore.texts(category.channels(), Channel::apiName))
        .bind("max", cap == null ? null : cap.max())
        .bind("per", cap == null ? null : cap.per())
        .bind("afterUnknown", category.afterUnknown().apiName())
        .bind("version", Versions.first(category.updatedAt()))
        .bind("now", OffsetDateTime.ofInstant(category.updatedAt(), ZoneOffset.UTC))
        .execute();
  }

  void delete(Handle handle, CategoryKey key) {
    handle.execute("DELETE FROM category WHERE key = ?", key.value());
  }

  private static Category category(ResultSet row) throws SQLException {
    List<Channel> channels = new ArrayList<>();
    for (String each : (String[]) row.getArray(5).getArray()) {
      channels.add(Channel.named(each).orElseThrow());
    }
    int max = row.getInt(6);
    String per = row.getString(7);
    return new Category(
        new CategoryKey(row.getString(1)),
        row.getString(2),
        row.getString(3),
        row.getBoolean(4),
        channels,
        per == null ? null : new Category.FrequencyCap(max, per),
        AfterUnknown.named(row.getString(11)).orElse(AfterUnknown.RETRY),
        row.getLong(8),
        row.getTimestamp(9).toInstant(),
        row.getTimestamp(10).toInstant());
  }
}
