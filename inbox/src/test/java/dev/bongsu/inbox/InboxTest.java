package dev.bongsu.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.NotificationIds;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.log.LogUnavailableException;
import dev.bongsu.log.MemoryLog;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.DeliveryEvent;
import dev.bongsu.log.wire.OutcomeGroup;
import dev.bongsu.log.wire.OutcomeRecord;
import dev.bongsu.store.Database;
import dev.bongsu.store.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@NullMarked
class InboxTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);
  private static final NotificationIds IDS = new NotificationIds(CLOCK, new Random(1));

  @SuppressWarnings("NullAway.Init")
  private static Database database;

  private final MemoryLog log = new MemoryLog(CLOCK);
  private final Inbox inbox = Inbox.open(database, log, CLOCK, Duration.ofDays(90));
  private final RecipientId ann = new RecipientId("ann-" + IDS.next());

  @BeforeAll
  static void open() {
    database = TestDatabase.open("inbox");
  }

  @AfterAll
  static void close_database() {
    database.close();
  }

  @AfterEach
  void close_inbox() {
    inbox.close();
  }

  private static List<InboxChange> changes(Subscription stream) throws InterruptedException {
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

  @Test
  void what_is_stored_is_pulled_as_it_was_the_oldest_first() throws InvalidException {
    InboxItem first = item(ann, Channel.INAPP, "first");
    InboxItem second = item(ann, Channel.INAPP, "second");
    inbox.store(List.of(first, second));
    InboxItem third = item(ann, Channel.EMAIL, "third");
    inbox.store(List.of(item(new RecipientId("bob"), Channel.INAPP, "other"), third));

    InboxPage page = inbox.pull(ann, null, 50, false);

    assertThat(page.entries()).extracting(InboxEntry::item).containsExactly(first, second, third);
    assertThat(page.entries()).extracting(InboxEntry::state).containsOnly(ItemState.UNREAD);
    assertThat(page.nextCursor()).isEqualTo(page.entries().getLast().cursor());
  }

  @Test
  void a_cursor_goes_on_where_the_page_ended_also_at_the_end() throws InvalidException {
    store("a", "b", "c");

    InboxPage first = inbox.pull(ann, null, 2, false);
    InboxPage second = inbox.pull(ann, first.nextCursor(), 2, false);
    InboxPage third = inbox.pull(ann, second.nextCursor(), 2, false);
    store("d");
    InboxPage fourth = inbox.pull(ann, third.nextCursor(), 2, false);

    assertThat(titles(first.entries())).containsExactly("a", "b");
    assertThat(titles(second.entries())).containsExactly("c");
    assertThat(third.entries()).isEmpty();
    assertThat(third.nextCursor()).isEqualTo(second.nextCursor());
    assertThat(titles(fourth.entries())).containsExactly("d");
  }

  @Test
  void an_empty_inbox_has_a_cursor_too() throws InvalidException {
    String cursor = inbox.pull(ann, null, 50, false).nextCursor();
    store("a");
    assertThat(titles(inbox.pull(ann, cursor, 50, false).entries())).containsExactly("a");
  }

  @Test
  void a_cursor_that_is_none_of_ours_is_refused() {
    for (String cursor : List.of("", "-", "x", "1", "1-", "-1-1", "1-2-3", "+1-1", "01-1", "g-1")) {
      assertThatExceptionOfType(InvalidException.class)
          .as(cursor)
          .isThrownBy(() -> inbox.pull(ann, cursor, 50, false))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(InvalidException.Kind.MALFORMED));
    }
  }

  @Test
  void storing_again_changes_nothing_and_keeps_what_is_new() throws Exception {
    InboxItem first = item(ann, Channel.INAPP, "first");
    InboxItem second = item(ann, Channel.INAPP, "second");
    inbox.store(List.of(first));
    inbox.ack(ann, Set.of(first.id()), AckState.READ);

    inbox.store(List.of(first, second, second));
    inbox.store(List.of(first, second));

    List<InboxEntry> entries = inbox.pull(ann, null, 50, false).entries();
    assertThat(titles(entries)).containsExactly("first", "second");
    assertThat(entries.getFirst().state()).isEqualTo(ItemState.READ);
  }

  @Test
  void several_that_store_the_same_at_once_store_it_once() throws Exception {
    List<InboxItem> items = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      items.add(item(ann, Channel.INAPP, "item " + i));
    }
    inParallel(
        4,
        () -> {
          for (int from = 0; from < items.size(); from += 50) {
            inbox.store(items.subList(from, from + 50));
          }
          return null;
        });
    assertThat(titles(inbox.pull(ann, null, 500, false).entries()))
        .containsExactlyElementsOf(items.stream().map(each -> each.text().title()).toList());
  }

  @Test
  void nothing_appears_behind_a_cursor_when_an_older_transaction_ends_later() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
      // An older transaction, of another process, that stores something and is slow to end.
      Future<?> slow =
          other.submit(() -> {
            database
                .jdbi()
                .useTransaction(handle -> {
                  insertByHand(handle, item(ann, Channel.INAPP, "older"));
                  held.countDown();
                  go.await();
                });
            return null;
          });
      held.await();
      store("younger");

      // A sequence would show the younger one now, and its cursor would skip the older for good.
      InboxPage meanwhile = inbox.pull(ann, null, 50, false);
      assertThat(meanwhile.entries()).isEmpty();

      go.countDown();
      slow.get();
      assertThat(titles(inbox.pull(ann, meanwhile.nextCursor(), 50, false).entries()))
          .containsExactly("older", "younger");
    }
  }

  @Test
  void a_reader_who_follows_the_cursor_misses_nothing_of_many_writers() throws Exception {
    int writers = 4;
    int batches = 60;
    Set<String> seen = new HashSet<>();
    List<String> order = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writing = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        String name = "w" + writer;
        writing.add(
            executor.submit(() -> {
              for (int batch = 0; batch < batches; batch++) {
                store(name + " " + batch + "a", name + " " + batch + "b");
              }
              return null;
            }));
      }
      String cursor = null;
      long end = System.nanoTime() + LIMIT.toNanos();
      while (seen.size() < writers * batches * 2 && System.nanoTime() < end) {
        InboxPage page = inbox.pull(ann, cursor, 7, false);
        titles(page.entries())
            .forEach(title -> {
              assertThat(seen.add(title)).as(title).isTrue();
              order.add(title);
            });
        cursor = page.nextCursor();
      }
      for (Future<?> each : writing) {
        each.get();
      }
    }
    assertThat(seen).hasSize(writers * batches * 2);
    assertThat(titles(inbox.pull(ann, null, 500, false).entries()))
        .containsExactlyElementsOf(order);
  }

  @Test
  void an_ack_moves_an_item_on_and_never_back_and_counts_what_moved() throws Exception {
    InboxItem item = item(ann, Channel.INAPP, "x");
    inbox.store(List.of(item));
    Set<DeliveryId> ids = Set.of(item.id(), item(ann, Channel.INAPP, "unknown").id());

    assertThat(inbox.ack(ann, ids, AckState.DELIVERED)).isEqualTo(1);
    assertThat(inbox.ack(ann, ids, AckState.DELIVERED)).isZero();
    assertThat(states()).containsExactly(ItemState.UNREAD);
    assertThat(inbox.ack(ann, ids, AckState.READ)).isEqualTo(1);
    assertThat(states()).containsExactly(ItemState.READ);
    assertThat(inbox.ack(ann, ids, AckState.DELIVERED)).isZero();
    assertThat(inbox.ack(ann, ids, AckState.ARCHIVED)).isEqualTo(1);
    assertThat(inbox.ack(ann, ids, AckState.READ)).isZero();
    assertThat(states()).containsExactly(ItemState.ARCHIVED);
    assertThat(inbox.ack(new RecipientId("bob"), ids, AckState.ARCHIVED)).isZero();
    assertThat(inbox.pull(ann, null, 50, true).entries()).isEmpty();
    assertThat(inbox.ack(ann, Set.of(), AckState.READ)).isZero();
  }

  @Test
  void the_ledger_hears_each_move_of_an_in_app_delivery_once() throws Exception {
    InboxItem item = item(ann, Channel.INAPP, "x");
    inbox.store(List.of(item));
    for (AckState as : AckState.values()) {
      inbox.ack(ann, Set.of(item.id()), as);
      inbox.ack(ann, Set.of(item.id()), as);
    }

    assertThat(receipts()).hasSize(2);
    OutcomeGroup group = receipts().getFirst();
    assertThat(NotificationId.of(group.getNotificationId().toByteArray()))
        .isEqualTo(item.notification());
    assertThat(group.getChannel()).isEqualTo("inapp");
    List<DeliveryEvent> events = receipts().stream().map(each -> each.getEvents(0)).toList();
    assertThat(events).extracting(DeliveryEvent::getStatus).containsExactly("delivered", "opened");
    assertThat(events).extracting(DeliveryEvent::getPrevious).containsExactly("sent", "delivered");
    assertThat(events.get(0).getStep()).isGreaterThan(1 << 20);
    assertThat(events.get(1).getStep()).isGreaterThan(events.get(0).getStep());
    assertThat(DeliveryId.of(events.get(0).getDeliveryId().toByteArray())).isEqualTo(item.id());
    assertThat(log.records(Topics.OUTCOMES).getFirst().partition())
        .isEqualTo(log.partitionOf(ann.value()));
  }

  @Test
  void reading_at_once_opens_and_putting_away_unseen_delivers() throws Exception {
    InboxItem read = item(ann, Channel.INAPP, "read");
    InboxItem archived = item(ann, Channel.INAPP, "archived");
    inbox.store(List.of(read, archived));
    inbox.ack(ann, Set.of(read.id()), AckState.READ);
    inbox.ack(ann, Set.of(archived.id()), AckState.ARCHIVED);
    assertThat(receipts())
        .extracting(each -> each.getEvents(0).getPrevious() + ">" + each.getEvents(0).getStatus())
        .containsExactly("sent>opened", "sent>delivered");
  }

  @Test
  void a_mail_that_was_not_delivered_stays_so_when_it_is_read_here() throws Exception {
    InboxItem mail = item(ann, Channel.EMAIL, "mail");
    inbox.store(List.of(mail));
    assertThat(inbox.ack(ann, Set.of(mail.id()), AckState.READ)).isEqualTo(1);
    assertThat(states()).containsExactly(ItemState.READ);
    assertThat(log.records(Topics.OUTCOMES)).isEmpty();
  }

  @Test
  void nothing_moves_when_the_ledger_cannot_be_told() throws Exception {
    InboxItem item = item(ann, Channel.INAPP, "x");
    inbox.store(List.of(item));
    log.breakDown("away");
    assertThatExceptionOfType(LogUnavailableException.class)
        .isThrownBy(() -> inbox.ack(ann, Set.of(item.id()), AckState.READ));
    log.heal();
    assertThat(states()).containsExactly(ItemState.UNREAD);
    assertThat(inbox.ack(ann, Set.of(item.id()), AckState.READ)).isEqualTo(1);
  }

  @Test
  void acks_that_cross_make_one_chain_of_moves() throws Exception {
    InboxItem item = item(ann, Channel.INAPP, "x");
    inbox.store(List.of(item));
    inParallel(
        4,
        () -> {
          inbox.ack(ann, Set.of(item.id()), AckState.DELIVERED);
          return inbox.ack(ann, Set.of(item.id()), AckState.READ);
        });
    assertThat(receipts())
        .extracting(each -> each.getEvents(0).getStatus())
        .containsExactly("delivered", "opened");
  }

  @Test
  void what_is_erased_is_gone() throws InvalidException {
    store("a");
    inbox.erase(ann);
    assertThat(inbox.pull(ann, null, 50, false).entries()).isEmpty();
  }

  @Test
  void a_stream_begins_after_its_cursor_and_goes_on_in_the_order_of_pull() throws Exception {
    store("a", "b");
    String afterFirst = inbox.pull(ann, null, 1, false).nextCursor();
    try (Subscription stream = inbox.stream(ann, afterFirst)) {
      assertThat(titles(stream.next(LIMIT))).containsExactly("b");
      store("c");
      store("d");
      List<InboxEntry> came = take(stream, 2);
      assertThat(titles(came)).containsExactly("c", "d");
      assertThat(came.getLast().cursor()).isEqualTo(inbox.pull(ann, null, 50, false).nextCursor());
    }
  }

  @Test
  void a_stream_without_a_cursor_has_only_what_comes() throws Exception {
    store("before");
    try (Subscription stream = inbox.stream(ann, null)) {
      store("after");
      assertThat(titles(stream.next(LIMIT))).containsExactly("after");
    }
  }

  @Test
  void what_one_device_has_read_is_told_to_the_others_on_every_process() throws Exception {
    InboxItem item = item(ann, Channel.INAPP, "seen");
    InboxItem before = item(ann, Channel.INAPP, "seen before anybody was connected");
    inbox.store(List.of(before, item));
    inbox.ack(ann, Set.of(before.id()), AckState.READ);
    try (Inbox elsewhere = Inbox.open(database, log, CLOCK, Duration.ofDays(90));
        Subscription here = inbox.stream(ann, null);
        Subscription there = elsewhere.stream(ann, null)) {
      inbox.ack(ann, Set.of(item.id()), AckState.DELIVERED);
      inbox.ack(ann, Set.of(item.id()), AckState.READ);

      var read = new InboxChange(List.of(item.id()), ItemState.READ);
      assertThat(changes(here)).containsExactly(read);
      assertThat(changes(there)).containsExactly(read);
      store("next");
      assertThat(titles(take(here, 1))).containsExactly("next");
      assertThat(here.changes()).isEmpty();
    }
  }

  @Test
  void unread_counts_what_no_device_has_read_up_to_what_a_badge_shows() throws Exception {
    InboxItem read = item(ann, Channel.INAPP, "read");
    InboxItem delivered = item(ann, Channel.INAPP, "delivered");
    InboxItem archived = item(ann, Channel.INAPP, "archived");
    inbox.store(List.of(read, delivered, archived));
    assertThat(inbox.unread(ann)).isEqualTo(3);

    inbox.ack(ann, Set.of(read.id()), AckState.READ);
    inbox.ack(ann, Set.of(delivered.id()), AckState.DELIVERED);
    inbox.ack(ann, Set.of(archived.id()), AckState.ARCHIVED);
    assertThat(inbox.unread(ann)).isEqualTo(1);

    List<InboxItem> many = new ArrayList<>();
    for (int i = 0; i < Inbox.MOST_COUNTED; i++) {
      many.add(item(ann, Channel.INAPP, "many"));
    }
    inbox.store(many);
    assertThat(inbox.unread(ann)).isEqualTo(Inbox.MOST_COUNTED);
  }

  @Test
  void a_stream_that_is_resumed_loses_nothing() throws Exception {
    String cursor;
    try (Subscription stream = inbox.stream(ann, null)) {
      store("a", "b");
      cursor = take(stream, 2).getFirst().cursor();
    }
    store("c");
    try (Inbox restarted = Inbox.open(database, log, CLOCK, Duration.ofDays(90));
        Subscription stream = restarted.stream(ann, cursor)) {
      assertThat(titles(stream.next(LIMIT))).containsExactly("b", "c");
    }
  }

  @Test
  void a_stream_has_what_another_process_stores() throws Exception {
    try (Inbox other = Inbox.open(database, log, CLOCK, Duration.ofDays(90));
        Subscription stream = inbox.stream(ann, null)) {
      other.store(List.of(item(ann, Channel.INAPP, "from afar")));
      assertThat(titles(stream.next(LIMIT))).containsExactly("from afar");
    }
  }

  @Test
  void a_stream_waits_for_nothing_as_long_as_it_is_told_and_ends_with_the_inbox() throws Exception {
    Subscription stream = inbox.stream(ann, null);
    assertThat(stream.next(Duration.ZERO)).isEmpty();
    inbox.close();
    assertThat(stream.next(LIMIT)).isEmpty();
    assertThat(stream.isClosed()).isTrue();
  }

  @Test
  void one_inbox_has_a_bound_on_its_followers() throws Exception {
    List<Subscription> open = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      open.add(inbox.stream(ann, null));
    }
    assertThatExceptionOfType(TooManySubscriptionsException.class)
        .isThrownBy(() -> inbox.stream(ann, null));
    open.getFirst().close();
    inbox.stream(ann, null).close();
    open.forEach(Subscription::close);
  }

  private void store(String... titles) {
    List<InboxItem> items = new ArrayList<>();
    for (String title : titles) {
      items.add(item(ann, Channel.INAPP, title));
    }
    inbox.store(items);
  }

  static InboxItem item(RecipientId recipient, Channel channel, String title) {
    NotificationId notification = IDS.next();
    return new InboxItem(
        DeliveryId.of(notification, recipient, new Address(channel, recipient.value())),
        notification,
        recipient,
        channel,
        Priority.HIGH,
        "orders",
        new InboxItem.Text(title, "body", "/url", "{\"k\":\"v\"}"),
        CLOCK.instant());
  }

  private static void insertByHand(Handle handle, InboxItem item) {
    handle
        .createUpdate(
            "INSERT INTO inbox_item (delivery_id, recipient, xid, ord, notification_id, at, channel,"
                + " priority, title) VALUES (:id, :recipient,"
                + " CAST(CAST(pg_current_xact_id() AS text) AS bigint), 0, :notification, now(),"
                + " 'inapp', 'high', :title)")
        .bind("id", item.id().value())
        .bind("recipient", item.recipient().value())
        .bind("notification", item.notification().value())
        .bind("title", item.text().title())
        .execute();
  }

  private static List<InboxEntry> take(Subscription stream, int count) throws InterruptedException {
    List<InboxEntry> taken = new ArrayList<>();
    while (taken.size() < count) {
      List<InboxEntry> next = stream.next(LIMIT);
      assertThat(next).isNotEmpty();
      taken.addAll(next);
    }
    return taken;
  }

  private List<ItemState> states() throws InvalidException {
    return inbox.pull(ann, null, 50, false).entries().stream().map(InboxEntry::state).toList();
  }

  private List<OutcomeGroup> receipts() throws Exception {
    List<OutcomeGroup> groups = new ArrayList<>();
    for (var record : log.records(Topics.OUTCOMES)) {
      groups.addAll(OutcomeRecord.parseFrom(record.value()).getGroupsList());
    }
    return groups;
  }

  private static List<@Nullable String> titles(List<InboxEntry> entries) {
    List<@Nullable String> titles = new ArrayList<>();
    entries.forEach(entry -> titles.add(entry.item().text().title()));
    return titles;
  }

  private static void inParallel(int threads, Callable<?> work) throws Exception {
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
