package dev.bongsu.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.DeliveryStatus;
import dev.bongsu.kernel.MovingClock;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.SuppressionReason;
import dev.bongsu.log.Entry;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.DeadAddress;
import dev.bongsu.log.wire.Receipt;
import dev.bongsu.log.wire.ReceiptRecord;
import dev.bongsu.log.wire.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Receipts in any order, twice, too early and about nothing; the sums come out even all the same.
 */
class ReceiptReaderTest implements ReportedAddresses {
  private final World world = new World();
  private final MovingClock clock = new MovingClock(Instant.now());
  private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
  private ReceiptReader reader = reader();

  private ReceiptReader reader() {
    return new ReceiptReader(world.database, world.log, this, clock);
  }

  @Override
  public void refused(DeliveryView delivery, SuppressionReason reason, String provider) {
    heard.add(delivery.id() + " " + reason.apiName() + " " + provider);
  }

  @Override
  public void dead(Address address, String provider) {
    heard.add(address.value() + " dead " + provider);
  }

  @Override
  public void replied(Address from, boolean wanted, String provider) {
    heard.add(from.value() + " " + wanted + " " + provider);
  }

  @AfterEach
  void close() {
    reader.close();
    world.close();
  }

  private static Receipt.Builder receipt(String status) {
    return Receipt.newBuilder().setProvider("tw").setStatus(status).setAt(1_800_000_000_000L);
  }

  private static Receipt of(DeliveryId delivery, String status) {
    return receipt(status).setDeliveryId(ByteString.copyFrom(delivery.bytes())).build();
  }

  private static Receipt of(String messageId, String status) {
    return receipt(status).setProviderMessageId(messageId).build();
  }

  private void take(Receipt... receipts) throws Exception {
    byte[] record =
        ReceiptRecord.newBuilder().addAllReceipts(List.of(receipts)).build().toByteArray();
    world.log.writer().append(new Entry(Topics.RECEIPTS, 0, record)).await();
    work();
  }

  private void work() throws Exception {
    reader.step(Duration.ZERO);
    world.copy();
  }

  private World.Told sent(String recipient) throws Exception {
    NotificationId id = world.recorded(new NotificationRow.Plan.Decided(1));
    World.Told told = world.told(id, recipient, Channel.SMS).planned().tried("sent", "accepted");
    world.copy();
    return told;
  }

  private DeliveryView.State state(DeliveryId id) {
    return world.ledger.delivery(id).orElseThrow().state();
  }

  @Test
  void a_receipt_moves_its_delivery_onward_and_never_back() throws Exception {
    DeliveryId id = sent("u1").id;

    take(of(id, "opened"));
    take(of(id, "delivered"));
    take(of(id, "failed"));
    take(of(id, "opened"));
    assertThat(state(id).status()).isEqualTo(DeliveryStatus.OPENED);
    take(of(id, "clicked"));

    assertThat(state(id).status()).isEqualTo(DeliveryStatus.CLICKED);
    assertThat(state(id).at()).as("its clock is ahead").isBeforeOrEqualTo(clock.instant());
    assertThat(world.rows("delivery_event")).as("what says nothing new has no row").isEqualTo(3);
    assertThat(world.rows("waiting_receipt")).isZero();
  }

  @Test
  void a_bounce_ends_a_delivery_with_its_code_and_tells_of_the_address() throws Exception {
    DeliveryId id = sent("u1").id;

    take(
        receipt("bounced")
            .setDeliveryId(ByteString.copyFrom(id.bytes()))
            .setCode("address-unknown")
            .setDetail("550 5.1.1 there is no such mailbox")
            .build());

    assertThat(state(id).status()).isEqualTo(DeliveryStatus.BOUNCED);
    assertThat(state(id).reason()).isEqualTo("address-unknown");
    assertThat(state(id).detail()).isEqualTo("550 5.1.1 there is no such mailbox");
    assertThat(heard).containsExactly(id + " bounced-before tw");
  }

