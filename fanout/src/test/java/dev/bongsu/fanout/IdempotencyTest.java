package dev.bongsu.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.ledger.NotificationRow;
import dev.bongsu.ledger.NotificationStatus;
import dev.bongsu.log.Entry;
import dev.bongsu.log.LogUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class IdempotencyTest {
  private final House house = new House();

  @AfterEach
  void leave() {
    house.close();
  }

  @Test
  void of_fifty_parallel_requests_with_one_key_one_is_new_and_all_have_its_id() throws Exception {
    Set<NotificationId> ids = ConcurrentHashMap.newKeySet();
    List<Callable<Boolean>> requests = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      LoggedSubmissions where = i % 2 == 0 ? house.submissions : house.submissions();
      requests.add(() -> replayed(where, Draft.to("u1").key("k"), ids));
    }

    int fresh = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> each : threads.invokeAll(requests)) {
        fresh += each.get() ? 0 : 1;
      }
    }
    house.settle();

    assertThat(ids).hasSize(1);
    assertThat(fresh).isEqualTo(1);
    assertThat(house.deliveries(Channel.INAPP)).hasSize(1);
    assertThat(house.view(ids.iterator().next()).status()).isEqualTo(NotificationStatus.SENDING);
  }

  @Test
  void a_replay_after_a_restart_has_the_first_id_and_sends_nothing() throws Exception {
    NotificationId first = house.submit(Draft.to("u1").key("k"));
    house.settle();
    house.crash();

    Acceptance again = house.submissions.submit(Draft.to("u1").key("k").build()).await();
    house.settle();

    assertThat(again).isEqualTo(new Acceptance.Accepted(first, true));
    assertThat(house.deliveries(Channel.INAPP)).hasSize(1);
    assertThat(house.log.records("notifications.normal")).hasSize(1);
  }

  @Test
  void a_key_with_another_body_is_refused_naming_the_first_before_and_after_a_restart()
      throws Exception {
    NotificationId first = house.submit(Draft.to("u1").key("k").body("{\"a\":1}"));
    NotificationDraft other = Draft.to("u1").key("k").body("{\"a\":2}").build();

    Acceptance before = house.submissions.submit(other).await();
    house.crash();
    Acceptance after = house.submissions.submit(other).await();

    assertThat(before).isEqualTo(new Acceptance.KeyReused(first));
    assertThat(after).isEqualTo(before);
  }

  @Test
  void keys_of_different_senders_have_nothing_to_do_with_each_other() throws Exception {
    NotificationId first = house.submit(Draft.to("u1").key("k"));
    NotificationDraft draft = Draft.to("u1").key("k").build();
    var other =
        new NotificationDraft(
            new NotificationDraft.Origin("bank", "k", new byte[0], new byte[0], null),
            draft.audience(),
            draft.substance(),
            draft.way());

    Acceptance answer = house.submissions.submit(other).await();

    assertThat(answer).isNotEqualTo(new Acceptance.Accepted(first, true));
    assertThat(answer).isInstanceOf(Acceptance.Accepted.class);
  }

  @Test
  void a_crash_between_reservation_and_append_loses_nothing() throws Exception {
    house.log.breakDown("killed");
    PendingSubmission lost = house.submissions.submit(Draft.to("u1").key("k").build());
    assertThat(catchAwait(lost)).isInstanceOf(LogUnavailableException.class);
    house.crash();

    NotificationId id = house.submit(Draft.to("u1").key("k"));
    house.settle();

    assertThat(house.deliveries(Channel.INAPP)).hasSize(1);
    assertThat(house.view(id).status()).isEqualTo(NotificationStatus.SENDING);
  }

  @Test
  void a_request_that_the_log_did_not_take_can_be_made_again_with_its_key() throws Exception {
    house.log.breakDown("away");
    PendingSubmission refused = house.submissions.submit(Draft.to("u1").key("k").build());
    assertThat(catchAwait(refused)).isInstanceOf(LogUnavailableException.class);
    house.log.heal();

    NotificationId id = house.submit(Draft.to("u1").key("k"));
    house.settle();

    assertThat(house.view(id).counts().expected()).isEqualTo(1);
  }

  @Test
  void of_two_records_with_one_key_the_later_is_rejected_naming_the_first() throws Exception {
    house.database.close(); // both are accepted while the database is away
    NotificationId first;
    NotificationId second;
    try (var other = house.submissions()) {
      first = house.submit(Draft.to("u1").key("k"));
      second = accepted(other.submit(Draft.to("u1").key("k").build()).await());
    }
    assertThat(second).isNotEqualTo(first);

    try (var back = new House()) {
      for (var record : house.log.records("notifications.normal")) {
        // One partition after the other is read in an order of its own: keep them in one.
        back.log.writer().append(new Entry(record.topic(), 0, record.value())).await();
      }
      back.settle();

      List<NotificationId> both = List.of(first, second);
      List<NotificationStatus> statuses = new ArrayList<>();
      for (NotificationId each : both) {
        statuses.add(back.view(each).status());
      }
      assertThat(statuses)
          .containsExactlyInAnyOrder(NotificationStatus.SENDING, NotificationStatus.REJECTED);
      int rejected = statuses.indexOf(NotificationStatus.REJECTED);
      var plan = (NotificationRow.Plan.Rejected) back.view(both.get(rejected)).row().plan();
      assertThat(plan.reason()).isEqualTo("duplicate");
      assertThat(plan.detail()).contains(both.get(1 - rejected).toString());
      assertThat(back.deliveries(Channel.INAPP)).hasSize(1);
      assertThat(back.planner.duplicates()).isEqualTo(1);
    }
  }

  @Test
  void a_key_is_free_again_after_its_life() throws Exception {
    NotificationId first = house.submit(Draft.to("u1").key("k"));
    house.settle();
    house.clock.advance(Submissions.KEY_LIFE);
    house.crash(); // this process remembers a key for a minute by itself

    NotificationId second = house.submit(Draft.to("u1").key("k"));
    house.settle();

    assertThat(second).isNotEqualTo(first);
    assertThat(house.deliveries(Channel.INAPP)).hasSize(2);
  }

  @Test
  void keys_are_deleted_when_their_life_is_over_and_not_before() throws Exception {
    house.submit(Draft.to("u1").key("old"));
    house.clock.advance(Duration.ofHours(26));
    house.submit(Draft.to("u1").key("new"));

    Duration pause = new Cleaning(house.database, house.clock).clean();

    assertThat(pause).isEqualTo(Duration.ofMinutes(1));
    List<String> left =
        house
            .database
            .jdbi()
            .withHandle(
                h -> h.createQuery("SELECT key FROM idempotency_key").mapTo(String.class).list());
    assertThat(left).containsExactly("new");
  }

  private static boolean replayed(LoggedSubmissions where, Draft draft, Set<NotificationId> ids)
      throws Exception {
    var accepted = (Acceptance.Accepted) where.submit(draft.build()).await();
    ids.add(accepted.id());
    return accepted.replayed();
  }

  private static NotificationId accepted(Acceptance acceptance) {
    return ((Acceptance.Accepted) acceptance).id();
  }

  private static Throwable catchAwait(PendingSubmission pending) {
    return catchThrowable(pending::await);
  }
}
