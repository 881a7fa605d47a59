package dev.bongsu.inbox;

import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.store.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The tables of whose inboxes changed, how, and at which places of the order: for a few minutes, so
 * that whoever is connected to any process hears of it. For many threads.
 */
final class NewsStore {
  private final Database database;
  private final PlaceStore places;

  NewsStore(Database database, PlaceStore places) {
    this.database = database;
    this.places = places;
  }

  /**
   * Who has something new.
   *
   * @param settled what was stored before this place is known now
   * @param hashes of the recipients' ids, and whether any of their items changed; somebody else may
   *     have the same
   */
  record News(long settled, Map<Integer, Boolean> hashes) {}

  /**
   * What changed.
   *
   * @param settled what changed before this place is known now
   */
  record Changes(long settled, List<InboxChange> changes) {}

  /**
   * Notes, before the handle's transaction writes anything else, who gets something by it.
   *
   * @param hashes of the recipients: {@link #hash}
   * @return its place in the order
   */
  static long arrived(Handle handle, List<Integer> hashes) {
    return begin(handle, hashes, false);
  }

  /**
   * Notes, before the handle's transaction writes anything else, that items of a recipient move on
   * by it.
   *
   * @param state as it is stored of items
   * @return its place in the order
   */
  static long moved(Handle handle, RecipientId recipient, List<DeliveryId> items, int state) {
    long xid = begin(handle, List.of(hash(recipient.value())), true);
    handle
        .createUpdate(
            "INSERT INTO inbox_change (recipient, xid, deliveries, state)"
                + " VALUES (:recipient, :xid, :deliveries, :state)")
        .bind("recipient", recipient.value())
        .bind("xid", xid)
        .bindArray("deliveries", UUID.class, items.stream().map(DeliveryId::value).toList())
        .bind("state", state)
        .execute();
    return xid;
  }

  /**
   * The first that a transaction writes: says whom it has something for, and, by a trigger, that
   * readers are to wait for it.
   *
   * @return its place in the order
   */
  private static long begin(Handle handle, List<Integer> hashes, boolean changed) {
    return handle
        .createQuery(
            "INSERT INTO inbox_arrival (xid, recipients, changed)"
                + " VALUES (inbox_place(), :hashes, :changed) RETURNING xid")
        .bindArray("hashes", Integer.class, hashes)
        .bind("changed", changed)
        .mapTo(long.class)
        .one();
  }

  /** How recipients are told apart here; two may have the same, and then both look. */
  static int hash(String recipient) {
    return recipient.hashCode();
  }

  /**
   * What the recipient's devices said at {@code since} or behind it, as far as it is still known.
   */
  Changes changes(RecipientId recipient, long since) {
    long before = places.settled();
    return database
        .jdbi()
        .withHandle(handle ->
            new Changes(
                before,
                handle
                    .createQuery(
                        "SELECT deliveries, state FROM inbox_change WHERE recipient = :recipient"
                            + " AND xid >= :since AND xid < :before ORDER BY xid")
                    .bind("recipient", recipient.value())
                    .bind("since", since)
                    .bind("before", before)
                    .map((row, _) -> change(row))
                    .list()));
  }

  private static InboxChange change(ResultSet row) throws SQLException {
    UUID[] deliveries = (UUID[]) row.getArray("deliveries").getArray();
    return new InboxChange(
        Arrays.stream(deliveries).map(DeliveryId::new).toList(),
        InboxStore.stateOf(row.getInt("state")));
  }

  /** Who got something at {@code since} or behind it. */
  News since(long since) {
    long before = places.settled();
    Map<Integer, Boolean> hashes = new HashMap<>();
    database
        .jdbi()
        .useHandle(handle ->
            handle
                .createQuery(
                    "SELECT unnest(recipients) AS hash, changed FROM inbox_arrival"
                        + " WHERE xid >= :since AND xid < :before")
                .bind("since", since)
                .bind("before", before)
                .map((row, _) ->
                    hashes.merge(row.getInt("hash"), row.getBoolean("changed"), Boolean::logicalOr))
                .list());
    return new News(before, hashes);
  }

  /** Forgets who got something, and what changed, before this place. */
  void forget(long before) {
    database
        .jdbi()
        .useHandle(handle ->
            handle
                .createUpdate("DELETE FROM inbox_arrival WHERE xid < :before")
                .bind("before", before)
                .execute());
    database
        .jdbi()
        .useHandle(handle ->
            handle
                .createUpdate("DELETE FROM inbox_change WHERE xid < :before")
                .bind("before", before)
                .execute());
  }
}
