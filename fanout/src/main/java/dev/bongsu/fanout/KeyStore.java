package dev.bongsu.fanout;

import dev.bongsu.kernel.NotificationId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Who has which idempotency key. A key is reserved early, by whoever accepts a request, and belongs
 * for good to the record that the planner takes up first: a reservation alone gives way, since what
 * was reserved may never have reached the log.
 */
final class KeyStore {
  private static final String ASKED =
      "unnest(?::text[], ?::text[], ?::uuid[], ?::bytea[], ?::timestamptz[], ?::text[])"
          + " AS asked (sender, key, notification_id, fingerprint, accepted_at, place)";
  private static final String TAKE =
      "INSERT INTO idempotency_key AS k"
          + " (sender, key, notification_id, fingerprint, accepted_at, place)"
          + " SELECT * FROM "
          + ASKED
          + " ORDER BY sender COLLATE \"C\", key COLLATE \"C\""
          + " ON CONFLICT (sender, key) DO UPDATE SET notification_id = excluded.notification_id,"
          + " fingerprint = excluded.fingerprint, accepted_at = excluded.accepted_at,"
          + " place = excluded.place"
          + " WHERE k.accepted_at <= excluded.accepted_at - interval '24 hours'"
          + " OR (k.place IS NULL AND excluded.place IS NOT NULL)";
  private static final String HOLDERS =
      "SELECT k.sender, k.key, k.notification_id, k.fingerprint, k.place"
          + " FROM unnest(?::text[], ?::text[]) AS asked (sender, key)"
          + " JOIN idempotency_key AS k USING (sender, key)";
  private static final String FORGET =
      "DELETE FROM idempotency_key WHERE ctid = ANY (ARRAY(SELECT ctid FROM idempotency_key"
          + " WHERE accepted_at < ?::timestamptz ORDER BY accepted_at LIMIT ?"
          + " FOR UPDATE SKIP LOCKED))";

  /**
   * A wish for a key.
   *
   * @param place the record that takes it, null to reserve it only
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Claim(SenderKey key, NotificationId id, byte[] fingerprint, @Nullable Place place) {}

  /**
   * Who has the key.
   *
   * @param place null while it is only reserved
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Holder(NotificationId id, byte[] fingerprint, @Nullable String place) {}

  /**
   * Takes every key that is free, and says who has each. Of several claims on a key the first
   * counts.
   */
  Map<SenderKey, Holder> take(Handle handle, Collection<Claim> claims) throws SQLException {
    Map<SenderKey, Claim> firsts = HashMap.newHashMap(claims.size());
    claims.forEach(claim -> firsts.putIfAbsent(claim.key(), claim));
    if (firsts.isEmpty()) {
      return Map.of();
    }
    Connection connection = handle.getConnection();
    List<Claim> asked = List.copyOf(firsts.values());
    try (PreparedStatement take = connection.prepareStatement(TAKE)) {
      take.setArray(1, texts(connection, asked.stream().map(each -> each.key().sender()).toList()));
      take.setArray(2, texts(connection, asked.stream().map(each -> each.key().key()).toList()));
      take.setArray(3, array(connection, "uuid", asked.stream().map(each -> each.id().value())));
      take.setArray(4, connection.createArrayOf("bytea", fingerprints(asked)));
      take.setArray(
          5, array(connection, "timestamptz", asked.stream().map(each -> each.id().at())));
      List<@Nullable String> places = new ArrayList<>(asked.size());
      asked.forEach(each -> places.add(each.place() == null ? null : each.place().toString()));
      take.setArray(6, texts(connection, places));
      take.executeUpdate();
    }
    return holders(connection, asked);
  }

  /** Deletes keys of requests accepted before {@code before}, at most {@code limit} of them. */
  int forget(Handle handle, Instant before, int limit) throws SQLException {
    try (PreparedStatement forget = handle.getConnection().prepareStatement(FORGET)) {
      forget.setString(1, before.toString());
      forget.setInt(2, limit);
      return forget.executeUpdate();
    }
  }

  private static Map<SenderKey, Holder> holders(Connection connection, List<Claim> asked)
      throws SQLException {
    Map<SenderKey, Holder> holders = HashMap.newHashMap(asked.size());
    try (PreparedStatement select = connection.prepareStatement(HOLDERS)) {
      select.setArray(
          1, texts(connection, asked.stream().map(each -> each.key().sender()).toList()));
      select.setArray(2, texts(connection, asked.stream().map(each -> each.key().key()).toList()));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          holders.put(
              new SenderKey(rows.getString(1), rows.getString(2)),
              new Holder(
                  new NotificationId(rows.getObject(3, UUID.class)),
                  rows.getBytes(4),
                  rows.getString(5)));
        }
      }
    }
    return holders;
  }

  private static Array texts(Connection connection, List<@Nullable String> values)
      throws SQLException {
    return connection.createArrayOf("text", values.toArray());
  }

  private static Array array(Connection connection, String type, Stream<?> values)
      throws SQLException {
    return connection.createArrayOf(type, values.toArray());
  }

  private static byte[][] fingerprints(List<Claim> claims) {
    return claims.stream().map(Claim::fingerprint).toArray(byte[][]::new);
  }
}
