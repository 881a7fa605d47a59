package dev.bongsu.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bongsu.kernel.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What comes to those who are connected, to this process or another. */
@NullMarked
class StreamTest extends InboxStage {
  @Test
  void a_stream_begins_after_its_cursor_and_goes_on_in_the_order_of_pull() throws Exception {
    store("a", "b");
    String afterFirst = pull(null, 1).nextCursor();
    try (Subscription stream = inbox.stream(ann, afterFirst)) {
      assertThat(titles(take(stream, 1))).containsExactly("b");
      store("c");
      store("d");
      List<InboxEntry> came = take(stream, 2);
      assertThat(titles(came)).containsExactly("c", "d");
      assertThat(came.getLast().cursor()).isEqualTo(pull(null, 50).nextCursor());
    }
  }

  @Test
  void a_stream_without_a_cursor_has_only_what_comes() throws Exception {
    store("before");
    try (Subscription stream = inbox.stream(ann, null)) {
      store("after");
      assertThat(titles(take(stream, 1))).containsExactly("after");
    }
  }

  @Test
  void what_one_device_has_read_is_told_to_the_others_on_every_process() throws Exception {
    InboxItem item = item(ann, Channel.INAPP, "seen");
    InboxItem before = item(ann, Channel.INAPP, "seen before anybody was connected");
    inbox.store(List.of(before, item));
    inbox.ack(ann, Set.of(before.id()), AckState.READ);
    try (Inbox elsewhere = another();
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
  void a_stream_that_is_resumed_loses_nothing() throws Exception {
    String cursor;
    try (Subscription stream = inbox.stream(ann, null)) {
      store("a", "b");
      cursor = take(stream, 2).getFirst().cursor();
    }
    store("c");
    try (Inbox restarted = another();
        Subscription stream = restarted.stream(ann, cursor)) {
      assertThat(titles(take(stream, 2))).containsExactly("b", "c");
    }
  }

  @Test
  void a_stream_has_what_another_process_stores() throws Exception {
    try (Inbox other = another();
        Subscription stream = inbox.stream(ann, null)) {
      other.store(List.of(item(ann, Channel.INAPP, "from afar")));
      assertThat(titles(take(stream, 1))).containsExactly("from afar");
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
}
