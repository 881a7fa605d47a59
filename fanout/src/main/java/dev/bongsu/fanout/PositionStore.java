package dev.bongsu.fanout;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * How far each partition is recorded in the database. A crash between the database's commit and the
 * log's makes the log hand out records again that are recorded already; this tells which.
 */
final class PositionStore {
  private static final String LOCK =
      "SELECT next_offset, newest FROM fanout_position WHERE topic = ? AND partition = ? FOR UPDATE";
  private static final String ADD =
      "INSERT INTO fanout_position VALUES (?, ?, 0, 'epoch') ON CONFLICT DO NOTHING";
  private static final String SAVE =
      "UPDATE fanout_position SET next_offset = ?, newest = greatest(newest, ?::timestamptz)"
          + " WHERE topic = ? AND partition = ?";

  /** A partition of a topic. */
  record Source(String topic, int partition) implements Comparable<Source> {
    @Override
    public int compareTo(Source other) {
      int byTopic = topic.compareTo(other.topic);
      return byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
    }
  }

  /**
   * What is recorded of a partition.
   *
   * @param newest when the youngest recorded notification was accepted: whatever is younger is not
   *     recorded, even if its offset says so because the log was begun anew
   */
  record Position(long nextOffset, Instant newest) {
    boolean covers(long offset, Instant acceptedAt) {
      return offset < nextOffset && !acceptedAt.isAfter(newest);
    }
  }

  /** Holds these positions until the transaction ends, in one order, so that nobody deadlocks. */
  Map<Source, Position> lock(Handle handle, Collection<Source> sources) throws SQLException {
    Map<Source, Position> positions = new TreeMap<>();
    sources.forEach(source -> positions.put(source, new Position(0, Instant.EPOCH)));
    for (Map.Entry<Source, Position> each : positions.entrySet()) {
      each.setValue(lock(handle.getConnection(), each.getKey()));
    }
    return new HashMap<>(positions);
  }

  /** Notes where the next record not yet recorded is. */
  void save(Handle handle, Map<Source, Position> positions) throws SQLException {
    try (PreparedStatement save = handle.getConnection().prepareStatement(SAVE)) {
      for (Map.Entry<Source, Position> each : positions.entrySet()) {
        save.setLong(1, each.getValue().nextOffset());
        save.setString(2, each.getValue().newest().toString());
        save.setString(3, each.getKey().topic());
        save.setInt(4, each.getKey().partition());
        save.addBatch();
      }
      save.executeBatch();
    }
  }

  private static Position lock(Connection connection, Source source) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
      lock.setString(1, source.topic());
      lock.setInt(2, source.partition());
      try (ResultSet row = lock.executeQuery()) {
        if (row.next()) {

          return new Position(row.getLong(1), row.getObject(2, OffsetDateTime.class).toInstant());
        }
      }
    }
    try (PreparedStatement add = connection.prepareStatement(ADD)) {
      add.setString(1, source.topic());
      add.setInt(2, source.partition());
      add.executeUpdate();
    }
    return lock(connection, source);
  }
}
