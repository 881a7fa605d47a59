package dev.bongsu.ledger;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The table of attempts that began. */
final class BegunAttemptStore {
  /** An attempt of a delivery. */
  record Key(UUID delivery, int attempt) {}

  /** What is noted of it. */
  record Row(Key key, String provider, Instant at, Instant until) {}

  private BegunAttemptStore() {}

  /** Notes those that are new, and answers which these are. */
  static Set<Key> add(Handle handle, List<Row> rows) {
    return new HashSet<>(
        handle
            .createQuery(
                "insert into begun_attempt (delivery_id, attempt, provider, at, until)"
                    + " select * from unnest(:ids, :attempts, :providers, :ats, :untils)"
                    + " on conflict do nothing returning delivery_id, attempt")
            .bindArray("ids", UUID.class, rows.stream().map(each -> each.key().delivery()).toList())
            .bindArray(
                "attempts", Integer.class, rows.stream().map(each -> each.key().attempt()).toList())
            .bindArray("providers", String.class, rows.stream().map(Row::provider).toList())
            .bindArray(
                "ats", OffsetDateTime.class, rows.stream().map(each -> utc(each.at())).toList())
            .bindArray(
                "untils",
                OffsetDateTime.class,
                rows.stream().map(each -> utc(each.until())).toList())
            .map((row, _) -> new Key(row.getObject(1, UUID.class), row.getInt(2)))
            .list());
  }

  /** What is noted of these. */
  static Map<Key, BegunAttempts.Begun> find(Handle handle, List<Key> keys) {
    Map<Key, BegunAttempts.Begun> found = new HashMap<>();
    handle
        .createQuery(
            "select delivery_id, attempt, provider, at from begun_attempt"
                + " join unnest(:ids, :attempts) as wanted (delivery_id, attempt)"
                + " using (delivery_id, attempt)")
        .bindArray("ids", UUID.class, keys.stream().map(Key::delivery).toList())
        .bindArray("attempts", Integer.class, keys.stream().map(Key::attempt).toList())
        .map((row, _) ->
            Map.entry(
                new Key(row.getObject(1, UUID.class), row.getInt(2)),
                new BegunAttempts.Begun(
                    row.getString(3), row.getObject(4, OffsetDateTime.class).toInstant())))
        .forEach(each -> found.put(each.getKey(), each.getValue()));
    return found;
  }

  /** Forgets those whose deliveries expired before {@code then}. */
  static void forget(Handle handle, Instant then) {
    handle
        .createUpdate("delete from begun_attempt where until < :then")
        .bind("then", utc(then))
        .execute();
  }

  private static OffsetDateTime utc(Instant at) {
    return OffsetDateTime.ofInstant(at, ZoneOffset.UTC);
  }
}
