package dev.bongsu.fanout;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.log.Entry;
import dev.bongsu.log.Log;
import dev.bongsu.log.LogReader;
import dev.bongsu.log.LogRecord;
import dev.bongsu.log.ReaderSpec;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.Message;
import dev.bongsu.store.Database;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiPredicate;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes accepted notifications by priority, records them, and turns each into deliveries: at once
 * where it names its recipients, by {@link AudienceCutter} where it names groups. One thread plans
 * ({@link #run}); groups are cut beside it, so that the largest does not hold up the smallest
 * request.
 */
public final class FanoutPlanner implements AutoCloseable {
  private static final String GROUP = "fanout.planner";
  private static final int MAX_IN_FLIGHT = 3_000;
  private static final long MAX_IN_FLIGHT_BYTES = 32L * 1024 * 1024;
  private static final int SLICE = 10_000;

  /**
   * Between two turns. A turn costs database and log about the same however much it carries, so
   * what comes meanwhile shares the next.
   */
  private static final Duration PACE = Duration.ofMillis(20);

  /** The same after a turn that carried this much: then throughput counts for more than delay. */
  private static final Duration PACE_UNDER_LOAD = Duration.ofMillis(50);

  private static final int LOAD = 128;

  private static final Duration WAIT = Duration.ofMillis(100);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Logger LOG = LoggerFactory.getLogger(FanoutPlanner.class);

  private final Database database;
  private final FanoutRooms rooms;
  private final Expansion.Surroundings surroundings;
  private final Clock clock;
  private final LogReader reader;
  private final Recorder recorder;
  private final Cutting cutting;
  private final Loop loop = new Loop("the planner", this::pacedStep);
  private final Loop cleaning;
  private final List<LogRecord> backlog = new ArrayList<>();
  private int sliced;

  /** The database refused one of several; to find out which, each is planned by itself. */
  private boolean oneByOne;

  private final LongAdder planned = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final LongAdder deliveries = new LongAdder();
  private final LongAdder unreadable = new LongAdder();

  /**
   * Reads from {@code log} and records in {@code database}.
   *
   * @param calledOff whether a delivery of a message to a recipient, empty for none, is cancelled
   */
  public FanoutPlanner(
      Database database,
      Log log,
      FanoutRooms rooms,
      BiPredicate<Message, String> calledOff,
      Clock clock) {
    this.database = database;
    this.rooms = rooms;
    this.surroundings = new Expansion.Surroundings(log::partitionOf, calledOff);
    this.clock = clock;
    this.recorder = new Recorder(rooms.notifications());
    this.reader =
        log.reader(
            ReaderSpec.of(
                GROUP,
                Topics.byPriority(Topics::notifications),
                MAX_IN_FLIGHT,
                MAX_IN_FLIGHT_BYTES));
    this.cutting =
        new Cutting(new AudienceCutter(database, log, rooms, surroundings, clock), reader);
    this.cleaning = new Cleaning(database, clock).loop();
  }

  /** Plans until it is closed. */
  public void run() {
    Thread.ofVirtual().name("fanout-cleaning").start(cleaning::run);
    loop.run();
  }

  /** Ends the loop; what is not committed then is planned by the next. */
  @Override
  public void close() {
    cleaning.close();
    loop.close();
    cutting.close();
    reader.close();
  }

  /** Notifications taken from the log. */
  public long planned() {
    return planned.sum();
  }

  /** Of these, notifications rejected because their key belongs to another. */
  public long duplicates() {
    return duplicates.sum();
  }

  /** Deliveries and suppressions decided on here; chunks count with the expander. */
  public long deliveries() {
    return deliveries.sum();
  }

  /** Records that could not be planned and were passed over; anything but 0 is a fault. */
  public long unreadable() {
    return unreadable.sum();
  }

  private void pacedStep() throws InterruptedException {
    long before = planned.sum();
    step(WAIT);
    long carried = planned.sum() - before;
    if (carried > 0) {
      loop.pause(carried < LOAD ? PACE : PACE_UNDER_LOAD);
    }
  }

  /** Plans what there is, after waiting for at most {@code wait} until there is something. */
  void step(Duration wait) throws InterruptedException {
    if (backlog.isEmpty()) {
      backlog.addAll(reader.poll(wait));
    }
    try {
      while (!backlog.isEmpty()) {
        List<Request> slice = slice();
        if (!slice.isEmpty()) {
          plan(slice);
        }
        backlog.subList(0, sliced).clear();
        reader.commit();
      }
      oneByOne = false;
    } catch (JdbiException | SQLException e) {
      if (!refused(e)) {
        LOG.warn("planning waits for the database: {}", e.getMessage());
        loop.pause(PAUSE);
        backlog.removeIf(record -> !reader.owns(record));
      } else if (sliced > 1) {
        oneByOne = true;
      } else {
        passOver(backlog.removeFirst(), e);
      }
    }
    reader.commit();
  }

  /** Whether the database is there but does not take what it was given, now or ever. */
  private static boolean refused(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        // Class 22 is a value that cannot be stored, 23 one that a constraint forbids.
        return sql.getSQLState().startsWith("22") || sql.getSQLState().startsWith("23");
      }
    }
    return false;
  }

  private void passOver(LogRecord record, Exception why) {
    unreadable.increment();
    LOG.error("{} cannot be planned and is passed over", Place.of(record), why);
    reader.finish(record, List.of());
  }

  /** The first of the backlog, as many as are planned at once. */
  private List<Request> slice() {
    List<Request> slice = new ArrayList<>();
    int weight = 0;
    int enough = oneByOne ? 1 : SLICE;
    for (sliced = 0; sliced < backlog.size() && weight < enough; sliced++) {
      Request request = read(backlog.get(sliced));
      if (request != null) {
        slice.add(request);
        weight += request.weight();
      }
    }
    return slice;
  }

  private @Nullable Request read(LogRecord record) {
    try {
      return Request.of(record);
    } catch (InvalidProtocolBufferException e) {
      passOver(record, e);
      return null;
    }
  }

  private void plan(List<Request> requests) throws SQLException {
    Addressees addressees = addressees(requests);
    List<@Nullable Expansion> expansions = new ArrayList<>(requests.size());
    List<Recorder.Work> work = new ArrayList<>(requests.size());
    for (Request request : requests) {
      Expansion expansion =
          request.isForGroups() || request.isLater() ? null : expansion(request, addressees);
      expansions.add(expansion);
      work.add(new Recorder.Work(request, expansion == null ? 0 : expansion.decided()));
    }
    List<Recorder.Verdict> verdicts =
        database.jdbi().inTransaction(handle -> recorder.record(handle, work));
    finish(requests, expansions, verdicts);
  }

  private Addressees addressees(List<Request> requests) {
    Set<RecipientId> recipients = new LinkedHashSet<>();
    Set<Address> addresses = new LinkedHashSet<>();
    for (Request request : requests) {
      if (!request.isForGroups() && !request.isLater()) {
        recipients.addAll(request.recipients());
        addresses.addAll(request.addresses());
      }
    }
    return Addressees.of(rooms, recipients, addresses);
  }

  private Expansion expansion(Request request, Addressees addressees) {
    var expansion = new Expansion(request.plan(), surroundings, addressees, clock.millis());
    request.recipients().forEach(expansion::recipient);
    request.addresses().forEach(expansion::address);
    return expansion;
  }

  private void finish(
      List<Request> requests,
      List<@Nullable Expansion> expansions,
      List<Recorder.Verdict> verdicts) {
    Map<PositionStore.Source, OutcomeBatch> outcomes = new HashMap<>();
    Map<PositionStore.Source, Integer> last = new HashMap<>();
    for (int i = 0; i < requests.size(); i++) {
      Expansion expansion = expansions.get(i);
      if (expansion != null && verdicts.get(i) == Recorder.Verdict.SEND) {
        PositionStore.Source source = requests.get(i).partition();
        expansion.outcomes(outcomes.computeIfAbsent(source, _ -> new OutcomeBatch()));
        last.put(source, i);
      }
    }
    for (int i = 0; i < requests.size(); i++) {
      Request request = requests.get(i);
      planned.increment();
      switch (verdicts.get(i)) {
        case SEND -> {
          Expansion expansion = expansions.get(i);
          if (expansion == null) {
            cutting.begin(request);
          } else {
            deliveries.add(expansion.decided());
            List<Entry> appends = expansion.deliveries();
            // A partition's events stand or fall with its last record: it moves as a whole.
            OutcomeBatch events = outcomes.get(request.partition());
            if (events != null && last.getOrDefault(request.partition(), -1) == i) {
              appends = new ArrayList<>(appends);
              appends.addAll(events.entries());
            }
            reader.finish(request.source(), appends);
          }
        }
        case DUPLICATE -> {
          duplicates.increment();
          reader.finish(request.source(), List.of());
        }
        case HOLD, REPEATED -> reader.finish(request.source(), List.of());
      }
    }
  }

  /** Waits until no group is being cut, for tests. */
  void awaitCuts() throws InterruptedException {
    cutting.awaitIdle();
  }
}
