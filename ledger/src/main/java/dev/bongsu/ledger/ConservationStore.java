package dev.bongsu.ledger;

import dev.bongsu.kernel.NotificationId;
import dev.bongsu.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Adds up what was expected and what has a row. That every row is either settled or pending needs
 * no check, a status is one of the two; that every delivery has a row does.
 */
final class ConservationStore {
  /** How long an event may be on its way from fan-out into the tables. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private static final Duration LOOK_BACK = Duration.ofMinutes(30);
  private static final int MAX_SMALL = 20_000;
  private static final int MAX_CHUNKED = 200;
  private static final int MAX_EXAMPLES = 10;
  // Deliveries begin where the planner or an earlier delivery says so, each in one row. Ids that
  // share the first half belong to one millisecond of two processes: the tail tells them apart.
  private static final String SMALL =
      """
      with n as (
        select id, expected from notification
        where id >= :from and recorded_at < :until and not chunked and reason is null
          and expected is not null
        order by id desc limit :limit
      ), d as (
        select substr(uuid_send(delivery_id), 1, 8) as head, notification_tail as tail,
          count(*) as planned
        from delivery_event
        where origin = 1 and delivery_id between
            (select (encode(substr(uuid_send(id), 1, 8), 'hex') || '8000000000000000')::uuid
              from n order by id limit 1)
            and :last
        group by 1, 2
      )
      select n.id, n.expected as expected, coalesce(d.planned, 0) as planned
      from n left join d on d.head || int8send(d.tail) = uuid_send(n.id)
      """;
  private static final String CHUNKED =
      """
      with n as (
        select id, chunks from chunked_notification
        where planned_at < :until order by id desc limit :limit
      ), t as (
        select notification_id,
          coalesce(sum(change) filter (where channel is null), 0) as expected,
          coalesce(sum(change) filter (where channel is not null), 0) as planned,
          sum(chunks) as chunks, max(at) as at
        from delivery_tally where notification_id in (select id from n) group by 1
      )
      select n.id, t.expected, t.planned from n join t on t.notification_id = n.id
      where t.chunks >= n.chunks and t.at < :until
      """;

  private record Sum(UUID id, long expected, long planned) {}

  private ConservationStore() {}

  static Conservation check(Database database, Instant now) {
    return database.jdbi().withHandle(handle -> check(handle, now));
  }

  private static Conservation check(Handle handle, Instant now) {
    List<Sum> sums = new ArrayList<>();
    sums.addAll(
        handle
            .createQuery(SMALL)
            .bind("from", NotificationId.firstAt(now.minus(LOOK_BACK)).value())
            .bind("until", now.minus(GRACE))
            .bind("last", NotificationId.firstAt(now.plus(LOOK_BACK)).value())
            .bind("limit", MAX_SMALL)
            .map((row, _) -> new Sum(row.getObject(1, UUID.class), row.getLong(2), row.getLong(3)))
            .list());
    sums.addAll(
        handle
            .createQuery(CHUNKED)
            .bind("until", now.minus(GRACE))
            .bind("limit", MAX_CHUNKED)
            .map((row, _) -> new Sum(row.getObject(1, UUID.class), row.getLong(2), row.getLong(3)))
            .list());
    long pending =
        handle
            .createQuery("select coalesce(sum(unsettled), 0) from open_notification")
            .mapTo(Long.class)
            .one();
    long unaccounted = 0;
    long surplus = 0;
    List<NotificationId> examples = new ArrayList<>();
    for (Sum sum : sums) {
      unaccounted += Math.max(0, sum.expected() - sum.planned());
      surplus += Math.max(0, sum.planned() - sum.expected());
      if (sum.expected() != sum.planned() && examples.size() < MAX_EXAMPLES) {
        examples.add(new NotificationId(sum.id()));
      }
    }
    return new Conservation(now, sums.size(), pending, unaccounted, surplus, examples);
  }
}
