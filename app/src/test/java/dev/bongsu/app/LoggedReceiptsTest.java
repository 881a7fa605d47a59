package dev.bongsu.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.bongsu.channel.spi.Callbacks;
import dev.bongsu.channel.spi.Receipt;
import dev.bongsu.directory.Suppression;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.DeliveryStatus;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.NotificationIds;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.kernel.SuppressionReason;
import dev.bongsu.ledger.LedgerWriter;
import dev.bongsu.ledger.NotificationRow;
import dev.bongsu.ledger.NotificationStore;
import dev.bongsu.ledger.ReceiptReader;
import dev.bongsu.ledger.Retention;
import dev.bongsu.ledger.StoredLedger;
import dev.bongsu.log.Entry;
import dev.bongsu.log.MemoryLog;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.DeadAddress;
import dev.bongsu.log.wire.DeliveryEvent;
import dev.bongsu.log.wire.OutcomeGroup;
import dev.bongsu.log.wire.OutcomeRecord;
import dev.bongsu.log.wire.ReceiptRecord;
import dev.bongsu.store.Database;
import dev.bongsu.store.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From what a provider says to what the ledger and the directory know. */
class LoggedReceiptsTest {
  private static final RecipientId ANN = new RecipientId("ann");
  private static final Address ANNS_MAIL = new Address(Channel.EMAIL, "ann@example.com");
  private static final Address PHONE = new Address(Channel.SMS, "+15550001111");

  private final Clock clock = Clock.systemUTC();
  private final MemoryLog log = new MemoryLog(clock);
  private final Database database = TestDatabase.open("directory", "ledger");
  private final Features.People people = Features.People.in(database.jdbi(), clock);
  private final StoredLedger ledger = new StoredLedger(database, log, clock);
  private final NotificationIds ids = new NotificationIds(clock, new Random(7));
  private final LoggedReceipts receipts = new LoggedReceipts(log);
  private final LedgerWriter writer = new LedgerWriter(database, log, Duration.ZERO);
  private final ReceiptReader reader =
      new ReceiptReader(database, log, new SuppressedAddresses(people, ledger), clock);

  private List<Thread> running = List.of();

  @BeforeEach
  void open() throws Exception {
    new Retention(database, Duration.ofDays(30), clock).maintain();
    people
        .recipients()
        .put(
            ANN,
            Json.readObject(
                "{\"addresses\": [{\"channel\": \"email\", \"address\": \"ann@example.com\"}]}"
                    .getBytes(StandardCharsets.UTF_8)));
    running =
        List.of(Thread.startVirtualThread(writer::run), Thread.startVirtualThread(reader::run));
  }

  @AfterEach
  void close() throws Exception {
    writer.close();
    reader.close();
    for (Thread each : running) {
      each.join();
    }
    log.close();
    database.close();
  }

  /** A delivery that its provider took. */
  private DeliveryId sent(@Nullable RecipientId recipient, Address address, String request)
      throws Exception {
    NotificationId notification = ids.next();
    Instant now = clock.instant();
    var row =
        new NotificationRow(
            notification,
            "shop",
            new NotificationRow.Subject(null, 0, null, Priority.NORMAL),
            new NotificationRow.Times(now, now.plusSeconds(60), null),
            request.getBytes(StandardCharsets.UTF_8),
            new NotificationRow.Plan.Decided(1));
    var store = new NotificationStore(database);
    database.jdbi().useTransaction(handle -> store.record(handle, List.of(row)));
    DeliveryId id = DeliveryId.of(notification, recipient, address);
    DeliveryEvent.Builder event =
        DeliveryEvent.newBuilder()
            .setDeliveryId(ByteString.copyFrom(id.bytes()))
            .setRecipient(recipient == null ? "" : recipient.value())
            .setAddress(address.masked())
            .setAt(clock.millis());
    OutcomeGroup group =
        OutcomeGroup.newBuilder()
            .setNotificationId(ByteString.copyFrom(notification.bytes()))
            .setChannel(address.channel().apiName())
            .addEvents(event.setStatus("pending"))
            .addEvents(event.clone().setStatus("sent").setPrevious("pending").setStep(2))
            .build();
    byte[] record = OutcomeRecord.newBuilder().addGroups(group).build().toByteArray();
    log.writer().append(new Entry(Topics.OUTCOMES, 0, record)).await();
    return id;
  }

  private static Receipt receipt(DeliveryId id, Receipt.Status status) {
    FailureCode code = status == Receipt.Status.BOUNCED ? FailureCode.ADDRESS_UNKNOWN : null;
    return new Receipt("ses", id, null, status, Instant.now(), code, null);
  }

  private List<Suppression> suppressions(Address of) throws Exception {
    return people.refusals().suppressions(of.channel(), of, new Page.Request(10, null)).items();
  }

