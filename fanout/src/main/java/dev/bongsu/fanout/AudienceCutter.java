package dev.bongsu.fanout;

import dev.bongsu.kernel.GroupKey;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.log.Entry;
import dev.bongsu.log.Log;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.ChunkExpanded;
import dev.bongsu.log.wire.ChunkRecord;
import dev.bongsu.log.wire.Message;
import dev.bongsu.log.wire.OutcomeRecord;
import dev.bongsu.store.Database;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts the audience of a notification to groups into chunks: what the request names directly is
 * chunk 0 and decided on at once, the members of the groups follow, without those named directly.
 *
 * <p>Membership is as of the moment when cutting begins. The chunks are written to the database in
 * short transactions, the last of which says that these are all: a redo finds them complete and
 * only appends their numbers to the log again, which takes all of them or none, or it begins anew.
 * Memory holds a few chunks at a time.
 */
final class AudienceCutter {
  /** The most members of a chunk. */
  static final int CHUNK = 1_000;

  private static final int CHUNKS_A_COPY = 20;
  private static final Logger LOG = LoggerFactory.getLogger(AudienceCutter.class);

  private final Database database;
  private final Log log;
  private final FanoutRooms rooms;
  private final Expansion.Surroundings surroundings;
  private final Clock clock;
  private final ChunkStore chunks;

  AudienceCutter(
      Database database,
      Log log,
      FanoutRooms rooms,
      Expansion.Surroundings surroundings,
      Clock clock) {
    this.database = database;
    this.log = log;
    this.rooms = rooms;
    this.surroundings = surroundings;
    this.clock = clock;
    this.chunks = new ChunkStore(database);
  }

  /** What the log is to be given for this request, all at once. */
  List<Entry> cut(Request request) throws SQLException {
    int members = membersOf(request);
    Message message = request.plan().message();
    Priority priority = Priority.named(message.getPriority()).orElseThrow();
    List<Entry> entries = new ArrayList<>(direct(request));
    var pointer =
        ChunkRecord.newBuilder()
            .setMessage(
                Message.newBuilder()
                    .setNotificationId(message.getNotificationId())
                    .setPriority(message.getPriority()));
    for (int index = 1; index <= members; index++) {
      entries.add(
          new Entry(
              Topics.fanout(priority),
              index % log.partitions(),
              pointer.setIndex(index).build().toByteArray()));
    }
    return entries;
  }

  /** What the log is to be given for a chunk: its deliveries, and all that the ledger is told. */
  static List<Entry> chunk(Log log, Message message, int index, Expansion expansion) {
    var outcomes = new OutcomeBatch();
    expansion.outcomes(outcomes);
    List<Entry> entries = new ArrayList<>(expansion.deliveries());
    entries.addAll(outcomes.entries());
    var group =
        Expansion.outcomeGroup(message)
            .setChunk(
                ChunkExpanded.newBuilder().setIndex(index).setDeliveries(expansion.decided()));
    entries.add(
        new Entry(
            Topics.OUTCOMES,
            index % log.partitions(),
            OutcomeRecord.newBuilder().addGroups(group).build().toByteArray()));
    return entries;
  }

  private List<Entry> direct(Request request) {
    Set<RecipientId> recipients = request.recipients();
    Addressees addressees = Addressees.of(rooms, recipients, request.addresses());
    var expansion = new Expansion(request.plan(), surroundings, addressees, clock.millis());
    recipients.forEach(expansion::recipient);
    request.addresses().forEach(expansion::address);
    return chunk(log, request.plan().message(), 0, expansion);
  }

  /** How many chunks of members there are, cut now unless they are already. */
  private int membersOf(Request request) throws SQLException {
    OptionalInt before = database.jdbi().withHandle(handle -> chunks.planned(handle, request.id()));
    if (before.isPresent()) {
      plan(request, before.getAsInt());
      return before.getAsInt();
    }
    if (surroundings.calledOff().test(request.plan().message(), "")) {
      plan(request, 0);
      return 0;
    }
    warnOfMissingGroups(request);
    var pattern =
        ChunkRecord.newBuilder()
            .setMessage(request.plan().message())
            .addAllChannels(request.record().getChannelsList())
            .setRouting(request.record().getRouting())
            .build();
    var writing =
        new Writing(
            database.jdbi().inTransaction(handle -> chunks.begin(handle, request.id(), pattern)));
    rooms.groups().stream(request.groups(), request.recipients(), CHUNK, writing::add);
    return writing.end(request);
  }

  private void plan(Request request, int members) {
    database
        .jdbi()
        .useTransaction(handle -> rooms.notifications().planned(handle, request.id(), 1 + members));
  }

  private void warnOfMissingGroups(Request request) {
    for (GroupKey group : request.groups()) {
      if (!rooms.groups().exists(group)) {
        LOG.warn(
            "notification {} names group {}, which is no more: it counts as empty",
            request.id(),
            group);
      }
    }
  }

  /** Chunks on their way into the database, a few in each transaction. */
  private final class Writing {
    private final ChunkStore.Cut cut;
    private final List<List<RecipientId>> waiting = new ArrayList<>();
    private int written;

    Writing(ChunkStore.Cut cut) {
      this.cut = cut;
    }

    void add(List<RecipientId> chunk) {
      waiting.add(List.copyOf(chunk));
      if (waiting.size() == CHUNKS_A_COPY) {
        database.jdbi().useTransaction(this::write);
      }
    }

    int end(Request request) throws SQLException {
      database
          .jdbi()
          .useTransaction(handle -> {
            write(handle);
            chunks.end(handle, cut, written);
            rooms.notifications().planned(handle, request.id(), 1 + written);
          });
      return written;
    }

    private void write(Handle handle) {
      chunks.add(handle, cut, written + 1, waiting);
      written += waiting.size();
      waiting.clear();
    }
  }
}
