package dev.bongsu.fanout;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.bongsu.directory.Categories;
import dev.bongsu.directory.Groups;
import dev.bongsu.directory.Recipients;
import dev.bongsu.directory.Refusals;
import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.GroupKey;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.MovingClock;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.NotificationIds;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.kernel.StaleException;
import dev.bongsu.ledger.LedgerWriter;
import dev.bongsu.ledger.NotificationStore;
import dev.bongsu.ledger.NotificationView;
import dev.bongsu.ledger.Retention;
import dev.bongsu.ledger.StoredLedger;
import dev.bongsu.log.LogRecord;
import dev.bongsu.log.LogUnavailableException;
import dev.bongsu.log.MemoryLog;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.Delivery;
import dev.bongsu.log.wire.DeliveryEvent;
import dev.bongsu.log.wire.DeliveryRecord;
import dev.bongsu.log.wire.Message;
import dev.bongsu.log.wire.OutcomeGroup;
import dev.bongsu.log.wire.OutcomeRecord;
import dev.bongsu.store.Database;
import dev.bongsu.store.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/** A log in memory, a real database, and fan-out between them, moved step by step by the test. */
final class House implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final MovingClock clock = new MovingClock(Instant.now());
  final MemoryLog log = new MemoryLog(clock);
  final Database database = TestDatabase.open("directory", "ledger", "fanout");
  final Recipients recipients = new Recipients(database.jdbi(), clock, System::nanoTime);
  final Groups groups = new Groups(database.jdbi(), clock, System::nanoTime);
  final Categories categories = new Categories(database.jdbi(), clock, System::nanoTime);
  final Refusals refusals =
      new Refusals(database.jdbi(), categories, new byte[32], clock, clock::nanos);
  final StoredLedger ledger = new StoredLedger(database, log, clock);

  /** What the planner and the expander ask before every decision; a test may do harm in it. */
  BiPredicate<Message, String> calledOff = (_, _) -> false;

  LoggedSubmissions submissions = submissions();
  FanoutPlanner planner = planner();
  FanoutExpander expander = expander();
  HeldNotifications held = new HeldNotifications(database, log, clock);

  House() {
    new Retention(database, Duration.ofDays(30), clock).maintain();
  }

  LoggedSubmissions submissions() {
    return new LoggedSubmissions(
        database, log, new NotificationIds(clock, new SecureRandom()), clock, PATIENCE);
  }

  /** As if the process was killed and started again. */
  void crash() {
    log.crash();
    log.heal();
    submissions.close();
    planner.close();
    expander.close();
    submissions = submissions();
    planner = planner();
    expander = expander();
  }

  /** Everything that can be done now is done. */
  void settle() throws InterruptedException {
    for (int round = 0; round < 4; round++) {
      plan();
      planner.awaitCuts();
      planner.step(Duration.ZERO);
      expand();
    }
  }

  void plan() throws InterruptedException {
    long before;
    do {
      before = planner.planned();
      planner.step(Duration.ZERO);
    } while (planner.planned() > before);
  }

  void expand() throws InterruptedException {
    long before;
    do {
      before = expander.chunks();
      expander.step(Duration.ZERO);
    } while (expander.chunks() > before);
  }

  /** The notification as the ledger knows it once it has read all there is to read. */
  NotificationView view(NotificationId id) throws InterruptedException {
    var writer = new LedgerWriter(database, log, Duration.ofMillis(1));
    Thread thread = Thread.ofVirtual().start(writer::run);
    Instant deadline = Instant.now().plus(PATIENCE);
    while (outcomesWaiting()) {
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError("the ledger does not come to its end");
      }
      Thread.onSpinWait();
    }
    writer.close();
    thread.join();
    return ledger.notification(id).orElseThrow();
  }

  NotificationId submit(Draft draft) throws LogUnavailableException, InterruptedException {
    return switch (submissions.submit(draft.build()).await()) {
      case Acceptance.Accepted(var id, _) -> id;
      case Acceptance.KeyReused(var first) -> throw new AssertionError("reused from " + first);
    };
  }

  void recipient(String id, String json) {
    try {
      recipients.put(new RecipientId(id), Json.readObject(json.getBytes(StandardCharsets.UTF_8)));
    } catch (InvalidException | JsonException e) {
      throw new AssertionError(e);
    }
  }

  void group(String key, List<String> members) {
    try {
      groups.put(
          new GroupKey(key),
          Json.readObject("{\"name\":\"g\"}".getBytes(StandardCharsets.UTF_8)),
          null);
    } catch (InvalidException | StaleException | JsonException e) {
      throw new AssertionError(e);
    }
    var adding = groups.importMembers(new GroupKey(key)).orElseThrow();
    members.forEach(each -> adding.add(("\"" + each + "\"").getBytes(StandardCharsets.UTF_8)));
    adding.flush();
  }

  List<Delivery> deliveries(Channel channel) {
    return deliveryRecords(channel).stream()
        .flatMap(each -> each.getDeliveriesList().stream())
        .toList();
  }

  List<DeliveryRecord> deliveryRecords(Channel channel) {
    List<DeliveryRecord> all = new ArrayList<>();
    for (Priority priority : Priority.values()) {
      for (LogRecord record : log.records(Topics.deliveries(channel, priority))) {
        try {
          all.add(DeliveryRecord.parseFrom(record.value()));
        } catch (InvalidProtocolBufferException e) {
          throw new AssertionError(e);
        }
      }
    }
    return all;
  }

  List<OutcomeGroup> outcomes() {
    List<OutcomeGroup> all = new ArrayList<>();
    for (LogRecord record : log.records(Topics.OUTCOMES)) {
      try {
        all.addAll(OutcomeRecord.parseFrom(record.value()).getGroupsList());
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
    }
    return all;
  }

  List<DeliveryEvent> events() {
    return outcomes().stream().flatMap(each -> each.getEventsList().stream()).toList();
  }

  @Override
  public void close() {
    submissions.close();
    planner.close();
    expander.close();
    held.close();
    database.close();
  }

  private boolean outcomesWaiting() {
    return log.queues().stream()
        .anyMatch(each -> each.topic().equals(Topics.OUTCOMES) && each.depth() > 0);
  }

  private FanoutRooms rooms() {
    return new FanoutRooms(recipients, groups, refusals, new NotificationStore(database));
  }

  private FanoutPlanner planner() {
    return new FanoutPlanner(
        database, log, rooms(), (message, name) -> calledOff.test(message, name), clock);
  }

  private FanoutExpander expander() {
    return new FanoutExpander(
        database, log, rooms(), (message, name) -> calledOff.test(message, name), clock);
  }
}