  @Test
  void a_complaint_says_that_it_arrived_and_is_kept_with_it() throws Exception {
    DeliveryId id = sent("u1").id;
    take(of(id, "complained"), of(id, "complained"));
    take(of(id, "complained"));

    assertThat(state(id).status()).isEqualTo(DeliveryStatus.DELIVERED);
    assertThat(state(id).reason()).isEqualTo("complained");
    take(of(id, "clicked"));

    assertThat(state(id).status()).isEqualTo(DeliveryStatus.CLICKED);
    assertThat(state(id).reason()).isEqualTo("complained");
    assertThat(world.rows("delivery_event")).isEqualTo(3);
    assertThat(heard).contains(id + " complained tw");
  }

  @Test
  void a_complaint_after_a_click_does_not_take_the_click_away() throws Exception {
    DeliveryId id = sent("u1").id;

    take(of(id, "clicked"));
    take(of(id, "complained"));

    assertThat(state(id).status()).isEqualTo(DeliveryStatus.CLICKED);
    assertThat(state(id).reason()).isEqualTo("complained");
  }

  @Test
  void a_receipt_that_names_the_message_as_the_provider_does_finds_its_delivery() throws Exception {
    NotificationId notification = world.recorded(new NotificationRow.Plan.Decided(2));
    World.Told mine = world.told(notification, "u1", Channel.SMS).planned().took("smsc", "4f2a");
    World.Told others = world.told(notification, "u2", Channel.SMS).planned().took("other", "4f2a");
    world.copy();

    take(receipt("delivered").setProvider("smsc").setProviderMessageId("4f2a").build());

    assertThat(state(mine.id).status()).isEqualTo(DeliveryStatus.DELIVERED);
    assertThat(state(others.id).status()).isEqualTo(DeliveryStatus.SENT);
    assertThat(world.ledger.knowsAny(List.of(), "smsc", List.of("x", "4f2a"))).isTrue();
    assertThat(world.ledger.knowsAny(List.of(), "third", List.of("4f2a"))).isFalse();
    assertThat(world.ledger.knowsAny(List.of(mine.id), "third", List.of())).isTrue();
  }

  @Test
  void a_receipt_that_comes_before_its_outcome_waits_and_outlives_the_process() throws Exception {
    NotificationId notification = world.recorded(new NotificationRow.Plan.Decided(1));
    World.Told told = world.told(notification, "u1", Channel.SMS);

    take(of("m1", "delivered"), of(told.id, "opened"), of(told.id, "opened"));
    assertThat(world.rows("waiting_receipt")).isEqualTo(2);
    reader.close();
    reader = reader();
    told.planned();
    world.copy();
    clock.advance(Duration.ofSeconds(1));
    work();
    assertThat(state(told.id).status()).as("not tried yet").isEqualTo(DeliveryStatus.PENDING);
    told.took("tw", "m1");
    world.copy();
    clock.advance(Duration.ofSeconds(2));
    work();

    assertThat(state(told.id).status()).isEqualTo(DeliveryStatus.OPENED);
    assertThat(world.rows("waiting_receipt")).isZero();
  }

  @Test
  void a_receipt_of_nothing_is_dropped_after_ten_minutes_and_one_of_something_waits_on()
      throws Exception {
    NotificationId notification = world.recorded(new NotificationRow.Plan.Decided(1));
    World.Told told =
        world.told(notification, "u1", Channel.SMS).planned().tried("retrying", "unknown");
    world.copy();

    assertThat(world.ledger.heard(told.id, 0)).isEqualTo(Ledger.Heard.NOTHING);
    take(of("nothing", "delivered"), of(told.id, "delivered"));
    assertThat(world.ledger.heard(told.id, 0)).isEqualTo(Ledger.Heard.TAKEN);
    clock.advance(Duration.ofMinutes(11));
    work();
    assertThat(world.rows("waiting_receipt")).isEqualTo(1);
    assertThat(reader.dropped()).isEqualTo(1);
    // The channel heard of the receipt, and so did not try again.
    told.then("sent");
    world.copy();
    clock.advance(Duration.ofHours(6));
    work();

    assertThat(state(told.id).status()).isEqualTo(DeliveryStatus.DELIVERED);
  }

