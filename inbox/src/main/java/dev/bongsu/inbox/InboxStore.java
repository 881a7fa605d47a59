package dev.bongsu.inbox;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.log.LogUnavailableException;
import dev.bongsu.store.CopyFailedException;
import dev.bongsu.store.CopyRows;
import dev.bongsu.store.Database;
import dev.bongsu.store.Partitions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The table of items; who is to hear of them, {@link NewsStore} keeps. For many threads. */
final class InboxStore {
  private static final String COLUMNS =
      "inbox_item (delivery_id, recipient, xid, ord, notification_id, at, channel, priority,"
          + " category, title, body, url, data)";
  private static final int COLUMN_COUNT = 13;
  static final long NONE = -1;
  private static final int ATTEMPTS = 5;
  private static final String UNIQUE_VIOLATION = "23505";

  private static final int UNREAD_BELOW = 2;

  private final Database database;
  private final Partitions partitions;
  private final PlaceStore places;

  InboxStore(Database database, Partitions partitions, PlaceStore places) {
    this.database = database;
    this.partitions = partitions;
    this.places = places;
  }

  /** An item that an ack moves, and the state it was in. */
  record Moved(
      DeliveryId id, NotificationId notification, Channel channel, String priority, int state) {
    /** Whether it was not read before, and is by this. */
    boolean isReadNow(AckState as) {
      return state < UNREAD_BELOW && code(as) >= UNREAD_BELOW;
    }
  }

  /** Hears, before they do, which items move, and what is no item of the recipient's. */
  @FunctionalInterface
  interface BeforeMove {
    void hear(List<Moved> moved, Set<DeliveryId> elsewhere) throws LogUnavailableException;
  }

  /**
   * What an ack did.
   *
   * @param xid the place at which others hear of it, {@value #NONE} if there is nothing to hear
   */
  record Move(int items, long xid) {}

  /**
   * Stores what is not there yet.
   *
   * @return the place of the transaction that did, {@value #NONE} if all is there
   */
  long insert(Collection<InboxItem> items) {
    Map<UUID, InboxItem> missing = new LinkedHashMap<>();
    items.forEach(item -> missing.putIfAbsent(item.id().value(), item));
    partitions.cover(missing.keySet());
    // What comes twice is rare, after a crash: so nothing is looked up until a copy is refused.
    for (int attempt = 1; ; attempt++) {
      try {
        return copy(missing.values());
      } catch (CopyFailedException e) {
        if (attempt == ATTEMPTS || !isDuplicate(e)) {
          throw e;
        }
        missing.keySet().removeAll(existing(missing.keySet()));
        if (missing.isEmpty()) {
          return NONE;
        }
      }
    }
  }

  private long copy(Collection<InboxItem> items) {
    return database
        .jdbi()
        .inTransaction(handle -> {
          long xid = NewsStore.arrived(handle, hashes(items));
          database.copy(handle, COLUMNS, rows -> write(rows, items, xid));
          return xid;
        });
  }

  private static List<Integer> hashes(Collection<InboxItem> items) {
    return items.stream().map(item -> NewsStore.hash(item.recipient().value())).distinct().toList();
  }

  private static void write(CopyRows rows, Collection<InboxItem> items, long xid) {
    int ord = 0;
    for (InboxItem item : items) {
      rows.row(COLUMN_COUNT)
          .uuid(item.id().value())
          .text(item.recipient().value())
          .int8(xid)
          .int4(ord++)
          .uuid(item.notification().value())
          .timestamp(item.at())
          .text(item.channel().apiName())
          .text(item.priority().apiName())
          .text(item.category())
          .text(item.text().title())
          .text(item.text().body())
          .text(item.text().url())
          .text(item.text().data());
    }
  }

