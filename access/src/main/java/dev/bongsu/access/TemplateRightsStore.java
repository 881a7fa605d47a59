package dev.bongsu.access;

import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table of template rights. Every method works in the handle's transaction. */
final class TemplateRightsStore {
  private static final String SELECT =
      """
      SELECT key, name, description, members, rights, version, created_at, updated_at
      FROM template_rights
      """;

  private static final String WORDS =
      "(key || ' ' || coalesce(name, '') || ' ' || coalesce(description, ''))";

  /** So that a word of six letters is found with two of them exchanged. */
  private static final String WORD_SIMILARITY = "0.4";

  /** Keeps every other change out until the transaction ends; readers go on. */
  void lock(Handle handle) {
    handle.execute("LOCK TABLE template_rights IN SHARE ROW EXCLUSIVE MODE");
  }

  int count(Handle handle) {
    return handle.createQuery("SELECT count(*) FROM template_rights").mapTo(Integer.class).one();
  }

  Optional<TemplateRights> find(Handle handle, TemplateRightsKey key) {
    return handle
        .createQuery(SELECT + " WHERE key = :key")
        .bind("key", key.value())
        .map((row, _) -> rights(row))
        .findOne();
  }

  /** What is given to one subject. */
  List<TemplateRights.Right> of(Handle handle, String subject) {
    List<TemplateRights.Right> all = new ArrayList<>();
    handle
        .createQuery(SELECT + " WHERE members @> ARRAY[:subject]::text[] ORDER BY key")
        .bind("subject", subject)
        .map((row, _) -> rights(row))
        .forEach(each -> all.addAll(each.rights()));
    return all;
  }

  /**
   * In the order of their keys.
   *
   * @param typed what key, name or description should be like, mistyped or not (pg_trgm); null for
   *     all
   * @param member who is among the members, null for anybody
   */
  List<TemplateRights> list(
      Handle handle, @Nullable String typed, @Nullable String member, String after, int limit) {
    var select = new StringBuilder(SELECT).append(" WHERE key > :after");
    if (member != null) {
      select.append(" AND members @> ARRAY[:member]::text[]");
    }
    if (typed != null) {
      select.append(" AND (" + WORDS + " ILIKE :pattern OR " + WORDS + " %> :typed)");
    }
    var query =
        handle
            .createQuery(select.append(" ORDER BY key LIMIT :limit").toString())
            .bind("after", after)
            .bind("limit", limit);
    if (member != null) {
      query.bind("member", member.replace("\0", ""));
    }
    if (typed != null) {
      handle
          .createQuery("SELECT set_config('pg_trgm.word_similarity_threshold', :value, true)")
          .bind("value", WORD_SIMILARITY)
          .mapTo(String.class)
          .one();
      String text = typed.replace("\0", "");
      String literal = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
      query.bind("pattern", "%" + literal + "%").bind("typed", text);
    }
    return query.map((row, _) -> rights(row)).list();
  }

  void put(Handle handle, TemplateRights rights) {
    handle
        .createUpdate(
            """
            INSERT INTO template_rights AS r
              (key, name, description, members, rights, version, created_at, updated_at)
            VALUES (:key, :name, :description, :members, :rights::json, 1, :now, :now)
            ON CONFLICT (key) DO UPDATE SET
              name = excluded.name, description = excluded.description,
              members = excluded.members, rights = excluded.rights,
              version = r.version + 1, updated_at = excluded.updated_at
            """)
        .bind("key", rights.key().value())
        .bind("name", rights.name())
        .bind("description", rights.description())
        .bindArray("members", String.class, rights.members())
        .bind("rights", Json.writeText(rights.storedJson()))
        .bind("now", OffsetDateTime.ofInstant(rights.updatedAt(), ZoneOffset.UTC))
        .execute();
  }

  void delete(Handle handle, TemplateRightsKey key) {
    handle.execute("DELETE FROM template_rights WHERE key = ?", key.value());
  }

  private static TemplateRights rights(ResultSet row) throws SQLException {
    return new TemplateRights(
        new TemplateRightsKey(row.getString(1)),
        row.getString(2),
        row.getString(3),
        List.of((String[]) row.getArray(4).getArray()),
        stored(row.getString(5)),
        row.getLong(6),
        row.getTimestamp(7).toInstant(),
        row.getTimestamp(8).toInstant());
  }

  private static List<TemplateRights.Right> stored(String json) throws SQLException {
    try {
      return TemplateRights.stored(Json.readObject(json.getBytes(StandardCharsets.UTF_8)));
    } catch (JsonException e) {
      throw new SQLException("template rights are not the JSON that was stored", e);
    }
  }
}
