package dev.bongsu.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.ledger.NotificationStatus;
import dev.bongsu.log.Entry;
import dev.bongsu.log.LogRecord;
import dev.bongsu.log.wire.ChunkRecord;
import dev.bongsu.log.wire.Delivery;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What was done once is done once, wherever the process dies. */
final class RedoTest {
  private final House house = new House();

  @AfterEach
  void leave() {
    house.close();
  }

  @Test
  void a_crash_between_the_databases_commit_and_the_logs_loses_nothing_and_doubles_nothing()
      throws Exception {
    NotificationId plain = house.submit(Draft.to("u1"));
    NotificationId keyed = house.submit(Draft.to("u2").key("k"));
    breakTheLogWhileDeciding();

    house.plan();
    assertThat(house.deliveries(Channel.INAPP)).isEmpty();
    house.crash();
    house.settle();

    assertThat(house.deliveries(Channel.INAPP))
        .extracting(Delivery::getRecipient)
        .containsExactlyInAnyOrder("u1", "u2");
    assertThat(house.view(plain).counts().expected()).isEqualTo(1);
    assertThat(house.view(keyed).status()).isEqualTo(NotificationStatus.SENDING);
  }

  @Test
  void a_redo_records_what_is_decided_now_if_addresses_changed_meanwhile() throws Exception {
    house.recipient("u1", address("a@example.com"));
    NotificationId id = house.submit(Draft.to("u1").channels(Channel.EMAIL));
    breakTheLogWhileDeciding();
    house.plan();

    house.recipient("u1", "{\"addresses\": []}");
    house.crash();
    house.settle();

    assertThat(house.view(id).counts().expected()).isEqualTo(1);
    assertThat(house.view(id).status()).isEqualTo(NotificationStatus.COMPLETED);
  }

  @Test
  void the_same_audience_gives_the_same_deliveries_again() throws Exception {
    NotificationId id = house.submit(Draft.to("u1", "u2"));
    house.settle();
    Set<Object> once = new HashSet<>(house.deliveries(Channel.INAPP));

    var again = new House();
    try (again) {
      again.log.writer().append(entry(house, id)).await();
      again.settle();
      assertThat(new HashSet<Object>(again.deliveries(Channel.INAPP))).isEqualTo(once);
    }
  }

  @Test
  void a_group_with_overlaps_reaches_everybody_once_and_the_directly_named_first()
      throws Exception {
    house.group("all", members(0, 10_000));
    house.group("some", members(5_000, 10_500));

    NotificationId id = house.submit(Draft.to("u7", "extra").groups("all", "some"));
    house.settle();

    assertThat(house.deliveries(Channel.INAPP))
        .extracting(Delivery::getRecipient)
        .doesNotHaveDuplicates()
        .hasSize(10_501);
    var view = house.view(id);
    assertThat(view.counts().expected()).isEqualTo(10_501);
    assertThat(view.expandedAt()).isNotNull();
    assertThat(view.status()).isEqualTo(NotificationStatus.SENDING);
    assertThat(house.outcomes().stream().filter(each -> each.hasChunk()).count()).isEqualTo(12);
    assertThat(house.expander.chunks()).isEqualTo(11);
  }

  @Test
  void cutting_again_after_a_crash_keeps_the_first_cut() throws Exception {
    house.group("all", members(0, 2_500));
    NotificationId id = house.submit(Draft.to("direct").groups("all"));
    breakTheLogWhileDeciding();
    house.plan();
    house.planner.awaitCuts();
    house.planner.step(Duration.ZERO);

    house.group("all", members(2_500, 4_000));
    house.crash();
    house.settle();

    assertThat(house.deliveries(Channel.INAPP))
        .extracting(Delivery::getRecipient)
        .doesNotHaveDuplicates()
        .hasSize(2_501);
    assertThat(house.view(id).counts().expected()).isEqualTo(2_501);
  }

  @Test
  void a_cut_that_a_crash_left_halfway_is_begun_anew() throws Exception {
    house.group("all", members(0, 2_500));
    NotificationId id = house.submit(Draft.to().groups("all"));
    var chunks = new ChunkStore(house.database);
    house
        .database
        .jdbi()
        .useTransaction(handle -> {
          ChunkStore.Cut halfway = chunks.begin(handle, id, ChunkRecord.getDefaultInstance());
          chunks.add(handle, halfway, 1, List.of(List.of(new RecipientId("left-since"))));
        });

    house.settle();

    assertThat(house.deliveries(Channel.INAPP))
        .extracting(Delivery::getRecipient)
        .doesNotHaveDuplicates()
        .hasSize(2_500)
        .doesNotContain("left-since");
    assertThat(house.view(id).counts().expected()).isEqualTo(2_500);
  }

