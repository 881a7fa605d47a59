package dev.bongsu.fanout;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.log.wire.ChunkRecord;
import dev.bongsu.store.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Audiences that were cut into chunks, until the chunks are expanded. */
final class ChunkStore {
  private static final char SEPARATOR = '\n'; // cannot stand in a recipient's id
  private static final String PLAN =
      "SELECT chunks FROM fanout_plan WHERE notification_id = ? AND cut IS NULL";
  private static final String BEGIN =
      "INSERT INTO fanout_plan AS p (notification_id, chunks, pattern, cut) VALUES (?, 0, ?, ?)"
          + " ON CONFLICT (notification_id) DO UPDATE"
          + " SET cut = excluded.cut, pattern = excluded.pattern WHERE p.cut IS NOT NULL";
  private static final String DISCARD = "DELETE FROM fanout_chunk WHERE notification_id = ?";
  private static final String HOLD =
      "SELECT 1 FROM fanout_plan WHERE notification_id = ? AND cut = ? FOR SHARE";
  private static final String END =
      "UPDATE fanout_plan SET chunks = ?, cut = NULL WHERE notification_id = ? AND cut = ?";
  private static final String PATTERNS =
      "SELECT notification_id, pattern FROM fanout_plan WHERE notification_id = ANY (?)";
  private static final String MEMBERS =
      "SELECT notification_id, chunk, recipients"
          + " FROM unnest(?::uuid[], ?::integer[]) AS asked (notification_id, chunk)"
          + " JOIN fanout_chunk USING (notification_id, chunk)";
  private static final String EXPANDED =
      "DELETE FROM fanout_chunk AS c"
          + " USING unnest(?::uuid[], ?::integer[]) AS asked (notification_id, chunk)"
          + " WHERE c.notification_id = asked.notification_id AND c.chunk = asked.chunk";
  private static final String FORGET = "DELETE FROM fanout_plan WHERE notification_id < ?";

  private final Database database;

  ChunkStore(Database database) {
    this.database = database;
  }

  /** Which chunk. */
  record ChunkId(NotificationId notification, int index) {}

  /** One try to cut an audience; a later try of the same puts an end to it. */
  record Cut(NotificationId notification, UUID id) {}

  /** Another try took over. */
  static final class SupersededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SupersededException(Cut cut) {
      super("the audience of " + cut.notification() + " is being cut anew elsewhere");
    }
  }

  /** How many chunks a notification was cut into; empty if it was not, or not to the end. */
  OptionalInt planned(Handle handle, NotificationId id) throws SQLException {
    try (PreparedStatement select = handle.getConnection().prepareStatement(PLAN)) {
      select.setObject(1, id.value());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? OptionalInt.of(row.getInt(1)) : OptionalInt.empty();
      }
    }
  }

  /**
   * Begins to cut, and discards what a try before left unended.
   *
   * @param pattern what all chunks share
   */
  Cut begin(Handle handle, NotificationId id, ChunkRecord pattern) throws SQLException {
    var cut = new Cut(id, UUID.randomUUID());
    try (PreparedStatement insert = handle.getConnection().prepareStatement(BEGIN);
        PreparedStatement discard = handle.getConnection().prepareStatement(DISCARD)) {
      insert.setObject(1, id.value());
      insert.setBytes(2, pattern.toByteArray());
      insert.setObject(3, cut.id());
      if (insert.executeUpdate() == 0) {
        throw new SupersededException(cut);
      }
      discard.setObject(1, id.value());
      discard.executeUpdate();
    }
    return cut;
  }

  /**
   * Adds chunks, the first of which has this index.
   *
   * @throws SupersededException if another try began since
   */
  void add(Handle handle, Cut cut, int firstIndex, List<List<RecipientId>> chunks) {
    if (handle
        .select(HOLD, cut.notification().value(), cut.id())
        .mapTo(Integer.class)
        .findOne()
        .isEmpty()) {
      throw new SupersededException(cut);
    }
    database.copy(
        handle,
        "fanout_chunk (notification_id, chunk, recipients)",
        rows -> {
          int index = firstIndex;
          for (List<RecipientId> chunk : chunks) {
            rows.row(3).uuid(cut.notification().value()).int4(index++).text(joined(chunk));
          }
        });
  }

  /**
   * All is cut.
   *
   * @throws SupersededException if another try began since
   */
  void end(Handle handle, Cut cut, int chunks) throws SQLException {
    try (PreparedStatement update = handle.getConnection().prepareStatement(END)) {
      update.setInt(1, chunks);
      update.setObject(2, cut.notification().value());
      update.setObject(3, cut.id());
      if (update.executeUpdate() == 0) {
        throw new SupersededException(cut);
      }
    }
  }

  /** What the chunks of each of these notifications share. */
  Map<NotificationId, ChunkRecord> patterns(Handle handle, Collection<NotificationId> ids)
      throws SQLException {
    Connection connection = handle.getConnection();
    Map<NotificationId, ChunkRecord> patterns = new HashMap<>();
    try (PreparedStatement select = connection.prepareStatement(PATTERNS)) {
      select.setArray(
          1, connection.createArrayOf("uuid", ids.stream().map(NotificationId::value).toArray()));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          patterns.put(
              new NotificationId(rows.getObject(1, UUID.class)),
              ChunkRecord.parseFrom(rows.getBytes(2)));
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("what the planner wrote cannot be read", e);
    }
    return patterns;
  }

  /** The members of each of these chunks. */
  Map<ChunkId, List<RecipientId>> members(Handle handle, Collection<ChunkId> chunks)
      throws SQLException {
    Map<ChunkId, List<RecipientId>> members = new HashMap<>();
    try (PreparedStatement select = bound(handle, MEMBERS, chunks);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        var id = new ChunkId(new NotificationId(rows.getObject(1, UUID.class)), rows.getInt(2));
        members.put(id, split(rows.getString(3)));
      }
    }
    return members;
  }

  /** These chunks are not needed any more. */
  void expanded(Handle handle, Collection<ChunkId> chunks) throws SQLException {
    try (PreparedStatement delete = bound(handle, EXPANDED, chunks)) {
      delete.executeUpdate();
    }
  }

  /** Deletes whatever belongs to notifications before this one. */
  int forget(Handle handle, NotificationId first) throws SQLException {
    try (PreparedStatement delete = handle.getConnection().prepareStatement(FORGET)) {
      delete.setObject(1, first.value());
      return delete.executeUpdate();
    }
  }

  private static PreparedStatement bound(Handle handle, String sql, Collection<ChunkId> chunks)
      throws SQLException {
    Connection connection = handle.getConnection();
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.setArray(
        1,
        connection.createArrayOf(
            "uuid", chunks.stream().map(each -> each.notification().value()).toArray()));
    statement.setArray(
        2, connection.createArrayOf("integer", chunks.stream().map(ChunkId::index).toArray()));
    return statement;
  }

  private static String joined(List<RecipientId> recipients) {
    return recipients.stream()
        .map(RecipientId::value)
        .collect(Collectors.joining(String.valueOf(SEPARATOR)));
  }

  private static List<RecipientId> split(String joined) {
    List<RecipientId> recipients = new ArrayList<>();
    int start = 0;
    while (start < joined.length()) {
      int end = joined.indexOf(SEPARATOR, start);
      end = end < 0 ? joined.length() : end;
      recipients.add(new RecipientId(joined.substring(start, end)));
      start = end + 1;
    }
    return recipients;
  }
}
