package dev.bongsu.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.DeliverySteps;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.log.LogUnavailableException;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.DeliveryEvent;
import dev.bongsu.log.wire.OutcomeGroup;
import dev.bongsu.log.wire.ReadDelivery;
import dev.bongsu.log.wire.ReadRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What devices say of items, and who hears of it. */
@NullMarked
class AckTest extends InboxStage {
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
    assertThat(events.get(0).getStep()).isGreaterThan(DeliverySteps.AFTERWARDS);
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
  void unread_beside_a_notification_is_counted_for_many_at_once() throws Exception {
    InboxItem mine = item(ann, Channel.INAPP, "mine");
    InboxItem read = item(ann, Channel.INAPP, "read");
    InboxItem other = item(ann, Channel.INAPP, "other");
    inbox.store(List.of(mine, read, other));
    inbox.ack(ann, Set.of(read.id()), AckState.READ);
    var nobody = new RecipientId("nobody-" + IDS.next());

    assertThat(
            inbox.unreadBeside(
                List.of(
                    new Inbox.Beside(ann, mine.notification()),
                    new Inbox.Beside(nobody, mine.notification()),
                    new Inbox.Beside(ann, IDS.next()))))
        .containsExactly(1, 0, 2);
    assertThat(inbox.unreadBeside(List.of())).isEmpty();
  }

  @Test
  void what_is_read_is_told_with_its_notification_once_and_what_is_no_item_by_its_id()
      throws Exception {
    InboxItem read = item(ann, Channel.INAPP, "read");
    InboxItem archived = item(ann, Channel.EMAIL, "archived");
    InboxItem delivered = item(ann, Channel.INAPP, "delivered");
    DeliveryId push = item(ann, Channel.IOS, "on a phone").id();
    inbox.store(List.of(read, archived, delivered));
    inbox.ack(ann, Set.of(delivered.id(), push), AckState.DELIVERED);
    assertThat(reads()).isEmpty();

    assertThat(inbox.ack(ann, Set.of(read.id(), push), AckState.READ)).isEqualTo(1);
    inbox.ack(ann, Set.of(read.id(), archived.id()), AckState.ARCHIVED);
    inbox.ack(ann, Set.of(read.id()), AckState.READ);

    assertThat(reads())
        .extracting(each -> DeliveryId.of(each.getDeliveryId().toByteArray()))
        .containsExactlyInAnyOrder(read.id(), push, archived.id());
    assertThat(reads())
        .extracting(ReadDelivery::getNotificationId)
        .containsExactlyInAnyOrder(
            ByteString.copyFrom(read.notification().bytes()),
            ByteString.EMPTY,
            ByteString.copyFrom(archived.notification().bytes()));
    assertThat(log.records(Topics.READS).getFirst().partition())
        .isEqualTo(log.partitionOf(ann.value()));
  }

  @Test
  void what_was_read_elsewhere_moves_and_is_told_to_devices_alone() throws Exception {
    InboxItem item = item(ann, Channel.INAPP, "x");
    inbox.store(List.of(item));
    try (Subscription stream = inbox.stream(ann, null)) {
      assertThat(inbox.read(ann, Set.of(item.id()))).isEqualTo(1);
      assertThat(inbox.read(ann, Set.of(item.id()))).isZero();

      assertThat(changes(stream))
          .containsExactly(new InboxChange(List.of(item.id()), ItemState.READ));
    }
    assertThat(inbox.unread(ann)).isZero();
    assertThat(receipts()).isEmpty();
    assertThat(reads()).isEmpty();
  }

  private List<ReadDelivery> reads() throws Exception {
    List<ReadDelivery> all = new ArrayList<>();
    for (var record : log.records(Topics.READS)) {
      all.addAll(ReadRecord.parseFrom(record.value()).getDeliveriesList());
    }
    return all;
  }
}