  private static void until(Callable<Boolean> condition) throws Exception {
    Instant deadline = Instant.now().plusSeconds(60);
    while (!condition.call()) {
      assertThat(Instant.now()).isBefore(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void a_bounce_of_a_recipients_mail_ends_the_delivery_and_suppresses_the_mailbox()
      throws Exception {
    DeliveryId id = sent(ANN, ANNS_MAIL, "{}");

    receipts.take(List.of(receipt(id, Receipt.Status.BOUNCED)));

    until(() -> !suppressions(ANNS_MAIL).isEmpty());
    assertThat(suppressions(ANNS_MAIL).getFirst().reason())
        .isEqualTo(SuppressionReason.BOUNCED_BEFORE);
    assertThat(suppressions(ANNS_MAIL).getFirst().source()).isEqualTo("ses");
    until(() -> ledger.delivery(id).orElseThrow().state().status() == DeliveryStatus.BOUNCED);
    assertThat(ledger.delivery(id).orElseThrow().state().reason()).isEqualTo("address-unknown");
  }

  @Test
  void a_complaint_about_a_mail_to_a_plain_address_suppresses_it() throws Exception {
    var bob = new Address(Channel.EMAIL, "bob@example.com");
    DeliveryId id =
        sent(
            null,
            bob,
            "{\"to\": {\"addresses\": [{\"channel\": \"sms\", \"address\": \"+15550002222\"},"
                + " {\"channel\": \"email\", \"address\": \"bob@example.com\"}]}}");

    receipts.take(List.of(receipt(id, Receipt.Status.COMPLAINED)));

    until(() -> !suppressions(bob).isEmpty());
    assertThat(suppressions(bob).getFirst().reason()).isEqualTo(SuppressionReason.COMPLAINED);
  }

  @Test
  void stop_is_about_one_number_on_one_channel_and_start_does_not_lift_what_bounced()
      throws Exception {
    var voice = new Address(Channel.VOICE, PHONE.value());
    people.refusals().suppress(PHONE, SuppressionReason.BOUNCED_BEFORE, "smsc");

    receipts.heard("smsc", List.of(new Callbacks.Inbound(PHONE, "중지")));
    until(() -> suppressions(PHONE).size() == 2);
    assertThat(suppressions(voice)).isEmpty();
    receipts.heard("smsc", List.of(new Callbacks.Inbound(PHONE, "수신동의")));
    until(() -> suppressions(PHONE).size() == 1);

    assertThat(suppressions(PHONE).getFirst().reason()).isEqualTo(SuppressionReason.BOUNCED_BEFORE);
  }

  @Test
  void an_address_refused_at_sending_is_suppressed_once_and_lifting_it_lasts() throws Exception {
    DeadAddress dead =
        DeadAddress.newBuilder()
            .setChannel("sms")
            .setAddress(PHONE.value())
            .setProvider("smsc")
            .build();
    byte[] told =
        ReceiptRecord.newBuilder()
            .addDeadAddresses(dead)
            .addDeadAddresses(dead)
            .build()
            .toByteArray();

    log.writer().append(new Entry(Topics.RECEIPTS, 0, told)).await();

    until(() -> !suppressions(PHONE).isEmpty());
    assertThat(suppressions(PHONE)).hasSize(1);
    assertThat(suppressions(PHONE).getFirst().reason()).isEqualTo(SuppressionReason.BOUNCED_BEFORE);
    assertThat(suppressions(PHONE).getFirst().source()).isEqualTo("smsc");
    until(() -> log.queues().stream().allMatch(each -> each.depth() == 0));
    assertThat(people.refusals().lift(PHONE)).isTrue();
    assertThat(suppressions(PHONE)).isEmpty();
  }

  @Test
  void stop_suppresses_a_number_start_lifts_it_and_small_talk_does_nothing() throws Exception {
    receipts.heard("smsc", List.of(new Callbacks.Inbound(PHONE, "Stop")));
    until(() -> !suppressions(PHONE).isEmpty());
    assertThat(suppressions(PHONE).getFirst().reason()).isEqualTo(SuppressionReason.OPTED_OUT);

    receipts.take(
        "tw",
        new Callbacks.Answer.Understood(
            List.of(), List.of(new Callbacks.Inbound(PHONE, "START")), "", new byte[0]));
    until(() -> suppressions(PHONE).isEmpty());

    receipts.heard("smsc", List.of(new Callbacks.Inbound(PHONE, "thank you")));
    assertThat(log.records(Topics.RECEIPTS)).hasSize(2);
    assertThat(receipts.replies(ReplyWords.Meaning.STOP)).isEqualTo(1);
    assertThat(receipts.replies(ReplyWords.Meaning.START)).isEqualTo(1);
    assertThat(receipts.replies(ReplyWords.Meaning.NOTHING)).isEqualTo(1);
  }
}
