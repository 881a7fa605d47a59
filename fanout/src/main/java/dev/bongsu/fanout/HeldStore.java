package dev.bongsu.fanout;

import dev.bongsu.kernel.NotificationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Notifications whose time has not come. */
final class HeldStore {
  /** How long a released one may be on its way through the log before it is released again. */
  static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final String HOLD =
      "INSERT INTO held_notification (notification_id, due_at, record)"
          + " VALUES (?, ?::timestamptz, ?) ON CONFLICT DO NOTHING";
  private static final String RELEASE =
      "UPDATE held_notification SET appended_at = ?::timestamptz WHERE notification_id = ANY"
          + " (ARRAY(SELECT notification_id FROM held_notification WHERE place IS NULL"
          + " AND due_at <= ?::timestamptz"
          + " AND (appended_at IS NULL OR appended_at <= ?::timestamptz)"
          + " ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED)) RETURNING record";
  private static final String TAKE =
      "UPDATE held_notification AS h SET place = asked.place"
          + " FROM unnest(?::uuid[], ?::text[]) AS asked (notification_id, place)"
          + " WHERE h.notification_id = asked.notification_id AND h.place IS NULL";
  private static final String TAKEN =
      "SELECT place FROM held_notification"
          + " JOIN unnest(?::uuid[], ?::text[]) AS asked (notification_id, place)"
          + " USING (notification_id, place)";
  private static final String CANCEL =
      "DELETE FROM held_notification WHERE notification_id = ANY (?) AND place IS NULL";
  private static final String FORGET =
      "DELETE FROM held_notification WHERE place IS NOT NULL AND appended_at < ?::timestamptz";

  /** Keeps a record until it is due; does nothing if it is kept already. */
  void hold(Handle handle, NotificationId id, Instant dueAt, byte[] record) throws SQLException {
    try (PreparedStatement hold = handle.getConnection().prepareStatement(HOLD)) {
      hold.setObject(1, id.value());
      hold.setString(2, dueAt.toString());
      hold.setBytes(3, record);
      hold.executeUpdate();
    }
  }

  /**
   * Some records that are due, each to one caller; those that are not {@linkplain #take taken}
   * within {@link #PATIENCE} come again.
   */
  List<byte[]> release(Handle handle, Instant now, int limit) throws SQLException {
    List<byte[]> records = new ArrayList<>();
    try (PreparedStatement release = handle.getConnection().prepareStatement(RELEASE)) {
      release.setString(1, now.toString());
      release.setString(2, now.toString());
      release.setString(3, now.minus(PATIENCE).toString());
      release.setInt(4, limit);
      try (ResultSet rows = release.executeQuery()) {
        while (rows.next()) {
          records.add(rows.getBytes(1));
        }
      }
    }
    return records;
  }

  /** A record that would send what was held. */
  record Release(NotificationId id, Place place) {}

  /** Which of these records now send what was held: one of each, and the same in every redo. */
  Set<Release> take(Handle handle, List<Release> records) throws SQLException {
    if (records.isEmpty()) {
      return Set.of();
    }
    Connection connection = handle.getConnection();
    Map<String, Release> byPlace = new HashMap<>();
    records.forEach(each -> byPlace.put(each.place().toString(), each));
    Set<Release> taken = new HashSet<>();
    try (PreparedStatement take = connection.prepareStatement(TAKE);
        PreparedStatement select = connection.prepareStatement(TAKEN)) {
      bind(connection, take, records);
      take.executeUpdate();
      bind(connection, select, records);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          taken.add(byPlace.get(rows.getString(1)));
        }
      }
    }
    return taken;
  }

  /** Forgets notifications that are not to be sent. */
  void cancel(Handle handle, Collection<NotificationId> ids) throws SQLException {
    Connection connection = handle.getConnection();
    try (PreparedStatement cancel = connection.prepareStatement(CANCEL)) {
      Object[] values = ids.stream().map(NotificationId::value).toArray();
      cancel.setArray(1, connection.createArrayOf("uuid", values));
      cancel.executeUpdate();
    }
  }

  /** Deletes what was sent and left the log before {@code before}. */
  int forget(Handle handle, Instant before) throws SQLException {
    try (PreparedStatement forget = handle.getConnection().prepareStatement(FORGET)) {
      forget.setString(1, before.toString());
      return forget.executeUpdate();
    }
  }

  private static void bind(
      Connection connection, PreparedStatement statement, List<Release> records)
      throws SQLException {
    Object[] ids = records.stream().map(each -> each.id().value()).toArray();
    Object[] places = records.stream().map(each -> each.place().toString()).toArray();
    statement.setArray(1, connection.createArrayOf("uuid", ids));
    statement.setArray(2, connection.createArrayOf("text", places));
  }
}
