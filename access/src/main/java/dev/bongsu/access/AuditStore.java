package dev.bongsu.access;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table of the audit log. */
final class AuditStore {
  void insert(Handle handle, List<AuditLog.Draft> drafts) {
    handle
        .createUpdate(
            """
            INSERT INTO audit_entry (at, actor, action, resource, outcome, version)
            SELECT at::timestamptz, actor, action, resource, outcome, nullif(version, '')::bigint
            FROM unnest(:times, :actors, :actions, :resources, :outcomes, :versions)
              WITH ORDINALITY AS given (at, actor, action, resource, outcome, version, ord)
            ORDER BY ord
            """)
        .bindArray("times", String.class, texts(drafts, each -> each.at().toString()))
        .bindArray("actors", String.class, texts(drafts, AuditLog.Draft::actor))
        .bindArray("actions", String.class, texts(drafts, AuditLog.Draft::action))
        .bindArray("resources", String.class, texts(drafts, AuditLog.Draft::resource))
        .bindArray("outcomes", String.class, texts(drafts, AuditLog.Draft::outcome))
        .bindArray(
            "versions",
            String.class,
            texts(drafts, each -> each.version() == null ? "" : each.version().toString()))
        .execute();
  }

  /**
   * Takes the oldest entries away that are from before a moment.
   *
   * @return how many; fewer than {@code limit} when no more are left
   */
  int deleteOldest(Handle handle, Instant before, int limit) {
    // Entries lie in the order of time, but for moments: so the first ones tell whether any is due.
    return handle
        .createUpdate(
            """
            DELETE FROM audit_entry WHERE id IN (
              SELECT id FROM (SELECT id, at FROM audit_entry ORDER BY id LIMIT :limit) AS oldest
              WHERE at < :before)
            """)
        .bind("limit", limit)
        .bind("before", utc(before))
        .execute();
  }

  /** Newest first. */
  List<AuditEntry> list(Handle handle, AuditLog.Filter filter, @Nullable Long before, int limit) {
    return handle
        .createQuery(
            """
            SELECT id, at, actor, action, resource, outcome, version FROM audit_entry
            WHERE (:before::bigint IS NULL OR id < :before::bigint)
              AND (:actor::text IS NULL OR actor = :actor)
              AND (:resource::text IS NULL OR resource = :resource
                OR (resource ~>=~ (:resource || '/') AND resource ~<~ (:resource || '0')))
              AND (:from::timestamptz IS NULL OR at >= :from::timestamptz)
              AND (:to::timestamptz IS NULL OR at < :to::timestamptz)
            ORDER BY id DESC LIMIT :limit
            """)
        .bindByType("before", before, Long.class)
        .bindByType("actor", filter.actor(), String.class)
        .bindByType("resource", filter.resource(), String.class)
        .bindByType("from", utc(filter.from()), OffsetDateTime.class)
        .bindByType("to", utc(filter.to()), OffsetDateTime.class)
        .bind("limit", limit)
        .map((row, _) ->
            new AuditEntry(
                row.getLong(1),
                row.getTimestamp(2).toInstant(),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getObject(7, Long.class)))
        .list();
  }

  private static List<String> texts(
      List<AuditLog.Draft> drafts, Function<AuditLog.Draft, String> value) {
    return drafts.stream().map(value).toList();
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
    return time == null ? null : OffsetDateTime.ofInstant(time, ZoneOffset.UTC);
  }
}
