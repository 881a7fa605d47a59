package dev.bongsu.ledger;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.DeliveryStatus;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.ObjectId;
import dev.bongsu.kernel.RecipientId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Reads the tables. */
final class LedgerStore {
  private static final String FACTS =
      """
      select n.number, d.channel, d.status, count(*) as count, sum(d.hop) as hops,
        max(d.settled) as settled, max(d.decided) as decided
      from unnest(:numbers, :firsts, :lasts, :tails) as n (number, first, last, tail)
      cross join lateral (
        select distinct on (e.delivery_id) e.channel, e.status,
          max(case when e.origin = 2 then 1 else 0 end) over w as hop,
          min(case when e.status >= 10 then coalesce(e.settled_at, e.at) end) over w as settled,
          min(case when e.origin = 1 then e.at end) over w as decided
        from delivery_event e
        where e.delivery_id between n.first and n.last and e.notification_tail = n.tail
        window w as (partition by e.delivery_id)
        order by e.delivery_id, case when e.status >= 10 then e.status else 0 end desc,
          e.step desc, e.status desc
      ) d
      group by 1, 2, 3
      """;
  private static final String TALLIES =
      """
      select notification_id, channel, status, sum(change) as change, sum(chunks) as chunks,
        max(at) as at
      from delivery_tally where notification_id = any(:ids) group by 1, 2, 3
      """;

  /** What stands beside the large tables, and is not dropped with their days. */
  private static final List<String> BESIDE =
      List.of(
          "chunked_notification",
          "open_notification",
          "cancelled_notification",
          "notification_object");

  private LedgerStore() {}

  /** What these come to, in their order. */
  static List<Facts> facts(Handle handle, List<Recorded> notifications) {
    Map<UUID, Facts> chunked = new HashMap<>();
    List<Facts> all = new ArrayList<>();
    List<Integer> numbers = new ArrayList<>();
    List<NotificationId> small = new ArrayList<>();
    for (Recorded each : notifications) {
      var facts = new Facts();
      if (each.chunked()) {
        chunked.put(each.id().value(), facts);
      } else {
        numbers.add(all.size());
        small.add(each.id());
      }
      all.add(facts);
    }
    if (!small.isEmpty()) {
      handle
          .createQuery(FACTS)
          .bindArray("numbers", Integer.class, numbers)
          .bindArray(
              "firsts",
              UUID.class,
              small.stream().map(each -> DeliveryId.firstOf(each).value()).toList())
          .bindArray(
              "lasts",
              UUID.class,
              small.stream().map(each -> DeliveryId.lastOf(each).value()).toList())
          .bindArray("tails", Long.class, small.stream().map(LedgerStore::tail).toList())
          .map((row, _) -> add(row, all.get(row.getInt("number"))))
          .list();
    }
    if (!chunked.isEmpty()) {
      handle
          .createQuery(TALLIES)
          .bindArray("ids", UUID.class, List.copyOf(chunked.keySet()))
          .map((row, _) -> addTally(row, chunked))
          .list();
    }
    return all;
  }

  static Map<UUID, byte[]> requests(Handle handle, List<UUID> ids) {
    Map<UUID, byte[]> requests = new HashMap<>();
    handle
        .createQuery("select id, request from notification where id = any(:ids)")
        .bindArray("ids", UUID.class, ids)
        .map((row, _) -> requests.put(row.getObject("id", UUID.class), row.getBytes("request")))
        .list();
    return requests;
  }

  /** The words that come near to this one, the nearest first. */
  static List<String> words(Handle handle, String like, int limit) {
    return handle
        .createQuery(
            "select word from notification_word"
                + " where word % :like or :like <% word or strpos(word, lower(:like)) > 0"
                + " order by word_similarity(:like, word) desc, word limit :limit")
        .bind("like", like)
        .bind("limit", limit)
        .mapTo(String.class)
        .list();
  }

