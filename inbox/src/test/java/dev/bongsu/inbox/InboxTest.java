package dev.bongsu.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.store.Database;
import dev.bongsu.store.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stored, and in what order it is pulled. */
@NullMarked
class InboxTest extends InboxStage {
  @Test
  void what_is_stored_is_pulled_as_it_was_the_oldest_first() throws InvalidException {
    InboxItem first = item(ann, Channel.INAPP, "first");
    InboxItem second = item(ann, Channel.INAPP, "second");
    inbox.store(List.of(first, second));
    InboxItem third = item(ann, Channel.EMAIL, "third");
    inbox.store(List.of(item(new RecipientId("bob"), Channel.INAPP, "other"), third));

    InboxPage page = pull(null, 50);

    assertThat(page.entries()).extracting(InboxEntry::item).containsExactly(first, second, third);
    assertThat(page.entries()).extracting(InboxEntry::state).containsOnly(ItemState.UNREAD);
    assertThat(page.nextCursor()).isEqualTo(page.entries().getLast().cursor());
  }

  @Test
  void a_cursor_goes_on_where_the_page_ended_also_at_the_end() throws InvalidException {
    store("a", "b", "c");

    InboxPage first = pull(null, 2);
    InboxPage second = pull(first.nextCursor(), 2);
    InboxPage third = pull(second.nextCursor(), 2);
    store("d");
    InboxPage fourth = pull(third.nextCursor(), 2);

    assertThat(titles(first.entries())).containsExactly("a", "b");
    assertThat(titles(second.entries())).containsExactly("c");
    assertThat(third.entries()).isEmpty();
    assertThat(third.nextCursor()).isEqualTo(second.nextCursor());
    assertThat(titles(fourth.entries())).containsExactly("d");
  }

  @Test
  void an_empty_inbox_has_a_cursor_too() throws InvalidException {
    String cursor = pull(null, 50).nextCursor();
    store("a");
    assertThat(titles(pull(cursor, 50).entries())).containsExactly("a");
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

    List<InboxEntry> entries = pull(null, 50).entries();
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
    assertThat(titles(pull(null, 500).entries()))
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
            DATABASE
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
      assertThat(titles(pull(meanwhile.nextCursor(), 50).entries()))
          .containsExactly("older", "younger");
    }
  }

  @Test
  void what_is_written_elsewhere_in_the_database_holds_nothing_back() throws Exception {
    try (Handle other = DATABASE.jdbi().open();
        Subscription stream = inbox.stream(ann, null)) {
      other.begin();
      other.execute("SELECT pg_current_xact_id()");

      store("a");

      assertThat(shown()).containsExactly("a");
      assertThat(titles(take(stream, 1))).containsExactly("a");
      try (Subscription later = inbox.stream(ann, null)) {
        store("b");
        assertThat(titles(take(later, 1))).containsExactly("b");
      }
      assertThat(shown()).containsExactly("a", "b");
      other.rollback();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"inbox_order SET reached = reached", "inbox_arrival SET xid = xid"})
  void in_a_database_that_was_moved_to_another_server_the_order_goes_on(String reached)
      throws Exception {
    try (Database database = TestDatabase.open("inbox")) {
      String cursor;
      try (Inbox there = Inbox.open(database, log, CLOCK, Duration.ofDays(90))) {
        there.store(List.of(item(ann, Channel.INAPP, "there")));
        there.tidyUp();
        // As if that server had made a billion transactions more than this one.
        database
            .jdbi()
            .useHandle(handle -> {
              handle.execute("UPDATE inbox_item SET xid = xid + 1000000000");
              handle.execute("UPDATE " + reached + " + 1000000000");
            });
      }
      try (Inbox here = Inbox.open(database, log, CLOCK, Duration.ofDays(90))) {
        cursor = here.pull(ann, null, 50, false).nextCursor();
        here.store(List.of(item(ann, Channel.INAPP, "here")));
        try (Subscription stream = here.stream(ann, cursor)) {
          assertThat(titles(take(stream, 1))).containsExactly("here");
        }
        here.tidyUp();
      }
      try (Inbox again = Inbox.open(database, log, CLOCK, Duration.ofDays(90))) {
        again.store(List.of(item(ann, Channel.INAPP, "again")));
        assertThat(titles(again.pull(ann, null, 50, false).entries()))
            .containsExactly("there", "here", "again");
        assertThat(titles(again.pull(ann, cursor, 50, false).entries()))
            .containsExactly("here", "again");
      }
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
    assertThat(titles(pull(null, 500).entries())).containsExactlyElementsOf(order);
  }

  @Test
  void what_is_erased_is_gone() throws InvalidException {
    store("a");
    inbox.erase(ann);
    assertThat(pull(null, 50).entries()).isEmpty();
    assertThat(inbox.unread(ann)).isZero();
  }

  @Test
  void what_was_accepted_before_an_erasure_and_comes_later_does_not_stay() throws Exception {
    InboxItem before = item(ann, Channel.INAPP, "before", CLOCK.instant().minusSeconds(1));
    InboxItem after = item(ann, Channel.INAPP, "after", CLOCK.instant());
    inbox.erase(ann);
    inbox.store(List.of(before, after));

    inbox.tidyUp();

    assertThat(titles(pull(null, 50).entries())).containsExactly("after");
    assertThat(inbox.unread(ann)).isEqualTo(1);
  }

  @Test
  void what_is_kept_no_longer_is_not_counted_as_unread_either() {
    try (Database database = TestDatabase.open("inbox")) {
      try (Inbox now = Inbox.open(database, log, CLOCK, Duration.ofDays(90))) {
        now.store(List.of(item(ann, Channel.INAPP, "x")));
        assertThat(now.unread(ann)).isEqualTo(1);
      }
      Clock later = Clock.offset(CLOCK, Duration.ofDays(98));
      try (Inbox then = Inbox.open(database, log, later, Duration.ofDays(90))) {
        assertThat(then.unread(ann)).isZero();
        assertThat(then.unreadBeside(List.of(new Inbox.Beside(ann, IDS.next()))))
            .containsExactly(0);
      }
    }
  }

  /** What Ann's inbox shows at this very moment. */
  private List<@Nullable String> shown() throws InvalidException {
    return titles(inbox.pull(ann, null, 50, false).entries());
  }

  /** As another process does it, step by step. */
  private static void insertByHand(Handle handle, InboxItem item) {
    handle.execute(
        "INSERT INTO inbox_arrival (xid, recipients)"
            + " VALUES (inbox_place(), ARRAY[]::integer[])");
    handle
        .createUpdate(
            "INSERT INTO inbox_item (delivery_id, recipient, xid, ord, notification_id, at, channel,"
                + " priority, title) VALUES (:id, :recipient,"
                + " inbox_place(), 0, :notification, now(),"
                + " 'inapp', 'high', :title)")
        .bind("id", item.id().value())
        .bind("recipient", item.recipient().value())
        .bind("notification", item.notification().value())
        .bind("title", item.text().title())
        .execute();
  }
}
