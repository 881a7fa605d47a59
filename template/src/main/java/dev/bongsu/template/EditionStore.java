package dev.bongsu.template;

import dev.bongsu.kernel.TemplateKey;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The tables of what was live when, and of who uses whom. Every method works in the handle's
 * transaction.
 */
final class EditionStore {
  /** How many users a refusal names. */
  private static final int MAX_NAMED = 20;

  /** What is live of a template, and the last edition that changed how it looks. */
  record Live(int version, long edition) {}

  /**
   * Lets changes happen one after another, in all processes: until the transaction ends nobody else
   * makes versions or publishes.
   */
  void lock(Handle handle) {
    handle.execute("SELECT pg_advisory_xact_lock(hashtext('template_publication'))");
  }

  /** What a version names itself. */
  void addUses(Handle handle, TemplateKey key, int version, Collection<TemplateKey> used) {
    var batch =
        handle.prepareBatch("INSERT INTO template_use (key, version, used) VALUES (?, ?, ?)");
    for (TemplateKey each : used) {
      batch.add(key.value(), version, each.value());
    }
    if (!used.isEmpty()) {
      batch.execute();
    }
  }

  /**
   * Notes that a version is live from now on, and that whoever uses it looks different.
   *
   * @param version null if it is taken away
   * @return who uses it, through others too, by key
   */
  List<TemplateKey> publish(
      Handle handle, TemplateKey key, @Nullable Integer version, String author, Instant at) {
    long edition = latest(handle) + 1;
    handle.execute(
        "INSERT INTO template_publication (id, key, version, author, at) VALUES (?, ?, ?, ?, ?)",
        edition,
        key.value(),
        version,
        author,
        OffsetDateTime.ofInstant(at, ZoneOffset.UTC));
    handle.execute(
        "UPDATE template SET live = ?, edition = ? WHERE key = ?", version, edition, key.value());
    return handle
        .createQuery(
            """
            WITH RECURSIVE touched (key) AS (
              SELECT t.key FROM template_use u
              JOIN template t ON t.key = u.key AND t.live = u.version
              WHERE u.used = :key
              UNION
              SELECT t.key FROM touched
              JOIN template_use u ON u.used = touched.key
              JOIN template t ON t.key = u.key AND t.live = u.version
            ), changed AS (
              UPDATE template t SET edition = :edition FROM touched
              WHERE t.key = touched.key AND t.key <> :key
              RETURNING t.key
            )
            SELECT key FROM changed ORDER BY key
            """)
        .bind("key", key.value())
        .bind("edition", edition)
        .map((row, _) -> new TemplateKey(row.getString(1)))
        .list();
  }

  /** The last publication of all, 0 before the first. */
  long latest(Handle handle) {
    return handle
        .createQuery("SELECT coalesce(max(id), 0) FROM template_publication")
        .mapTo(Long.class)
        .one();
  }

  /** Whether a version was ever live. */
  boolean wasLive(Handle handle, TemplateKey key, int version) {
    return handle
        .createQuery(
            "SELECT EXISTS (SELECT FROM template_publication WHERE key = ? AND version = ?)")
        .bind(0, key.value())
        .bind(1, version)
        .mapTo(Boolean.class)
        .one();
  }

  /**
   * The newest version that somebody made of those that nobody has approved and this one builds on:
   * itself, and those since the last one before it that was live.
   */
  OptionalInt unapprovedBy(Handle handle, TemplateKey key, int version, String author) {
    return handle
        .createQuery(
            """
            SELECT max(v.version) FROM template_version v
            WHERE v.key = :key AND v.author = :author AND v.version <= :version AND v.version > (
              SELECT coalesce(max(p.version), 0) FROM template_publication p
              WHERE p.key = :key AND p.version < :version)
            """)
        .bind("key", key.value())
        .bind("author", author)
        .bind("version", version)
        .mapTo(Integer.class)
        .findOne()
        .map(OptionalInt::of)
        .orElseGet(OptionalInt::empty);
  }

  /** What is live of a template now. */
  Optional<Live> live(Handle handle, TemplateKey key) {
    return handle
        .createQuery("SELECT live, edition FROM template WHERE key = ? AND live IS NOT NULL")
        .bind(0, key.value())
        .map((row, _) -> new Live(row.getInt(1), row.getLong(2)))
        .findOne();
  }

  /** Which version was live in an edition. */
  OptionalInt liveIn(Handle handle, TemplateKey key, long edition) {
    return handle
        .createQuery(
            "SELECT coalesce(version, 0) FROM template_publication"
                + " WHERE key = ? AND id <= ? ORDER BY id DESC LIMIT 1")
        .bind(0, key.value())
        .bind(1, edition)
        .mapTo(Integer.class)
        .findOne()
        .filter(version -> version > 0)
        .map(OptionalInt::of)
        .orElseGet(OptionalInt::empty);
  }

  /** The live keys of a kind, at most 1,000. */
  List<TemplateKey> keys(Handle handle, TemplateKind kind) {
    return handle
        .createQuery(
            "SELECT key FROM template WHERE kind = ? AND live IS NOT NULL ORDER BY key LIMIT 1000")
        .bind(0, kind.apiName())
        .map((row, _) -> new TemplateKey(row.getString(1)))
        .list();
  }

  /**
   * The last edition that changed how a version looks, whether it is live or not: 0 if it uses
   * nothing; empty if there is no such version.
   */
  Optional<Long> editionOf(Handle handle, TemplateKey key, int version) {
    return handle
        .createQuery(
            """
            SELECT (SELECT coalesce(max(t.edition), 0) FROM template_use u
                    JOIN template t ON t.key = u.used
                    WHERE u.key = v.key AND u.version = v.version)
            FROM template_version v WHERE v.key = ? AND v.version = ?
            """)
        .bind(0, key.value())
        .bind(1, version)
        .mapTo(Long.class)
        .findOne();
  }

  /** Whose live version, or newest draft, uses this one itself; the first of them by key. */
  List<String> users(Handle handle, TemplateKey key) {
    return handle
        .createQuery(
            """
            SELECT 'template ' || u.key || CASE WHEN coalesce(bool_or(u.version = t.live), false) THEN ''
                                                ELSE ' (draft ' || max(u.version) || ')' END
            FROM template_use u
            JOIN template t ON t.key = u.key AND NOT t.gone AND u.version IN (t.live, t.latest)
            WHERE u.used = ? AND u.key <> u.used GROUP BY u.key ORDER BY u.key LIMIT ?
            """)
        .bind(0, key.value())
        .bind(1, MAX_NAMED)
        .mapTo(String.class)
        .list();
  }
}
