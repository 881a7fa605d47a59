package dev.bongsu.fanout;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.log.Entry;
import dev.bongsu.log.Log;
import dev.bongsu.log.LogReader;
import dev.bongsu.log.LogRecord;
import dev.bongsu.log.ReaderSpec;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.ChunkRecord;
import dev.bongsu.log.wire.Message;
import dev.bongsu.store.Database;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiPredicate;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns chunks of large audiences into deliveries, by priority. A chunk's members are deleted from
 * the database only after the log has its deliveries; a crash in between leaves members behind that
 * nobody asks for, until they are cleaned away.
 */
public final class FanoutExpander implements AutoCloseable {
  private static final String GROUP = "fanout.expander";
  private static final int CHUNKS_AT_ONCE = 5;
  private static final long MAX_IN_FLIGHT_BYTES = 1024 * 1024;
  private static final Duration WAIT = Duration.ofMillis(100);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Logger LOG = LoggerFactory.getLogger(FanoutExpander.class);

  private final Database database;
  private final Log log;
  private final FanoutRooms rooms;
  private final Expansion.Surroundings surroundings;
  private final Clock clock;
  private final ChunkStore chunks;
  private final LogReader reader;
  private final Loop loop = new Loop("the expander", () -> step(WAIT));
  private final List<LogRecord> backlog = new ArrayList<>();
  private final List<ChunkStore.ChunkId> finished = new ArrayList<>();
  private final LongAdder expanded = new LongAdder();
  private final LongAdder deliveries = new LongAdder();

  /**
   * Reads from {@code log}; the members are in {@code database}.
   *
   * @param calledOff whether a delivery of a message to a recipient, empty for none, is cancelled
   */
  public FanoutExpander(
      Database database,
      Log log,
      FanoutRooms rooms,
      BiPredicate<Message, String> calledOff,
      Clock clock) {
    this.database = database;
    this.log = log;
    this.rooms = rooms;
    this.surroundings = new Expansion.Surroundings(log::partitionOf, calledOff);
    this.clock = clock;
    this.chunks = new ChunkStore(database);
    this.reader =
        log.reader(
            ReaderSpec.of(
                GROUP, Topics.byPriority(Topics::fanout), CHUNKS_AT_ONCE, MAX_IN_FLIGHT_BYTES));
  }

  /** Expands until it is closed. */
  public void run() {
    loop.run();
  }

  /** Ends the loop; what is not committed then is expanded by the next. */
  @Override
  public void close() {
    loop.close();
    reader.close();
  }

  /** Chunks expanded. */
  public long chunks() {
    return expanded.sum();
  }

  /** Deliveries and suppressions that came of them. */
  public long deliveries() {
    return deliveries.sum();
  }

  /** Expands what there is, after waiting for at most {@code wait} until there is something. */
  void step(Duration wait) throws InterruptedException {
    if (backlog.isEmpty()) {
      backlog.addAll(reader.poll(wait));
    }
    try {
      if (!backlog.isEmpty()) {
        expand(backlog);
        backlog.clear();
      }
    } catch (JdbiException | SQLException e) {
      LOG.warn("expanding waits for the database: {}", e.getMessage());
      loop.pause(PAUSE);
      backlog.removeIf(record -> !reader.owns(record));
    }
    forget(reader.commit());
  }

  private void expand(List<LogRecord> records) throws SQLException {
    Map<LogRecord, ChunkStore.ChunkId> wanted = new LinkedHashMap<>();
    for (LogRecord record : records) {
      try {
        ChunkRecord chunk = ChunkRecord.parseFrom(record.value());
        var id = NotificationId.of(chunk.getMessage().getNotificationId().toByteArray());
        wanted.put(record, new ChunkStore.ChunkId(id, chunk.getIndex()));
      } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
        LOG.error("{} cannot be read and is passed over", Place.of(record), e);
        reader.finish(record, List.of());
      }
    }
    Chunks read = read(wanted);
    Set<RecipientId> all = new LinkedHashSet<>();
    read.members().values().forEach(all::addAll);
    Addressees addressees = Addressees.of(rooms, all, List.of());
    wanted.forEach((record, id) -> reader.finish(record, expand(id, read, addressees)));
    finished.addAll(wanted.values());
  }

  private record Chunks(
      Map<NotificationId, ChunkRecord> patterns,
      Map<ChunkStore.ChunkId, List<RecipientId>> members) {}

  private Chunks read(Map<LogRecord, ChunkStore.ChunkId> wanted) throws SQLException {
    Set<NotificationId> notifications = new LinkedHashSet<>();
    wanted.values().forEach(each -> notifications.add(each.notification()));
    return database
        .jdbi()
        .withHandle(handle ->
            new Chunks(
                chunks.patterns(handle, notifications), chunks.members(handle, wanted.values())));
  }

  private List<Entry> expand(ChunkStore.ChunkId id, Chunks read, Addressees addressees) {
    ChunkRecord pattern = read.patterns().get(id.notification());
    List<RecipientId> members = read.members().get(id);
    if (pattern == null || members == null) {
      LOG.error("chunk {} of {} waited for so long that it is gone", id.index(), id.notification());
      return List.of();
    }
    var plan = Request.plan(pattern.getMessage(), pattern.getChannelsList(), pattern.getRouting());
    var expansion = new Expansion(plan, surroundings, addressees, clock.millis());
    members.forEach(expansion::recipient);
    List<Entry> entries = AudienceCutter.chunk(log, pattern.getMessage(), id.index(), expansion);
    expanded.increment();
    deliveries.add(expansion.decided());
    return entries;
  }

  /** Deletes members, but only if all that was finished has taken effect. */
  private void forget(int committed) {
    if (committed == 0) {
      return;
    }
    if (committed == finished.size()) {
      try {
        List<ChunkStore.ChunkId> done = List.copyOf(finished);
        database.jdbi().useTransaction(handle -> chunks.expanded(handle, done));
      } catch (SQLException | JdbiException e) {
        LOG.warn("expanded chunks are left for the cleaning: {}", e.getMessage());
      }
    }
    finished.clear();
  }
}
