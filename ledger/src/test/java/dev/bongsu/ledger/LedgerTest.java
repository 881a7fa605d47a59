package dev.bongsu.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryStatus;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.kernel.TemplateKey;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.CancellationRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LedgerTest {
  private static final NotificationFilter.About ANY =
      new NotificationFilter.About(null, null, null, null, null);
  private static final NotificationFilter.Span ALWAYS = new NotificationFilter.Span(null, null);

  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void counts_come_out_even_over_channels_and_statuses() throws Exception {
    NotificationId id = world.recorded(new NotificationRow.Plan.Decided(3));
    world.told(id, "u1", Channel.EMAIL).planned().tried("sent", "accepted");
    world.told(id, "u1", Channel.INAPP).planned().tried("retrying", "retry");
    world.told(id, "u2", Channel.EMAIL).suppressed("no-address");

    world.copy();

    Counts counts = world.view(id).counts();
    assertThat(counts.expected()).isEqualTo(3);
    assertThat(counts.settled()).isEqualTo(2);
    assertThat(counts.pending()).isEqualTo(1);
    assertThat(counts.byChannel())
        .isEqualTo(
            Map.of(
                Channel.EMAIL, Map.of(DeliveryStatus.SENT, 1L, DeliveryStatus.SUPPRESSED, 1L),
                Channel.INAPP, Map.of(DeliveryStatus.RETRYING, 1L)));
    assertThat(world.view(id).status()).isEqualTo(NotificationStatus.SENDING);
    assertThat(world.view(id).completedAt()).isNull();
    assertThat(world.view(id).row().request()).isEqualTo(World.REQUEST);
  }

  @Test
  void a_delivery_shows_every_attempt_however_many_batches_they_came_in() throws Exception {
    NotificationId id = world.recorded(new NotificationRow.Plan.Decided(1));
    World.Told told =
        world
            .told(id, "u1", Channel.EMAIL)
            .planned()
            .tried("retrying", "retry")
            .tried("retrying", "unknown");
    world.copy();
    told.tried("sent", "accepted");
    world.copy();

    DeliveryView view = world.ledger.delivery(told.id).orElseThrow();
    assertThat(view.attempts())
        .extracting(DeliveryView.Tried::result)
        .containsExactly("retry", "unknown", "accepted");
    assertThat(view.state().status()).isEqualTo(DeliveryStatus.SENT);
    assertThat(view.state().nextAttemptAt()).isNull();
    assertThat(view.target())
        .isEqualTo(new DeliveryView.Target(Channel.EMAIL, new RecipientId("u1"), "u***@x.org"));
    assertThat(view.notificationId()).isEqualTo(id);
  }

  @Test
  void a_status_never_moves_back_whatever_the_order_of_events() throws Exception {
    NotificationId id = world.recorded(new NotificationRow.Plan.Decided(1));
    World.Told told = world.told(id, "u1", Channel.INAPP).planned();
    world.copy();
    told.aside("sent", "opened", 3);
    world.copy();
    told.tried("sent", "accepted");
    world.copy();
    told.aside("opened", "delivered", 3);
    world.copy();

    assertThat(world.view(id).counts().byStatus()).isEqualTo(Map.of(DeliveryStatus.OPENED, 1L));
    assertThat(world.rows("open_notification")).isZero();
    assertThat(world.view(id).status()).isEqualTo(NotificationStatus.COMPLETED);
  }

  @Test
  void a_delivery_that_fails_over_adds_one_to_what_is_expected() throws Exception {
    NotificationId id = world.recorded(new NotificationRow.Plan.Decided(1));
    World.Told next = world.told(id, "u1", Channel.EMAIL).planned().failsOver(Channel.INAPP);
    world.copy();
    assertThat(world.view(id).counts().expected()).isEqualTo(2);
    assertThat(world.view(id).counts().pending()).isEqualTo(1);

    next.tried("sent", "accepted");
    world.copy();

    assertThat(world.view(id).status()).isEqualTo(NotificationStatus.COMPLETED);
    assertThat(world.view(id).counts().byChannel())
        .isEqualTo(
            Map.of(
                Channel.EMAIL, Map.of(DeliveryStatus.FAILED, 1L),
                Channel.INAPP, Map.of(DeliveryStatus.SENT, 1L)));
  }

  @Test
  void a_chunked_notification_is_complete_when_all_chunks_are_cut_decided_and_settled()
      throws Exception {
    NotificationId id = world.recorded(new NotificationRow.Plan.InChunks());
    World.Told first = world.told(id, "u1", Channel.EMAIL).inChunks().planned();
    World.Told second =
        world.told(id, "u2", Channel.EMAIL).inChunks().planned().tried("sent", "accepted");
    world.chunk(id, 0, 2);
    world.copy();
    assertThat(world.view(id).status()).isEqualTo(NotificationStatus.EXPANDING);

    world.database.jdbi().useTransaction(handle -> world.notifications.planned(handle, id, 2));
    assertThat(world.view(id).status()).isEqualTo(NotificationStatus.EXPANDING);

    world.chunk(id, 1, 1);
    World.Told hopping = world.told(id, "u3", Channel.EMAIL).inChunks().planned();
    world.copy();
    assertThat(world.view(id).status()).isEqualTo(NotificationStatus.SENDING);
    assertThat(world.view(id).counts().expected()).isEqualTo(3);

    first.tried("sent", "accepted");
    second.then("delivered");
    World.Told hop = hopping.failsOver(Channel.INAPP);
    world.copy();
    hop.tried("sent", "accepted");
    world.copy();

    NotificationView view = world.view(id);
    assertThat(view.status()).isEqualTo(NotificationStatus.COMPLETED);
    assertThat(view.completedAt()).isNotNull();
    assertThat(view.counts().expected()).isEqualTo(4);
    assertThat(view.counts().byStatus())
        .isEqualTo(
            Map.of(
                DeliveryStatus.SENT, 2L,
                DeliveryStatus.DELIVERED, 1L,
                DeliveryStatus.FAILED, 1L));
  }

  @Test
  void cancelling_counts_what_was_open_and_yields_to_what_a_provider_took_meanwhile()
      throws Exception {
    NotificationId id = world.recorded(new NotificationRow.Plan.Decided(3));
    World.Told first = world.told(id, "u1", Channel.EMAIL).planned();
    World.Told second = world.told(id, "u2", Channel.EMAIL).planned().tried("retrying", "retry");
    world.told(id, "u3", Channel.EMAIL).suppressed("no-address");
    world.copy();

    assertThat(world.ledger.cancel(id))
        .contains(new CancelResult.Cancelled(NotificationStatus.CANCELLED, 2));
    assertThat(world.ledger.delivery(first.id).orElseThrow().state().status())
        .isEqualTo(DeliveryStatus.CANCELLED);
    assertThat(world.ledger.cancel(id))
        .contains(new CancelResult.AllSettled(NotificationStatus.CANCELLED));
    assertThat(
            CancellationRecord.parseFrom(world.log.records(Topics.CANCELLATIONS).getFirst().value())
                .getNotificationId()
                .toByteArray())
        .isEqualTo(id.bytes());

    second.then("cancelled");
    first.tried("sent", "accepted");
    world.copy();
    assertThat(world.view(id).counts().byStatus())
        .isEqualTo(
            Map.of(
                DeliveryStatus.SENT, 1L,
                DeliveryStatus.CANCELLED, 1L,
                DeliveryStatus.SUPPRESSED, 1L));
    assertThat(world.view(id).status()).isEqualTo(NotificationStatus.COMPLETED);
  }

  @Test
  void a_chunked_notification_that_is_cancelled_counts_what_is_planned_later_once()
      throws Exception {
    NotificationId id = world.recorded(new NotificationRow.Plan.InChunks());
    world.told(id, "u1", Channel.EMAIL).inChunks().planned();
    world.copy();
    assertThat(world.ledger.cancel(id))
        .contains(new CancelResult.Cancelled(NotificationStatus.CANCELLED, 1));

    World.Told later = world.told(id, "u2", Channel.EMAIL).inChunks().planned();
    world.chunk(id, 0, 2);
    world.database.jdbi().useTransaction(handle -> world.notifications.planned(handle, id, 1));
    world.copy();
    later.then("cancelled");
    world.copy();

    assertThat(world.view(id).counts().byStatus()).isEqualTo(Map.of(DeliveryStatus.CANCELLED, 2L));
    assertThat(world.view(id).status()).isEqualTo(NotificationStatus.CANCELLED);
    assertThat(
            world
                .ledger
                .deliveries(
                    id,
                    new DeliveryFilter(DeliveryStatus.CANCELLED, null, null),
                    new Page.Request(10, null))
                .items())
        .hasSize(2);
  }

  @Test
  void cancelling_what_is_settled_or_unknown_changes_nothing() throws Exception {
    NotificationId id = world.recorded(new NotificationRow.Plan.Decided(1));
    world.told(id, "u1", Channel.EMAIL).planned().tried("sent", "accepted");
    world.copy();

    assertThat(world.ledger.cancel(id))
        .contains(new CancelResult.AllSettled(NotificationStatus.COMPLETED));
    assertThat(world.ledger.cancel(world.row(new NotificationRow.Plan.Decided(1)).id())).isEmpty();
    assertThat(world.log.records(Topics.CANCELLATIONS)).isEmpty();
  }

  @Test
  void a_rejected_notification_says_why() {
    NotificationId id =
        world.recorded(new NotificationRow.Plan.Rejected("duplicate", "the first is 1"));

    NotificationView view = world.view(id);
    assertThat(view.status()).isEqualTo(NotificationStatus.REJECTED);
    assertThat(view.row().plan())
        .isEqualTo(new NotificationRow.Plan.Rejected("duplicate", "the first is 1"));
    assertThat(list(new NotificationFilter(ANY, null, NotificationStatus.REJECTED, ALWAYS)))
        .containsExactly(id);
  }

  @Test
  void the_last_decision_counts_when_fan_out_decides_anew() throws Exception {
    NotificationId id = world.recorded(new NotificationRow.Plan.Decided(2));
    world.database.jdbi().useTransaction(handle -> world.notifications.decided(handle, id, 1));
    world.told(id, "u1", Channel.EMAIL).planned().tried("sent", "accepted");
    world.copy();

    assertThat(world.view(id).status()).isEqualTo(NotificationStatus.COMPLETED);
  }

  @Test
  void an_audience_of_nobody_is_complete_at_once() {
    NotificationId id = world.recorded(new NotificationRow.Plan.Decided(0));

    assertThat(world.view(id).status()).isEqualTo(NotificationStatus.COMPLETED);
    assertThat(world.view(id).completedAt()).isNotNull();
  }

  @Test
  void erasing_a_recipient_leaves_no_address_behind() throws Exception {
    NotificationId id = world.recorded(new NotificationRow.Plan.Decided(1));
    World.Told told = world.told(id, "u1", Channel.EMAIL).planned();
    world.copy();

    world.ledger.erase(new RecipientId("u1"));

    assertThat(world.ledger.delivery(told.id).orElseThrow().target())
        .isEqualTo(new DeliveryView.Target(Channel.EMAIL, new RecipientId("u1"), null));
    assertThat(
            CancellationRecord.parseFrom(world.log.records(Topics.CANCELLATIONS).getFirst().value())
                .getRecipient())
        .isEqualTo("u1");
  }

  @Test
  void lists_are_newest_first_and_their_cursors_stable_under_inserts() throws Exception {
    List<NotificationId> all = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      all.addFirst(world.recorded(new NotificationRow.Plan.Decided(1)));
    }
    List<NotificationId> seen = new ArrayList<>();
    String cursor = null;
    do {
      Page<NotificationView> page =
          world.ledger.notifications(NotificationFilter.ALL, new Page.Request(3, cursor));
      page.items().forEach(each -> seen.add(each.row().id()));
      cursor = page.nextCursor();
      world.recorded(new NotificationRow.Plan.Decided(1));
    } while (cursor != null);

    assertThat(seen).isEqualTo(all);
    assertThatThrownBy(() ->
            world.ledger.notifications(NotificationFilter.ALL, new Page.Request(3, "bm90IG91cnM")))
        .isInstanceOf(InvalidException.class);
  }

  @Test
  void lists_are_filtered_by_everything_that_the_contract_names() throws Exception {
    NotificationId mine =
        world.recorded(world.row("alice", "welcome", new NotificationRow.Plan.Decided(1)));
    NotificationId open =
        world.recorded(world.row("shop", "order-shipped", new NotificationRow.Plan.Decided(1)));
    NotificationId untouched =
        world.recorded(world.row("bob", "invoice", new NotificationRow.Plan.Decided(1)));
    world.told(mine, "u1", Channel.EMAIL).planned().tried("sent", "accepted");
    world.told(open, "u2", Channel.EMAIL).planned();
    world.copy();

    assertThat(list(about("alice", null, null))).containsExactly(mine);
    assertThat(list(about(null, "order-shipped", null))).containsExactly(open);
    assertThat(list(about(null, null, "ordershiped"))).containsExactly(open);
    assertThat(list(about(null, null, "welcom"))).containsExactly(mine);
    assertThat(list(about(null, null, "zzzzqqq"))).isEmpty();
    assertThat(list(new NotificationFilter(ANY, new RecipientId("u2"), null, ALWAYS)))
        .containsExactly(open);
    assertThat(list(status(NotificationStatus.COMPLETED))).containsExactly(mine);
    assertThat(list(status(NotificationStatus.SENDING))).containsExactly(open);
    assertThat(list(status(NotificationStatus.ACCEPTED))).containsExactly(untouched);
    assertThat(
            list(
                new NotificationFilter(
                    ANY, null, null, new NotificationFilter.Span(open.at().plusMillis(1), null))))
        .doesNotContain(mine);
    assertThat(
            list(
                new NotificationFilter(
                    ANY, null, null, new NotificationFilter.Span(null, mine.at()))))
        .isEmpty();
  }

  @Test
  void deliveries_are_paged_and_filtered() throws Exception {
    NotificationId id = world.recorded(new NotificationRow.Plan.Decided(5));
    for (int i = 0; i < 4; i++) {
      world.told(id, "u" + i, Channel.EMAIL).planned().tried("sent", "accepted");
    }
    World.Told failed = world.told(id, "u9", Channel.INAPP).planned().tried("retrying", "retry");
    world.copy();
    failed.tried("failed", "refused");
    world.copy();

    List<DeliveryView> seen = new ArrayList<>();
    String cursor = null;
    do {
      Page<DeliveryView> page =
          world.ledger.deliveries(id, DeliveryFilter.ALL, new Page.Request(2, cursor));
      seen.addAll(page.items());
      cursor = page.nextCursor();
    } while (cursor != null);
    assertThat(seen).extracting(DeliveryView::id).doesNotHaveDuplicates().hasSize(5);
    var all = new Page.Request(10, null);
    assertThat(
            world
                .ledger
                .deliveries(id, new DeliveryFilter(DeliveryStatus.FAILED, Channel.INAPP, null), all)
                .items())
        .extracting(DeliveryView::id)
        .containsExactly(failed.id);
    assertThat(
            world
                .ledger
                .deliveries(id, new DeliveryFilter(DeliveryStatus.RETRYING, null, null), all)
                .items())
        .isEmpty();
    assertThat(
            world
                .ledger
                .deliveries(id, new DeliveryFilter(null, null, new RecipientId("u1")), all)
                .items())
        .hasSize(1);
  }

  @Test
  void conservation_names_what_has_no_row_once_it_is_time() throws Exception {
    NotificationId even = world.recorded(new NotificationRow.Plan.Decided(1));
    world.told(even, "u1", Channel.EMAIL).planned();
    NotificationId lost = world.recorded(new NotificationRow.Plan.Decided(2));
    world.told(lost, "u2", Channel.EMAIL).planned();
    NotificationId chunked = world.recorded(new NotificationRow.Plan.InChunks());
    world.told(chunked, "u3", Channel.EMAIL).inChunks().planned();
    world.chunk(chunked, 0, 1);
    world.database.jdbi().useTransaction(handle -> world.notifications.planned(handle, chunked, 1));
    world.copy();
    assertThat(world.ledger.conservation().checked()).isZero();

    var later =
        new StoredLedger(
            world.database, world.log, Clock.offset(world.clock, Duration.ofMinutes(1)));
    Conservation found = later.conservation();

    assertThat(found.checked()).isEqualTo(3);
    assertThat(found.unaccounted()).isEqualTo(1);
    assertThat(found.surplus()).isZero();
    assertThat(found.pending()).isEqualTo(3);
    assertThat(found.examples()).containsExactly(lost);
    var check = new ConservationCheck(later);
    check.check();
    assertThat(check.latest().holds()).isFalse();
  }

  @Test
  void what_is_too_old_is_dropped_with_its_day() throws Exception {
    NotificationId id = world.recorded(new NotificationRow.Plan.Decided(1));
    world.told(id, "u1", Channel.EMAIL).planned();
    world.copy();

    new Retention(
            world.database, Duration.ofDays(30), Clock.offset(world.clock, Duration.ofDays(33)))
        .maintain();

    assertThat(world.ledger.notification(id)).isEmpty();
    assertThat(world.rows("delivery_event")).isZero();
    assertThat(world.rows("open_notification")).isZero();
  }

  private List<NotificationId> list(NotificationFilter filter) {
    try {
      return world.ledger.notifications(filter, new Page.Request(10, null)).items().stream()
          .map(each -> each.row().id())
          .toList();
    } catch (InvalidException e) {
      throw new AssertionError(e);
    }
  }

  private static NotificationFilter status(NotificationStatus status) {
    return new NotificationFilter(ANY, null, status, ALWAYS);
  }

  private static NotificationFilter about(
      @Nullable String sender, @Nullable String template, @Nullable String words) {
    return new NotificationFilter(
        new NotificationFilter.About(
            sender, template == null ? null : new TemplateKey(template), null, null, words),
        null,
        null,
        ALWAYS);
  }
}
