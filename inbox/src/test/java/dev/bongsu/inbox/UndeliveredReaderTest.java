package dev.bongsu.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.NotificationIds;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.log.Entry;
import dev.bongsu.log.LogReader;
import dev.bongsu.log.MemoryLog;
import dev.bongsu.log.ReaderSpec;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.Delivery;
import dev.bongsu.log.wire.Message;
import dev.bongsu.log.wire.UndeliveredRecord;
import dev.bongsu.store.Database;
import dev.bongsu.store.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@NullMarked
class UndeliveredReaderTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final RecipientId ANN = new RecipientId("ann");

  private final NotificationIds ids = new NotificationIds(CLOCK, new Random(1));
  private final Database database = TestDatabase.open("inbox");
  private final MemoryLog log = new MemoryLog(CLOCK);
  private final Inbox inbox = Inbox.open(database, log, CLOCK, Duration.ofDays(90));
  private final UndeliveredReader reader = new UndeliveredReader(log, inbox);
  private final LogReader records =
      log.reader(ReaderSpec.of("inbox.undelivered", List.of(Topics.UNDELIVERED), 100, 1 << 20));

  @AfterEach
  void close() {
    records.close();
    inbox.close();
    database.close();
  }

  @Test
  void a_mail_that_was_not_delivered_is_in_the_inbox_as_what_it_said() throws Exception {
    NotificationId notification = ids.next();
    append(notification, Channel.EMAIL, Map.of("subject", "Hi", "html", "<p>Hello <b>Ann</b></p>"));

    reader.step(records, Duration.ZERO);

    InboxItem item = pull().getFirst().item();
    assertThat(item.channel()).isEqualTo(Channel.EMAIL);
    assertThat(item.notification()).isEqualTo(notification);
    assertThat(item.priority()).isEqualTo(Priority.HIGH);
    assertThat(item.category()).isEqualTo("orders");
    assertThat(item.at()).isEqualTo(NOW);
    assertThat(item.text()).isEqualTo(new InboxItem.Text("Hi", "Hello Ann", null, null));
    assertThat(records.poll(Duration.ZERO)).isEmpty();
  }

  @Test
  void every_channel_says_its_part() throws Exception {
    append(ids.next(), Channel.SMS, Map.of("text", "short"));
    append(ids.next(), Channel.VOICE, Map.of("say", "loud"));
    append(
        ids.next(),
        Channel.IOS,
        Map.of("title", "t", "body", "b", "url", "/u", "data", Map.of("k", 1L)));

    reader.step(records, Duration.ZERO);

    assertThat(pull())
        .extracting(each -> each.item().text())
        .containsExactly(
            new InboxItem.Text(null, "short", null, null),
            new InboxItem.Text(null, "loud", null, null),
            new InboxItem.Text("t", "b", "/u", "{\"k\":1}"));
  }

  @Test
  void what_cannot_be_read_holds_up_nothing() throws Exception {
    int partition = log.partitionOf(ANN.value());
    byte[] noise = "noise".getBytes(StandardCharsets.UTF_8);
    log.writer().append(new Entry(Topics.UNDELIVERED, partition, noise)).await();
    log.writer().append(new Entry(Topics.UNDELIVERED, partition, new byte[0])).await();
    append(ids.next(), Channel.SMS, Map.of("text", "still here"));

    reader.step(records, Duration.ZERO);

    assertThat(pull()).hasSize(1);
  }

  @Test
  void what_is_read_again_after_a_crash_is_there_once() throws Exception {
    append(ids.next(), Channel.SMS, Map.of("text", "once"));
    var crashed =
        log.reader(ReaderSpec.of("inbox.undelivered", List.of(Topics.UNDELIVERED), 100, 1 << 20));
    reader.step(records, Duration.ZERO);
    log.crash();
    crashed.close();
    append(ids.next(), Channel.SMS, Map.of("text", "twice"));
    try (var next =
        log.reader(ReaderSpec.of("inbox.undelivered", List.of(Topics.UNDELIVERED), 100, 1 << 20))) {
      reader.step(next, Duration.ZERO);
    }
    assertThat(pull())
        .extracting(each -> each.item().text().body())
        .containsExactly("once", "twice");
  }

  private List<InboxEntry> pull() throws InvalidException {
    return inbox.pull(ANN, null, 50, false).entries();
  }

  private void append(NotificationId notification, Channel channel, Map<String, Object> content)
      throws Exception {
    var address = new Address(channel, "an address");
    UndeliveredRecord record =
        UndeliveredRecord.newBuilder()
            .setMessage(
                Message.newBuilder()
                    .setNotificationId(ByteString.copyFrom(notification.bytes()))
                    .setPriority("high")
                    .setCategory("orders")
                    .setAcceptedAt(NOW.toEpochMilli()))
            .setChannel(channel.apiName())
            .setDelivery(
                Delivery.newBuilder()
                    .setId(ByteString.copyFrom(DeliveryId.of(notification, ANN, address).bytes()))
                    .setRecipient(ANN.value()))
            .setContent(ByteString.copyFrom(Json.write(content)))
            .setAt(NOW.toEpochMilli())
            .build();
    log.writer()
        .append(new Entry(Topics.UNDELIVERED, log.partitionOf(ANN.value()), record.toByteArray()))
        .await();
  }
}
