package dev.bongsu.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.NotificationIds;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.log.MemoryLog;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.OutcomeGroup;
import dev.bongsu.log.wire.OutcomeRecord;
import dev.bongsu.store.Database;
import dev.bongsu.store.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Inboxes over one real database, and a log in memory, for the tests of this room. */
@NullMarked
abstract class InboxStage {
  static final Duration LIMIT = Duration.ofSeconds(60);
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);
  static final NotificationIds IDS = new NotificationIds(CLOCK, new Random(1));

  /** It goes with the process; every test has a recipient of its own. */
  static final Database DATABASE = TestDatabase.open("inbox");

  final MemoryLog log = new MemoryLog(CLOCK);
  final Inbox inbox = another();
  final RecipientId ann = new RecipientId("ann-" + IDS.next());

  @AfterEach
  void close_inbox() {
    inbox.close();
  }

  /** The same inbox as another process has it. */
  final Inbox another() {
    return Inbox.open(DATABASE, log, CLOCK, Duration.ofDays(90));
  }

  static List<InboxChange> changes(Subscription stream) throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < end) {
      stream.next(Duration.ofSeconds(1));
      List<InboxChange> changes = stream.changes();
      if (!changes.isEmpty()) {
        return changes;
      }
    }
    return List.of();
  }

  void store(String... titles) {
    List<InboxItem> items = new ArrayList<>();
    for (String title : titles) {
      items.add(item(ann, Channel.INAPP, title));
    }
    inbox.store(items);
  }

  static InboxItem item(RecipientId recipient, Channel channel, String title) {
    return item(recipient, channel, title, CLOCK.instant());
  }

  static InboxItem item(RecipientId recipient, Channel channel, String title, Instant at) {
    NotificationId notification = IDS.next();
    return new InboxItem(
        DeliveryId.of(notification, recipient, new Address(channel, recipient.value())),
        notification,
        recipient,
        channel,
        Priority.HIGH,
        "orders",
        new InboxItem.Text(title, "body", "/url", "{\"k\":\"v\"}"),
        at);
  }

  /** Waits for so many; a wait that ends because something may have changed goes on. */
  static List<InboxEntry> take(Subscription stream, int count) throws InterruptedException {
    List<InboxEntry> taken = new ArrayList<>();
    long end = System.nanoTime() + LIMIT.toNanos();
    while (taken.size() < count && System.nanoTime() < end) {
      taken.addAll(stream.next(Duration.ofSeconds(1)));
    }
    assertThat(taken).hasSizeGreaterThanOrEqualTo(count);
    return taken;
  }

  /** What Ann's inbox has after a cursor. */
  InboxPage pull(@Nullable String after, int limit) throws InvalidException {
    return inbox.pull(ann, after, limit, false);
  }

  List<ItemState> states() throws InvalidException {
    return pull(null, 50).entries().stream().map(InboxEntry::state).toList();
  }

  List<OutcomeGroup> receipts() throws Exception {
    List<OutcomeGroup> groups = new ArrayList<>();
    for (var record : log.records(Topics.OUTCOMES)) {
      groups.addAll(OutcomeRecord.parseFrom(record.value()).getGroupsList());
    }
    return groups;
  }

  static List<@Nullable String> titles(List<InboxEntry> entries) {
    List<@Nullable String> titles = new ArrayList<>();
    entries.forEach(entry -> titles.add(entry.item().text().title()));
    return titles;
  }

  static void inParallel(int threads, Callable<?> work) throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(executor.submit(work));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
  }
}
