package dev.bongsu.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.log.Entry;
import dev.bongsu.log.LogRecord;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.CancellationRecord;
import dev.bongsu.log.wire.Delivery;
import dev.bongsu.log.wire.DeliveryEvent;
import dev.bongsu.log.wire.DeliveryRecord;
import dev.bongsu.log.wire.OutcomeGroup;
import dev.bongsu.log.wire.OutcomeRecord;
import dev.bongsu.log.wire.ReadDelivery;
import dev.bongsu.log.wire.ReadElsewhere;
import dev.bongsu.log.wire.ReadRecord;
import dev.bongsu.log.wire.Receipt;
import dev.bongsu.log.wire.ReceiptRecord;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.ConnectionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ClearingTest {
  private static final Channel[] ALL = {
    Channel.INAPP, Channel.IOS, Channel.ANDROID, Channel.BROWSER, Channel.EMAIL
  };
  private static final String PHONE = "aa".repeat(32);
  private static final String TABLET = "bb".repeat(32);
  private static final String MAIL = "ann@example.com";

  @SuppressWarnings("NullAway.Init")
  private static House house;

  private final List<DeliveryId> readInInboxes = new ArrayList<>();
  private final Clearing clearing =
      new Clearing(house.log, house.recipients, house.ledger, new Items(), house.clock);
  private final String ann = "ann-" + System.nanoTime();

  @BeforeAll
  static void enter() {
    house = new House();
  }

  @AfterAll
  static void leave() {
    house.close();
  }

  @AfterEach
  void close() {
    clearing.close();
  }

  @Test
  void what_was_read_in_the_inbox_vanishes_from_every_device_that_shows_it() throws Exception {
    NotificationId id = send(ALL);
    became(id, Channel.INAPP, ann, "sent");
    became(id, Channel.IOS, PHONE, "sent");
    became(id, Channel.IOS, TABLET, "delivered");
    became(id, Channel.ANDROID, "android-1", "sent");
    became(id, Channel.EMAIL, MAIL, "sent");
    house.view(id);
    readInInbox(id);

    clearing.step(Duration.ZERO);

    assertThat(dismissals(Channel.IOS))
        .extracting(Delivery::getAddress)
        .containsExactlyInAnyOrder(PHONE, TABLET);
    Delivery android = dismissals(Channel.ANDROID).getFirst();
    assertThat(android.getRecipient()).isEqualTo(ann);
    assertThat(android.getDismissal().getDeliveryIdsList())
        .containsExactly(bytes(delivery(id, Channel.ANDROID, "android-1")));
    assertThat(android.getDismissal().getUnread()).isEqualTo(7);
    assertThat(dismissals(Channel.BROWSER)).isEmpty();
    assertThat(dismissals(Channel.EMAIL)).isEmpty();
    assertThat(dismissals(Channel.INAPP)).isEmpty();
    assertThat(calledOff()).isEmpty();
    assertThat(waiting()).isZero();
  }

  @Test
  void what_waits_anywhere_is_called_off_for_whoever_read_it() throws Exception {
    NotificationId id = send(Channel.INAPP, Channel.EMAIL);
    became(id, Channel.INAPP, ann, "sent");
    became(id, Channel.EMAIL, MAIL, "retrying");
    house.view(id);
    readInInbox(id);

    clearing.step(Duration.ZERO);

    assertThat(calledOff())
        .containsExactly(
            ReadElsewhere.newBuilder()
                .setNotificationId(ByteString.copyFrom(id.bytes()))
                .setRecipient(ann)
                .build());
    became(id, Channel.EMAIL, MAIL, "cancelled");
    house.view(id);
    later(Duration.ofSeconds(2));
    assertThat(waiting()).isZero();
  }

  @Test
  void what_the_ledger_learns_later_is_cleared_later_and_once() throws Exception {
    NotificationId id = send(Channel.INAPP, Channel.IOS);
    readInInbox(id);
    clearing.step(Duration.ZERO);
    assertThat(dismissals(Channel.IOS)).isEmpty();

    house.view(id);
    later(Duration.ofSeconds(2));
    assertThat(calledOff()).hasSize(1);
    became(id, Channel.INAPP, ann, "sent");
    became(id, Channel.IOS, PHONE, "sent");
    became(id, Channel.IOS, TABLET, "cancelled");
    house.view(id);
    later(Duration.ofSeconds(8));
    later(Duration.ofSeconds(40));
    readInInbox(id);
    clearing.step(Duration.ZERO);

    assertThat(calledOff()).hasSize(1);
    assertThat(dismissals(Channel.IOS)).extracting(Delivery::getAddress).containsExactly(PHONE);
    assertThat(waiting()).isZero();
  }

  @Test
  void what_goes_on_being_tried_is_not_looked_after_for_ever() throws Exception {
    NotificationId id = send(Channel.INAPP, Channel.EMAIL);
    became(id, Channel.INAPP, ann, "sent");
    became(id, Channel.EMAIL, MAIL, "retrying");
    house.view(id);
    readInInbox(id);
    for (int look = 0; look < Read.MOST_LOOKS; look++) {
      assertThat(waiting()).isEqualTo(1);
      later(Duration.ofSeconds(40));
    }
    assertThat(waiting()).isZero();
    assertThat(calledOff()).hasSize(1);
  }

  @Test
  void what_was_opened_on_one_device_vanishes_from_the_others_and_is_read_in_the_inbox()
      throws Exception {
    NotificationId id = send(Channel.INAPP, Channel.IOS);
    became(id, Channel.INAPP, ann, "sent");
    became(id, Channel.IOS, PHONE, "sent");
    became(id, Channel.IOS, TABLET, "sent");
    house.view(id);
    DeliveryId opened = delivery(id, Channel.IOS, PHONE);
    read(ann, ReadDelivery.newBuilder().setDeliveryId(bytes(opened)));

    clearing.step(Duration.ZERO);

    assertThat(readInInboxes).containsExactly(delivery(id, Channel.INAPP, ann));
    assertThat(dismissals(Channel.IOS)).extracting(Delivery::getAddress).containsExactly(TABLET);
    Receipt receipt = receipts().getFirst();
    assertThat(receipt.getDeliveryId()).isEqualTo(bytes(opened));
    assertThat(receipt.getStatus()).isEqualTo("opened");
    assertThat(receipts()).hasSize(1);
  }

  @Test
  void nobody_reads_what_is_somebody_elses() throws Exception {
    NotificationId id = send(Channel.INAPP, Channel.IOS);
    became(id, Channel.IOS, PHONE, "sent");
    became(id, Channel.IOS, TABLET, "sent");
    house.view(id);
    read(
        "mallory",
        ReadDelivery.newBuilder().setDeliveryId(bytes(delivery(id, Channel.IOS, PHONE))));
    for (int look = 0; look <= Read.MOST_LOOKS; look++) {
      later(Duration.ofSeconds(40));
    }

    assertThat(readInInboxes).isEmpty();
    assertThat(receipts()).isEmpty();
    assertThat(dismissals(Channel.IOS)).isEmpty();
    assertThat(waiting()).isZero();
  }

  @Test
  void a_device_is_told_of_many_at_once() throws Exception {
    List<ReadDelivery.Builder> all = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      NotificationId id = send(Channel.INAPP, Channel.ANDROID);
      became(id, Channel.INAPP, ann, "sent");
      became(id, Channel.ANDROID, "android-1", "sent");
      all.add(item(id));
      if (i == 59) {
        house.view(id);
      }
    }
    read(ann, all.toArray(ReadDelivery.Builder[]::new));

    clearing.step(Duration.ZERO);

    assertThat(dismissals(Channel.ANDROID))
        .extracting(each -> each.getDismissal().getDeliveryIdsCount())
        .containsExactly(50, 10);
  }

  @Test
  void an_address_that_is_no_longer_the_recipients_is_told_nothing() throws Exception {
    NotificationId id = send(Channel.INAPP, Channel.IOS);
    became(id, Channel.INAPP, ann, "sent");
    became(id, Channel.IOS, PHONE, "sent");
    became(id, Channel.IOS, TABLET, "sent");
    house.view(id);
    house.recipient(
        ann, "{\"addresses\": [{\"channel\": \"ios\", \"address\": \"%s\"}]}".formatted(TABLET));
    readInInbox(id);

    clearing.step(Duration.ZERO);

    assertThat(dismissals(Channel.IOS)).extracting(Delivery::getAddress).containsExactly(TABLET);
  }

  @Test
  void what_cannot_be_told_at_the_moment_is_told_later() throws Exception {
    NotificationId id = send(Channel.INAPP, Channel.IOS);
    became(id, Channel.INAPP, ann, "sent");
    became(id, Channel.IOS, PHONE, "failed");
    became(id, Channel.IOS, TABLET, "sent");
    house.view(id);
    readInInbox(id);
    clearing.close();
    try (var away =
        new Clearing(house.log, house.recipients, house.ledger, new Away(), house.clock)) {
      away.step(Duration.ZERO);
      assertThat(dismissals(Channel.IOS)).isEmpty();
    }

    try (var next =
        new Clearing(house.log, house.recipients, house.ledger, new Items(), house.clock)) {
      next.step(Duration.ZERO);
    }
    assertThat(dismissals(Channel.IOS)).extracting(Delivery::getAddress).containsExactly(TABLET);
  }

  @Test
  void what_could_not_be_called_off_for_want_of_the_log_is_called_off_later() throws Exception {
    NotificationId id = send(Channel.INAPP, Channel.EMAIL);
    readInInbox(id);
    clearing.step(Duration.ZERO);
    house.view(id);
    house.log.breakDown("away");
    later(Duration.ofSeconds(2));
    house.log.heal();
    assertThat(calledOff()).isEmpty();

    clearing.step(Duration.ZERO);

    assertThat(calledOff()).hasSize(1);
    became(id, Channel.INAPP, ann, "sent");
    became(id, Channel.EMAIL, MAIL, "cancelled");
    house.view(id);
    later(Duration.ofSeconds(8));
    assertThat(waiting()).isZero();
  }

  /** What the inbox would answer. */
  private final class Items implements Inboxes {
    @Override
    public int unread(RecipientId recipient) {
      return 7;
    }

    @Override
    public void read(RecipientId recipient, Set<DeliveryId> deliveries) {
      readInInboxes.addAll(deliveries);
    }
  }

  /** A database that went away in the middle. */
  private static final class Away implements Inboxes {
    @Override
    public int unread(RecipientId recipient) {
      throw new ConnectionException(new SQLException("away"));
    }

    @Override
    public void read(RecipientId recipient, Set<DeliveryId> deliveries) {}
  }

  private NotificationId send(Channel... channels) throws Exception {
    house.recipient(
        ann,
        """
        {"addresses": [{"channel": "ios", "address": "%s"}, {"channel": "ios", "address": "%s"},
          {"channel": "android", "address": "android-1"}, {"channel": "email", "address": "%s"}]}\
        """
            .formatted(PHONE, TABLET, MAIL));
    NotificationId id = house.submit(Draft.to(ann).channels(channels));
    house.settle();
    return id;
  }

  private void became(NotificationId id, Channel channel, String address, String status)
      throws Exception {
    var event =
        DeliveryEvent.newBuilder()
            .setDeliveryId(bytes(delivery(id, channel, address)))
            .setRecipient(ann)
            .setAt(house.clock.millis())
            .setPrevious("pending")
            .setStatus(status)
            .setStep(2);
    append(
        Topics.OUTCOMES,
        OutcomeRecord.newBuilder()
            .addGroups(
                OutcomeGroup.newBuilder()
                    .setNotificationId(ByteString.copyFrom(id.bytes()))
                    .setChannel(channel.apiName())
                    .setPriority("normal")
                    .addEvents(event))
            .build()
            .toByteArray());
  }

  private void readInInbox(NotificationId id) throws Exception {
    read(ann, item(id));
  }

  private ReadDelivery.Builder item(NotificationId id) {
    return ReadDelivery.newBuilder()
        .setDeliveryId(bytes(delivery(id, Channel.INAPP, ann)))
        .setNotificationId(ByteString.copyFrom(id.bytes()));
  }

  private static void read(String recipient, ReadDelivery.Builder... deliveries) throws Exception {
    var record = ReadRecord.newBuilder().setRecipient(recipient).setAt(house.clock.millis());
    for (ReadDelivery.Builder each : deliveries) {
      record.addDeliveries(each);
    }
    append(Topics.READS, record.build().toByteArray());
  }

  private static void append(String topic, byte[] value) throws Exception {
    house.log.writer().append(new Entry(topic, 0, value)).await();
  }

  private void later(Duration by) throws InterruptedException {
    house.clock.advance(by);
    clearing.step(Duration.ZERO);
  }

  private DeliveryId delivery(NotificationId id, Channel channel, String address) {
    return DeliveryId.of(id, new RecipientId(ann), new Address(channel, address));
  }

  private static ByteString bytes(DeliveryId id) {
    return ByteString.copyFrom(id.bytes());
  }

  private List<Delivery> dismissals(Channel channel) {
    return house.deliveryRecords(channel).stream()
        .map(DeliveryRecord::getDeliveriesList)
        .flatMap(List::stream)
        .filter(each -> each.hasDismissal() && each.getRecipient().equals(ann))
        .toList();
  }

  private List<ReadElsewhere> calledOff() throws Exception {
    List<ReadElsewhere> all = new ArrayList<>();
    for (LogRecord record : house.log.records(Topics.CANCELLATIONS)) {
      ReadElsewhere read = CancellationRecord.parseFrom(record.value()).getRead();
      if (read.getRecipient().equals(ann)) {
        all.add(read);
      }
    }
    return all;
  }

  private List<Receipt> receipts() throws Exception {
    List<Receipt> all = new ArrayList<>();
    int partition = house.log.partitionOf(ann);
    for (LogRecord record : house.log.records(Topics.RECEIPTS)) {
      if (record.partition() == partition) {
        all.addAll(ReceiptRecord.parseFrom(record.value()).getReceiptsList());
      }
    }
    return all;
  }

  private static long waiting() {
    return house.log.queues().stream()
        .filter(each -> each.topic().equals(Topics.READS))
        .findFirst()
        .orElseThrow()
        .depth();
  }
}