  /**
   * Notifications with deliveries to this recipient, newest first, each once.
   *
   * @param before only those before this one, null for all
   * @param limit how many deliveries are looked at
   */
  static List<UUID> of(
      Handle handle, RecipientId recipient, @Nullable NotificationId before, int limit) {
    Query query =
        handle
            .createQuery(
                "select delivery_id, notification_tail from delivery_event"
                    + " where recipient = :recipient"
                    + (before == null ? "" : " and delivery_id < :before")
                    + " order by delivery_id desc limit :limit")
            .bind("recipient", recipient.value())
            .bind("limit", limit);
    if (before != null) {
      query.bind("before", DeliveryId.firstOf(before).value());
    }
    return query
        .map((row, _) ->
            new UUID(
                row.getObject("delivery_id", UUID.class).getMostSignificantBits(),
                row.getLong("notification_tail")))
        .list()
        .stream()
        .distinct()
        .toList();
  }

  /**
   * The ids of deliveries that the filter may let through, in order: at least all that it does.
   *
   * @param after only those after this one, null for all
   * @param anyStatus whether the status is left to the caller
   */
  static List<UUID> candidates(
      Handle handle,
      NotificationId notification,
      DeliveryFilter filter,
      @Nullable UUID after,
      boolean anyStatus,
      int limit) {
    DeliveryStatus status = filter.status();
    Channel channel = filter.channel();
    RecipientId recipient = filter.recipient();
    // Of one recipient there are few: their first rows tell them, and all rows the status.
    DeliveryStatus rowStatus = anyStatus || recipient != null ? null : status;
    String sql =
        "select distinct delivery_id from delivery_event where notification_tail = :tail"
            + " and delivery_id between :first and :last"
            + (after == null ? "" : " and delivery_id > :after")
            + (rowStatus != null ? " and status = :status" : " and origin > 0")
            + (channel == null ? "" : " and channel = :channel")
            + (recipient == null ? "" : " and recipient = :recipient")
            + " order by delivery_id limit :limit";
    Query query =
        handle
            .createQuery(sql)
            .bind("tail", tail(notification))
            .bind("first", DeliveryId.firstOf(notification).value())
            .bind("last", DeliveryId.lastOf(notification).value())
            .bind("limit", limit);
    if (after != null) {
      query.bind("after", after);
    }
    if (rowStatus != null) {
      query.bind("status", Codes.of(rowStatus));
    }
    if (channel != null) {
      query.bind("channel", Codes.of(channel));
    }
    if (recipient != null) {
      query.bind("recipient", recipient.value());
    }
    return query.map((row, _) -> row.getObject(1, UUID.class)).list();
  }

  /** The ids of what these recipients get of these notifications. */
  static List<UUID> addressed(Handle handle, Collection<Ledger.Addressed> sought) {
    List<Ledger.Addressed> all = List.copyOf(sought);
    return handle
        .createQuery(
            """
            select distinct e.delivery_id
            from unnest(:recipients, :firsts, :lasts, :tails) as n (recipient, first, last, tail)
            cross join lateral (
              select delivery_id from delivery_event
              where recipient = n.recipient and delivery_id between n.first and n.last
                and notification_tail = n.tail
            ) e
            """)
        .bindArray(
            "recipients", String.class, all.stream().map(each -> each.recipient().value()).toList())
        .bindArray(
            "firsts",
            UUID.class,
            all.stream().map(each -> DeliveryId.firstOf(each.notification()).value()).toList())
        .bindArray(
            "lasts",
            UUID.class,
            all.stream().map(each -> DeliveryId.lastOf(each.notification()).value()).toList())
        .bindArray(
            "tails", Long.class, all.stream().map(each -> tail(each.notification())).toList())
        .mapTo(UUID.class)
        .list();
  }