  @Test
  void that_the_provider_has_it_is_heard_before_a_retry_and_says_nothing_of_what_is_sent()
      throws Exception {
    NotificationId notification = world.recorded(new NotificationRow.Plan.Decided(2));
    World.Told doubtful =
        world.told(notification, "u1", Channel.SMS).planned().tried("retrying", "unknown");
    World.Told clear =
        world.told(notification, "u2", Channel.SMS).planned().tried("sent", "accepted");
    world.copy();
    long before = world.rows("delivery_event");

    take(of(doubtful.id, "sent"), of(clear.id, "sent"));

    assertThat(world.ledger.heard(doubtful.id, 0)).isEqualTo(Ledger.Heard.TAKEN);
    assertThat(world.ledger.heard(clear.id, 0)).isEqualTo(Ledger.Heard.NOTHING);
    assertThat(world.rows("delivery_event")).isEqualTo(before);
    // The channel heard of it, and so did not try again.
    doubtful.then("sent");
    world.copy();
    clock.advance(Duration.ofHours(6));
    work();

    assertThat(state(doubtful.id).status()).isEqualTo(DeliveryStatus.SENT);
    assertThat(world.rows("waiting_receipt")).isZero();
  }

  @Test
  void that_nobody_was_reached_is_known_when_all_that_was_taken_failed() throws Exception {
    NotificationId notification = world.recorded(new NotificationRow.Plan.Decided(1));
    World.Told call =
        world.told(notification, "u1", Channel.VOICE).planned().tried("sending", "accepted");
    world.copy();

    take(call(call.id, "CA1", "sent"));
    assertThat(world.ledger.heard(call.id, 1)).isEqualTo(Ledger.Heard.TAKEN);
    take(call(call.id, "CA1", "failed"));
    assertThat(world.ledger.heard(call.id, 1)).isEqualTo(Ledger.Heard.UNREACHED);
    assertThat(world.ledger.heard(call.id, 2))
        .as("nothing is heard of the second call")
        .isEqualTo(Ledger.Heard.TAKEN);
    take(call(call.id, "CA2", "sent"));
    assertThat(world.ledger.heard(call.id, 1)).as("it rings").isEqualTo(Ledger.Heard.TAKEN);
    take(call(call.id, "CA2", "delivered"));
    assertThat(world.ledger.heard(call.id, 1)).isEqualTo(Ledger.Heard.TAKEN);
  }

  private static Receipt call(DeliveryId delivery, String sid, String status) {
    return receipt(status)
        .setDeliveryId(ByteString.copyFrom(delivery.bytes()))
        .setProviderMessageId(sid)
        .build();
  }

  @Test
  void a_receipt_amends_what_ended_because_it_had_no_answer() throws Exception {
    NotificationId notification = world.recorded(new NotificationRow.Plan.Decided(1));
    World.Told told =
        world.told(notification, "u1", Channel.SMS).planned().tried("failed", "unknown");
    world.copy();

    take(of(told.id, "delivered"));

    assertThat(state(told.id).status()).isEqualTo(DeliveryStatus.DELIVERED);
    assertThat(world.view(notification).counts().byStatus())
        .isEqualTo(Map.of(DeliveryStatus.DELIVERED, 1L));
  }

