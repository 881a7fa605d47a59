package dev.bongsu.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Who is connected, to this process or another. */
@NullMarked
class PresenceTest extends InboxStage {
  @Test
  void who_is_connected_here_is_known_at_once_and_as_soon_as_they_go() throws Exception {
    assertThat(inbox.connections(ann)).isEmpty();
    try (Subscription stream = inbox.stream(ann, null);
        Subscription socket = inbox.socket(ann, null)) {
      assertThat(List.of(stream, socket)).noneMatch(Subscription::isClosed);
      assertThat(inbox.connections(ann))
          .containsExactlyInAnyOrder(
              new Connection(Connection.Kind.STREAM, CLOCK.instant()),
              new Connection(Connection.Kind.SOCKET, CLOCK.instant()));
    }
    assertThat(inbox.connections(ann)).isEmpty();
  }

  @Test
  void who_is_connected_to_another_process_is_known_until_they_go() throws Exception {
    try (Inbox elsewhere = another()) {
      try (Subscription there = elsewhere.socket(ann, null)) {
        assertThat(there.isClosed()).isFalse();
        awaitConnections(1);
        assertThat(inbox.connections(ann))
            .containsExactly(new Connection(Connection.Kind.SOCKET, CLOCK.instant()));
      }
      awaitConnections(0);
    }
  }

  @Test
  void whose_process_ends_is_connected_no_longer() throws Exception {
    Inbox elsewhere = another();
    Subscription there = elsewhere.stream(ann, null);
    awaitConnections(1);
    elsewhere.close();
    assertThat(there.isClosed()).isTrue();
    assertThat(inbox.connections(ann)).isEmpty();
  }

  @Test
  void whose_process_was_killed_is_not_counted_any_more() throws Exception {
    try (Inbox elsewhere = another();
        Subscription there = elsewhere.stream(ann, null)) {
      awaitConnections(1);
      awaitGone("UPDATE inbox_process SET seen_at = now() - interval '11 s'");
      assertThat(there.isClosed()).isFalse();
      // It was only slow, so it is back with its next beat.
      awaitConnections(1);
    }
  }

  @Test
  void a_database_that_forgot_is_told_again() throws Exception {
    try (Inbox elsewhere = another();
        Subscription there = elsewhere.stream(ann, null)) {
      awaitConnections(1);
      // As after a crash of it: these tables are not written ahead.
      awaitGone("TRUNCATE inbox_process, inbox_connection");
      assertThat(there.isClosed()).isFalse();
      awaitConnections(1);
    }
  }

  /** Does this to the database until nobody is connected: a beat may come right after it. */
  private void awaitGone(String statement) {
    long end = System.nanoTime() + LIMIT.toNanos();
    do {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      DATABASE.jdbi().useHandle(handle -> handle.execute(statement));
    } while (!inbox.connections(ann).isEmpty());
  }

  private void awaitConnections(int count) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (inbox.connections(ann).size() != count) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
    }
  }
}