  @Test
  void of_two_who_cut_the_same_audience_only_the_later_goes_on() throws Exception {
    var chunks = new ChunkStore(house.database);
    var id = new NotificationId(UUID.randomUUID());
    var pattern = ChunkRecord.getDefaultInstance();
    var jdbi = house.database.jdbi();
    List<List<RecipientId>> members = List.of(List.of(new RecipientId("u1")));
    ChunkStore.Cut first = jdbi.inTransaction(handle -> chunks.begin(handle, id, pattern));
    jdbi.useTransaction(handle -> chunks.add(handle, first, 1, members));

    ChunkStore.Cut second = jdbi.inTransaction(handle -> chunks.begin(handle, id, pattern));

    assertThatThrownBy(() -> jdbi.useTransaction(handle -> chunks.add(handle, first, 2, members)))
        .isInstanceOf(ChunkStore.SupersededException.class);
    assertThatThrownBy(() -> jdbi.useTransaction(handle -> chunks.end(handle, first, 1)))
        .isInstanceOf(ChunkStore.SupersededException.class);
    jdbi.useTransaction(handle -> chunks.add(handle, second, 1, members));
    jdbi.useTransaction(handle -> chunks.end(handle, second, 1));
    assertThatThrownBy(() -> jdbi.inTransaction(handle -> chunks.begin(handle, id, pattern)))
        .isInstanceOf(ChunkStore.SupersededException.class);
  }

  @Test
  void a_chunk_whose_expansion_was_not_committed_is_expanded_again() throws Exception {
    house.group("all", members(0, 2_500));
    NotificationId id = house.submit(Draft.to().groups("all"));
    house.plan();
    house.planner.awaitCuts();
    house.planner.step(Duration.ZERO);
    breakTheLogWhileDeciding();
    house.expander.step(Duration.ZERO);
    assertThat(house.deliveries(Channel.INAPP)).isEmpty();

    house.crash();
    house.settle();

    assertThat(house.deliveries(Channel.INAPP))
        .extracting(Delivery::getRecipient)
        .doesNotHaveDuplicates()
        .hasSize(2_500);
    assertThat(house.view(id).counts().expected()).isEqualTo(2_500);
    assertThat(chunksLeft()).isZero();
  }

  @Test
  void an_empty_or_unknown_group_completes_at_once() throws Exception {
    house.group("nobody", List.of());

    NotificationId id = house.submit(Draft.to().groups("nobody", "deleted"));
    house.settle();

    assertThat(house.view(id).counts().expected()).isZero();
    assertThat(house.view(id).status()).isEqualTo(NotificationStatus.COMPLETED);
  }

  @Test
  void cancelled_before_its_chunks_are_expanded_nothing_reaches_a_channel() throws Exception {
    house.group("all", members(0, 1_500));
    NotificationId id = house.submit(Draft.to().groups("all"));
    house.plan();
    house.planner.awaitCuts();
    house.planner.step(Duration.ZERO);

    house.calledOff = (_, _) -> true;
    house.settle();

    assertThat(house.deliveries(Channel.INAPP)).isEmpty();
    assertThat(house.view(id).counts().settled()).isEqualTo(1_500);
  }

  @Test
  void a_log_begun_anew_beside_an_old_database_is_planned_from_its_beginning() throws Exception {
    house.submit(Draft.to("u1"));
    house.submit(Draft.to("u2"));
    house.settle();
    // As if the log's directory was lost: offsets begin again below what the database remembers.
    house.database.jdbi().useHandle(h -> h.execute("UPDATE fanout_position SET next_offset = 99"));
    house.clock.advance(Duration.ofSeconds(1));

    NotificationId id = house.submit(Draft.to("u3"));
    house.settle();

    assertThat(house.view(id).counts().expected()).isEqualTo(1);
  }

  @Test
  void one_record_that_the_database_refuses_does_not_hold_up_the_others() throws Exception {
    NotificationId taken = house.submit(Draft.to("u1"));
    house.submit(Draft.to("u2"));
    house.settle();
    house.database.jdbi().useHandle(h -> h.execute("DELETE FROM fanout_position"));
    house.log.writer().append(entry(house, taken)).await(); // recorded, but nobody knows

    NotificationId next = house.submit(Draft.to("u3"));
    house.settle();
    house.settle();

    assertThat(house.planner.unreadable()).isEqualTo(1);
    assertThat(house.view(next).counts().expected()).isEqualTo(1);
  }

  private void breakTheLogWhileDeciding() {
    house.calledOff =
        (_, _) -> {
          house.log.breakDown("killed");
          house.calledOff = (_, _) -> false;
          return false;
        };
  }

  private long chunksLeft() {
    return house
        .database
        .jdbi()
        .withHandle(
            h -> h.createQuery("SELECT count(*) FROM fanout_chunk").mapTo(Long.class).one());
  }

  private static Entry entry(House house, NotificationId id) {
    var record =
        house.log.records("notifications.normal").stream()
            .filter(each -> idOf(each).equals(id))
            .findFirst()
            .orElseThrow();
    return new Entry(record.topic(), record.partition(), record.value());
  }

  private static NotificationId idOf(LogRecord record) {
    try {
      return Request.of(record).id();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static String address(String email) {
    return "{\"addresses\": [{\"channel\": \"email\", \"address\": \"" + email + "\"}]}";
  }

  private static List<String> members(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "u" + i).toList();
  }
}
