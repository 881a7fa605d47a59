package dev.bongsu.template;

import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.KeyPattern;
import dev.bongsu.kernel.TemplateKey;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The tables of templates. Every method works in the handle's transaction. */
final class TemplateStore {
  private static final String VIEW =
      """
      SELECT t.key, v.version, v.body, v.author, v.at, t.latest, t.live
      FROM template t
      JOIN template_version v ON v.key = t.key AND v.version = coalesce(t.live, t.latest)
      """;

  /**
   * Where a key stands.
   *
   * @param latest 0 before the first version
   * @param live 0 for none: new, never published, or deleted
   * @param gone deleted, and not put again since
   */
  record State(int latest, int live, boolean gone) {
    /** Whether there is such a template, live or not. */
    boolean exists() {
      return latest > 0 && !gone;
    }
  }

  /** Where a key stands that may never have been used. */
  State stateOrNew(Handle handle, TemplateKey key) {
    handle.execute(
        "INSERT INTO template (key, latest) VALUES (?, 0) ON CONFLICT DO NOTHING", key.value());
    return state(handle, key).orElseThrow();
  }

  /** The state of a key that had a version, locked until the transaction ends. */
  Optional<State> state(Handle handle, TemplateKey key) {
    return handle
        .createQuery(
            "SELECT latest, coalesce(live, 0), gone FROM template WHERE key = ? FOR UPDATE")
        .bind(0, key.value())
        .map((row, _) -> new State(row.getInt(1), row.getInt(2), row.getBoolean(3)))
        .findOne();
  }

  void add(Handle handle, TemplateVersion version) {
    handle.execute(
        "INSERT INTO template_version (key, version, body, author, at, comment) "
            + "VALUES (?, ?, ?::json, ?, ?, ?)",
        version.key().value(),
        version.version(),
        Json.writeText(version.body()),
        version.author(),
        OffsetDateTime.ofInstant(version.at(), ZoneOffset.UTC),
        version.body().get("comment") instanceof String comment ? searchable(comment) : null);
    handle.execute(
        "UPDATE template SET latest = ?, gone = false WHERE key = ?",
        version.version(),
        version.key().value());
  }

  /** Takes it away from view. */
  void remove(Handle handle, TemplateKey key) {
    handle.execute("UPDATE template SET gone = true WHERE key = ?", key.value());
  }

  /** Notes beside the template what its live version is, or its draft while none is live. */
  void index(Handle handle, TemplateKey key, Definition definition) {
    String[] channels =
        definition.content().channels().stream().map(Channel::apiName).toArray(String[]::new);
    handle.execute(
        "UPDATE template SET kind = ?, name = ?, description = ?, category = ?, "
            + "channels = string_to_array(?, ',') WHERE key = ?",
        definition.kind().apiName(),
        searchable(definition.name()),
        searchable(definition.description()),
        definition.category() == null ? null : definition.category().value(),
        String.join(",", channels),
        key.value());
  }

  Optional<TemplateVersion> version(Handle handle, TemplateKey key, int version) {
    return handle
        .createQuery(
            "SELECT key, version, body, author, at FROM template_version "
                + "WHERE key = ? AND version = ?")
        .bind(0, key.value())
        .bind(1, version)
        .map((row, _) -> version(row))
        .findOne();
  }

  Optional<TemplateView> view(Handle handle, TemplateKey key) {
    return handle
        .createQuery(VIEW + " WHERE t.key = ? AND NOT t.gone")
        .bind(0, key.value())
        .map((row, _) -> view(row))
        .findOne();
  }

  /** A version of a template that is not deleted, with what is live beside it. */
  Optional<TemplateView> view(Handle handle, TemplateKey key, int version) {
    return handle
        .createQuery(
            "SELECT t.key, v.version, v.body, v.author, v.at, t.latest, t.live FROM template t"
                + " JOIN template_version v ON v.key = t.key"
                + " WHERE t.key = ? AND NOT t.gone AND v.version = ?")
        .bind(0, key.value())
        .bind(1, version)
        .map((row, _) -> view(row))
        .findOne();
  }

  /** Versions before this one, the newest first. */
  List<VersionEntry> history(Handle handle, TemplateKey key, int before, int limit) {
    return handle
        .createQuery(
            "SELECT v.version, v.author, v.at, v.comment, coalesce(v.version = t.live, false) FROM template t"
                + " JOIN template_version v ON v.key = t.key"
                + " WHERE t.key = ? AND v.version < ? ORDER BY v.version DESC LIMIT ?")
        .bind(0, key.value())
        .bind(1, before)
        .bind(2, limit)
        .map((row, _) ->
            new VersionEntry(
                row.getInt(1),
                row.getString(2),
                row.getObject(3, OffsetDateTime.class).toInstant(),
                row.getString(4),
                row.getBoolean(5)))
        .list();
  }

  /** Live versions in the order of their keys; what the filter looks for is not looked at. */
  List<TemplateView> list(Handle handle, TemplateFilter filter, String after, int limit) {
    var matching = new StringBuilder("SELECT key FROM template WHERE key > :after AND NOT gone");
    if (filter.within() != null) {
      matching.append(" AND (key = ANY (:keys) OR key ^@ ANY (:beginnings))");
    }
    if (filter.kind() != null) {
      matching.append(" AND kind = :kind");
    }
    if (filter.channel() != null) {
      matching.append(" AND :channel = ANY (channels)");
    }
    if (filter.category() != null) {
      matching.append(" AND category = :category");
    }
    var query =
        handle
            .createQuery(VIEW + " WHERE t.key IN (" + matching + ") ORDER BY t.key LIMIT :limit")
            .bind("after", after)
            .bind("limit", limit);
    if (filter.within() != null) {
      query
          .bindArray("keys", String.class, KeyPattern.beginnings(filter.within(), false))
          .bindArray("beginnings", String.class, KeyPattern.beginnings(filter.within(), true));
    }
    if (filter.kind() != null) {
      query.bind("kind", filter.kind().apiName());
    }
    if (filter.channel() != null) {
      query.bind("channel", filter.channel().apiName());
    }
    if (filter.category() != null) {
      query.bind("category", filter.category().value());
    }
    return query.map((row, _) -> view(row)).list();
  }

  /** The live versions of these, or drafts while none is live, in their order. */
  List<TemplateView> views(Handle handle, List<String> keys) {
    Map<String, TemplateView> views = new HashMap<>();
    handle
        .createQuery(VIEW + " WHERE t.key = ANY (:keys) AND NOT t.gone")
        .bindArray("keys", String.class, keys)
        .map((row, _) -> view(row))
        .forEach(each -> views.put(each.shown().key().value(), each));
    return keys.stream().map(views::get).filter(Objects::nonNull).toList();
  }

  /** PostgreSQL has no U+0000 in a text. */
  private static @Nullable String searchable(@Nullable String text) {
    return text == null ? null : text.replace("\0", "");
  }

  private static TemplateView view(ResultSet row) throws SQLException {
    return new TemplateView(version(row), row.getInt("latest"), row.getInt("live"));
  }

  private static TemplateVersion version(ResultSet row) throws SQLException {
    try {
      return new TemplateVersion(
          new TemplateKey(row.getString("key")),
          row.getInt("version"),
          Json.readObject(row.getString("body").getBytes(StandardCharsets.UTF_8)),
          row.getString("author"),
          row.getObject("at", OffsetDateTime.class).toInstant());
    } catch (JsonException e) {
      throw new SQLException("a body is not the JSON that was stored", e);
    }
  }
}