  @Test
  void counts_stay_even_whatever_comes_in_whatever_order() throws Exception {
    NotificationId chunked = world.recorded(new NotificationRow.Plan.InChunks());
    NotificationId plain = world.recorded(new NotificationRow.Plan.Decided(20));
    List<Receipt> receipts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      World.Told one = world.told(chunked, "c" + i, Channel.EMAIL).inChunks().planned();
      World.Told other = world.told(plain, "p" + i, Channel.EMAIL).planned();
      one.tried("sent", "accepted");
      other.tried("sent", "accepted");
      for (String status : List.of("delivered", "opened", "clicked", "bounced", "complained")) {
        receipts.add(of(one.id, status));
        receipts.add(of(one.id, status));
        receipts.add(of(other.id, status));
      }
    }
    world.chunk(chunked, 0, 20);
    world.database.jdbi().useTransaction(handle -> world.notifications.planned(handle, chunked, 1));
    world.copy();
    Collections.shuffle(receipts, new Random(7));

    for (int from = 0; from < receipts.size(); from += 50) {
      take(receipts.subList(from, Math.min(from + 50, receipts.size())).toArray(Receipt[]::new));
      for (NotificationId each : List.of(chunked, plain)) {
        Counts counts = world.view(each).counts();
        assertThat(counts.expected()).isEqualTo(20);
        assertThat(counts.settled() + counts.pending()).isEqualTo(20);
        assertThat(counts.byStatus().values()).allMatch(count -> count > 0);
      }
    }

    assertThat(world.view(chunked).counts().byStatus())
        .isEqualTo(Map.of(DeliveryStatus.CLICKED, 20L));
    assertThat(world.view(plain).counts().byStatus())
        .isEqualTo(Map.of(DeliveryStatus.CLICKED, 20L));
    assertThat(world.view(chunked).status()).isEqualTo(NotificationStatus.COMPLETED);
    assertThat(world.ledger.conservation().pending()).isZero();
  }

  @Test
  void two_readers_that_take_up_the_same_change_nothing_twice() throws Exception {
    NotificationId chunked = world.recorded(new NotificationRow.Plan.InChunks());
    World.Told told = world.told(chunked, "u1", Channel.SMS).inChunks();
    take(of(told.id, "delivered"));
    told.planned().tried("sent", "accepted");
    world.chunk(chunked, 0, 1);
    world.database.jdbi().useTransaction(handle -> world.notifications.planned(handle, chunked, 1));
    world.copy();
    byte[] again =
        ReceiptRecord.newBuilder().addReceipts(of(told.id, "delivered")).build().toByteArray();
    world.log.writer().append(new Entry(Topics.RECEIPTS, 0, again)).await();
    clock.advance(Duration.ofSeconds(1));

    work();

    assertThat(world.view(chunked).counts().byStatus())
        .isEqualTo(Map.of(DeliveryStatus.DELIVERED, 1L));
  }

  @Test
  void what_people_write_back_is_passed_on() throws Exception {
    byte[] record =
        ReceiptRecord.newBuilder()
            .addReplies(
                Reply.newBuilder().setChannel("sms").setAddress("+15550001111").setProvider("smsc"))
            .build()
            .toByteArray();
    world.log.writer().append(new Entry(Topics.RECEIPTS, 0, record)).await();

    work();

    assertThat(heard).containsExactly("+15550001111 false smsc");
  }

  @Test
  void what_was_refused_at_sending_for_its_address_is_passed_on() throws Exception {
    byte[] record =
        ReceiptRecord.newBuilder()
            .addDeadAddresses(
                DeadAddress.newBuilder()
                    .setChannel("email")
                    .setAddress("u1@example.com")
                    .setProvider("relay"))
            .build()
            .toByteArray();
    world.log.writer().append(new Entry(Topics.RECEIPTS, 0, record)).await();

    work();

    assertThat(heard).containsExactly("u1@example.com dead relay");
  }

  @Test
  void what_cannot_be_read_holds_nothing_up() throws Exception {
    DeliveryId id = sent("u1").id;
    world.log.writer().append(new Entry(Topics.RECEIPTS, 0, new byte[] {1, 2, 3})).await();

    take(of(id, "nonsense"), of(id, "delivered"));

    assertThat(state(id).status()).isEqualTo(DeliveryStatus.DELIVERED);
    assertThat(reader.dropped()).isEqualTo(1);
  }
}
