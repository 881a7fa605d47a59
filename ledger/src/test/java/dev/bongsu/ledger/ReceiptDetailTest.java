package dev.bongsu.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.DeliveryStatus;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.SuppressionReason;
import dev.bongsu.log.Entry;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.Receipt;
import dev.bongsu.log.wire.ReceiptRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a provider said in a receipt is told with the delivery that it moved. */
class ReceiptDetailTest implements ReportedAddresses {
  /** The table as it was, partitions included. */
  private static final String BEFORE = "alter table delivery_event drop column receipt_detail";

  private static final String MIGRATION = "/db/ledger/V202611280430_5__ledger_receipt_details.sql";

  private final World world = new World();
  private final ReceiptReader reader =
      new ReceiptReader(world.database, world.log, this, world.clock);

  @AfterEach
  void close() {
    reader.close();
    world.close();
  }

  @Test
  void what_the_provider_said_is_told_of_the_receipt_that_is_true() throws Exception {
    DeliveryId id = sent(Channel.SMS);
    assertThat(state(id).detail()).as("no receipt came yet").isNull();

    take(saying(id, "failed", "undelivered, error 30003"));
    assertThat(state(id).detail()).isEqualTo("undelivered, error 30003");
    take(saying(id, "complained", "abuse"));
    take(saying(id, "failed", "undelivered, error 30008"));
    assertThat(state(id).detail()).isEqualTo("abuse");
    take(saying(id, "clicked", ""));

    assertThat(state(id).reason()).isEqualTo("complained");
    assertThat(state(id).detail()).as("as the reason, it is kept").isEqualTo("abuse");
  }

  @Test
  void an_attempt_and_a_receipt_of_the_same_batch_keep_their_own_words() throws Exception {
    NotificationId notification = world.recorded(new NotificationRow.Plan.Decided(1));
    World.Told told =
        world.told(notification, "u1", Channel.SMS).planned().tried("sent", "accepted");
    world.copy();
    long rows = world.rows("delivery_event");
    world
        .log
        .writer()
        .append(
            new Entry(
                Topics.RECEIPTS, 0, record(saying(told.id, "failed", "stat UNDELIV, err 027"))))
        .await();
    reader.step(Duration.ZERO);
    told.tried("sent", "accepted");
    world.copy();

    assertThat(world.rows("delivery_event")).as("one row of both").isEqualTo(rows + 1);
    DeliveryView view = world.ledger.delivery(told.id).orElseThrow();
    assertThat(view.state().detail()).isEqualTo("stat UNDELIV, err 027");
    assertThat(view.attempts().getLast().detail()).isEqualTo("accepted by the relay");
  }

  @Test
  void words_that_come_after_the_failure_itself_are_added_to_it_once() throws Exception {
    NotificationId notification = world.recorded(new NotificationRow.Plan.Decided(1));
    World.Told call =
        world.told(notification, "u1", Channel.VOICE).planned().tried("sending", "accepted");
    call.failed("recipient-unavailable");
    world.copy();
    long rows = world.rows("delivery_event");

    take(saying(call.id, "failed", "busy, SIP 486"), saying(call.id, "failed", "no-answer"));
    take(saying(call.id, "failed", "busy, SIP 486"));

    assertThat(state(call.id).detail()).isEqualTo("busy, SIP 486");
    assertThat(world.rows("delivery_event")).isEqualTo(rows + 1);
    assertThat(world.view(notification).counts().byStatus())
        .isEqualTo(Map.of(DeliveryStatus.FAILED, 1L));
  }

  @Test
  void of_two_receipts_that_say_the_same_the_one_with_words_is_told() throws Exception {
    for (String status : List.of("failed", "complained")) {
      DeliveryId id = sent(Channel.EMAIL);
      take(saying(id, status, ""));
      String reason = state(id).reason();
      long rows = world.rows("delivery_event");

      for (String words : List.of("the first words", "", "other words")) {
        take(saying(id, status, words));
        assertThat(state(id).detail()).isEqualTo("the first words");
        assertThat(state(id).reason()).isEqualTo(reason);
      }

      assertThat(world.rows("delivery_event")).isEqualTo(rows + 1);
    }
  }

  @Test
  void words_are_kept_without_addresses_and_no_longer_than_500_characters() throws Exception {
    DeliveryId number = sent(Channel.SMS);
    DeliveryId mailbox = sent(Channel.EMAIL);

    take(
        saying(number, "failed", "error 30003 for +15550001234 or 821012345678"),
        saying(
            mailbox, "failed", "<ann@example.com> is full since 1764300000000 " + "x".repeat(600)));

    assertThat(state(number).detail()).isEqualTo("error 30003 for <address> or <address>");
    assertThat(state(mailbox).detail())
        .startsWith("<address> is full since 1764300000000 xxx")
        .hasSize(500);
  }

  @Test
  void rows_from_before_providers_words_were_kept_have_none() throws Exception {
    DeliveryId id = sent(Channel.SMS);
    take(saying(id, "failed", "undelivered, error 30003"));
    world.database.jdbi().useHandle(handle -> handle.execute(BEFORE));
    world.database.jdbi().useHandle(handle -> handle.execute(migration()));

    assertThat(state(id).reason()).isEqualTo("recipient-unavailable");
    assertThat(state(id).detail()).isNull();
    take(saying(id, "bounced", "undelivered, error 30005"));
    assertThat(state(id).detail()).isEqualTo("undelivered, error 30005");
  }

  private static String migration() throws IOException {
    try (var file = ReceiptDetailTest.class.getResourceAsStream(MIGRATION)) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Receipt saying(DeliveryId delivery, String status, String words) {
    return Receipt.newBuilder()
        .setProvider("tw")
        .setDeliveryId(ByteString.copyFrom(delivery.bytes()))
        .setStatus(status)
        .setAt(1_800_000_000_000L)
        .setCode(status.equals("failed") ? "recipient-unavailable" : "")
        .setDetail(words)
        .build();
  }

  private static byte[] record(Receipt... receipts) {
    return ReceiptRecord.newBuilder().addAllReceipts(List.of(receipts)).build().toByteArray();
  }

  private void take(Receipt... receipts) throws Exception {
    world.log.writer().append(new Entry(Topics.RECEIPTS, 0, record(receipts))).await();
    reader.step(Duration.ZERO);
    world.copy();
  }

  private DeliveryId sent(Channel channel) throws Exception {
    NotificationId notification = world.recorded(new NotificationRow.Plan.Decided(1));
    World.Told told = world.told(notification, "u1", channel).planned().tried("sent", "accepted");
    world.copy();
    return told.id;
  }

  private DeliveryView.State state(DeliveryId id) {
    return world.ledger.delivery(id).orElseThrow().state();
  }

  @Override
  public void refused(DeliveryView delivery, SuppressionReason reason, String provider) {
    // Addresses are not what this is about.
  }

  @Override
  public void dead(Address address, String provider) {
    // Nor here.
  }

  @Override
  public void replied(Address from, boolean wanted, String provider) {
    // Nor here.
  }
}