  /**
   * All rows of these deliveries, by delivery in the order of ids. Each is looked for by itself: as
   * long as nothing is known of how a partition's ids are spread, which is on every new day, the
   * database would rather read all of it than look for hundreds at once.
   */
  static Map<UUID, List<EventRow>> events(Handle handle, List<UUID> deliveries) {
    Map<UUID, List<EventRow>> events = new LinkedHashMap<>();
    handle
        .createQuery(
            """
            select e.*
            from (select distinct id from unnest(:ids) as named (id)) wanted
            cross join lateral
              (select * from delivery_event where delivery_id = wanted.id offset 0) e
            order by e.delivery_id
            """)
        .bindArray("ids", UUID.class, deliveries)
        .map((row, _) -> Rows.event(row))
        .forEach(row -> events.computeIfAbsent(row.delivery(), _ -> new ArrayList<>()).add(row));
    return events;
  }

  static boolean knowsAny(Handle handle, List<DeliveryId> deliveries) {
    return !deliveries.isEmpty()
        && handle
            .createQuery("select exists (select from delivery_event where delivery_id = any(:ids))")
            .bindArray("ids", UUID.class, deliveries.stream().map(DeliveryId::value).toList())
            .mapTo(Boolean.class)
            .one();
  }

  static boolean isCancelled(Handle handle, NotificationId id) {
    return handle
        .createQuery("select exists (select from cancelled_notification where id = :id)")
        .bind("id", id.value())
        .mapTo(Boolean.class)
        .one();
  }

  /** From now on what is not settled counts as cancelled; false if it already did. */
  static boolean markCancelled(Handle handle, NotificationId id) {
    return handle
            .createUpdate(
                "insert into cancelled_notification (id, at) values (:id, now())"
                    + " on conflict do nothing")
            .bind("id", id.value())
            .execute()
        > 0;
  }

  /** Nobody can see any more where this recipient was reached. */
  static void forgetAddresses(Handle handle, RecipientId recipient) {
    handle
        .createUpdate(
            "update delivery_event set address = null"
                + " where recipient = :recipient and address is not null")
        .bind("recipient", recipient.value())
        .execute();
  }

  /** What is kept beside notifications goes with those that are older than this one. */
  static void forgetBefore(Handle handle, NotificationId oldest) {
    for (String table : BESIDE) {
      handle
          .createUpdate("delete from " + table + " where id < :oldest")
          .bind("oldest", oldest.value())
          .execute();
    }
  }

  /** Notifications that name this object, the newest first. */
  static List<UUID> naming(Handle handle, ObjectId object, @Nullable UUID before, int limit) {
    return handle
        .createQuery(
            "select id from notification_object where object_id = :object"
                + " and (:before::uuid is null or id < :before::uuid) order by id desc limit :limit")
        .bind("object", object.value())
        .bind("before", before)
        .bind("limit", limit)
        .mapTo(UUID.class)
        .list();
  }

  private static long tail(NotificationId id) {
    return id.value().getLeastSignificantBits();
  }

  private static Facts add(ResultSet row, Facts facts) throws SQLException {
    facts.count(
        Codes.channel(row.getInt("channel")),
        Codes.status(row.getInt("status")),
        row.getLong("count"));
    facts.hops(row.getLong("hops"));
    facts.settledAt(Rows.timeOrNull(row, "settled"));
    facts.decidedAt(Rows.timeOrNull(row, "decided"));
    return facts;
  }

  private static Facts addTally(ResultSet row, Map<UUID, Facts> byId) throws SQLException {
    Facts facts = byId.get(row.getObject("notification_id", UUID.class));
    if (facts == null) {
      throw new IllegalStateException("a tally was answered that was not asked for");
    }
    Integer channel = row.getObject("channel", Integer.class);
    if (channel == null) {
      facts.chunks(row.getLong("chunks"), row.getLong("change"));
      facts.decidedAt(Rows.timeOrNull(row, "at"));
    } else {
      DeliveryStatus status = Codes.status(row.getInt("status"));
      facts.count(Codes.channel(channel), status, row.getLong("change"));
      if (status.isSettled()) {
        facts.settledAt(Rows.timeOrNull(row, "at"));
      }
    }
    return facts;
  }
}