  private Set<UUID> existing(Collection<UUID> ids) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("SELECT delivery_id FROM inbox_item WHERE delivery_id = ANY(:ids)")
                .bindArray("ids", UUID.class, ids)
                .mapTo(UUID.class)
                .collect(Collectors.toCollection(HashSet::new)));
  }

  private static boolean isDuplicate(CopyFailedException e) {
    return e.getCause() instanceof SQLException cause
        && UNIQUE_VIOLATION.equals(cause.getSQLState());
  }

  /** What is settled of a recipient's items after a place, in order. */
  List<InboxEntry> read(RecipientId recipient, Position after, int limit, boolean unreadOnly) {
    long known = places.known();
    List<InboxEntry> entries = select(recipient, after, Long.MAX_VALUE, limit, unreadOnly);
    if (entries.isEmpty() || entries.getLast().position().xid() < known) {
      return entries;
    }
    // Older ones may have come since they were read, so they are read again.
    return select(recipient, after, places.settled(), limit, unreadOnly);
  }

  private List<InboxEntry> select(
      RecipientId recipient, Position after, long before, int limit, boolean unreadOnly) {
    String sql =
        "SELECT delivery_id, xid, ord, state, notification_id, at, channel, priority, category,"
            + " title, body, url, data FROM inbox_item"
            + " WHERE recipient = :recipient AND (xid, ord) > (:xid, :ord) AND xid < :before"
            + (unreadOnly ? " AND state < " + UNREAD_BELOW : "")
            + " ORDER BY xid, ord LIMIT :limit";
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(sql)
                .bind("recipient", recipient.value())
                .bind("xid", after.xid())
                .bind("ord", after.ord())
                .bind("before", before)
                .bind("limit", limit)
                .map((row, _) -> entry(recipient, row))
                .list());
  }

  private static InboxEntry entry(RecipientId recipient, ResultSet row) throws SQLException {
    var text =
        new InboxItem.Text(
            row.getString("title"),
            row.getString("body"),
            row.getString("url"),
            row.getString("data"));
    var item =
        new InboxItem(
            new DeliveryId(row.getObject("delivery_id", UUID.class)),
            new NotificationId(row.getObject("notification_id", UUID.class)),
            recipient,
            Channel.named(row.getString("channel")).orElse(Channel.INAPP),
            Priority.named(row.getString("priority")).orElse(Priority.NORMAL),
            row.getString("category"),
            text,
            row.getObject("at", OffsetDateTime.class).toInstant());
    return new InboxEntry(
        item, new Position(row.getLong("xid"), row.getInt("ord")), stateOf(row.getInt("state")));
  }

  /** What is stored as this number. */
  static ItemState stateOf(int code) {
    return switch (code) {
      case 2 -> ItemState.READ;
      case 3 -> ItemState.ARCHIVED;
      default -> ItemState.UNREAD;
    };
  }

  private static int code(AckState as) {
    return switch (as) {
      case DELIVERED -> 1;
      case READ -> 2;
      case ARCHIVED -> 3;
    };
  }

  /**
   * Moves a recipient's items on. One ack of a recipient at a time, so that each hears the state
   * that the one before left; the lock, unlike one on rows, holds up no reader.
   */
  Move move(RecipientId recipient, Set<DeliveryId> deliveries, AckState to, BeforeMove before)
      throws LogUnavailableException {
    List<UUID> ids = deliveries.stream().map(DeliveryId::value).toList();
    return database
        .jdbi()
        .inTransaction(handle -> {
          handle
              .createQuery("SELECT 1 FROM pg_advisory_xact_lock(hashtextextended(:name, 0))")
              .bind("name", "inbox " + recipient.value())
              .mapTo(int.class)
              .one();
          List<Moved> items = items(handle, recipient, ids);
          Set<DeliveryId> elsewhere = new HashSet<>(deliveries);
          items.forEach(each -> elsewhere.remove(each.id()));
          List<Moved> moving = items.stream().filter(each -> each.state() < code(to)).toList();
          before.hear(moving, elsewhere);
          if (moving.isEmpty()) {
            return new Move(0, NONE);
          }
          // That it is on one device is nothing to the others.
          long xid = to == AckState.DELIVERED ? NONE : tell(handle, recipient, moving, to);
          int moved =
              handle
                  .createUpdate(
                      "UPDATE inbox_item SET state = :to WHERE recipient = :recipient"
                          + " AND delivery_id = ANY(:ids) AND state < :to")
                  .bind("to", code(to))
                  .bind("recipient", recipient.value())
                  .bindArray("ids", UUID.class, ids)
                  .execute();
          return new Move(moved, xid);
        });
  }

  private static long tell(Handle handle, RecipientId recipient, List<Moved> moved, AckState to) {
    List<DeliveryId> ids = moved.stream().map(Moved::id).toList();
    return NewsStore.moved(handle, recipient, ids, code(to));
  }

  /** How many items are unread; no more than {@code most} are counted. */
  int unread(RecipientId recipient, int most) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "SELECT count(*) FROM (SELECT 1 FROM inbox_item WHERE recipient = :recipient"
                        + " AND state < "
                        + UNREAD_BELOW
                        + " LIMIT :most) counted")
                .bind("recipient", recipient.value())
                .bind("most", most)
                .mapTo(int.class)
                .one());
  }

  /** The same for many, each without the items of one notification. */
  List<Integer> unreadBeside(List<Inbox.Beside> others, int most) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "SELECT (SELECT count(*) FROM (SELECT 1 FROM inbox_item"
                        + " WHERE recipient = asked.recipient AND state < "
                        + UNREAD_BELOW
                        + " AND notification_id <> asked.notification LIMIT :most) counted)"
                        + " FROM unnest(:recipients, :notifications)"
                        + " WITH ORDINALITY asked (recipient, notification, place) ORDER BY place")
                .bind("most", most)
                .bindArray(
                    "recipients",
                    String.class,
                    others.stream().map(each -> each.recipient().value()).toList())
                .bindArray(
                    "notifications",
                    UUID.class,
                    others.stream().map(each -> each.notification().value()).toList())
                .mapTo(Integer.class)
                .list());
  }

  private static List<Moved> items(Handle handle, RecipientId recipient, List<UUID> ids) {
    return handle
        .createQuery(
            "SELECT delivery_id, notification_id, channel, priority, state FROM inbox_item"
                + " WHERE recipient = :recipient AND delivery_id = ANY(:ids)")
        .bind("recipient", recipient.value())
        .bindArray("ids", UUID.class, ids)
        .map((row, _) ->
            new Moved(
                new DeliveryId(row.getObject("delivery_id", UUID.class)),
                new NotificationId(row.getObject("notification_id", UUID.class)),
                Channel.named(row.getString("channel")).orElse(Channel.INAPP),
                row.getString("priority"),
                row.getInt("state")))
        .list();
  }
}
