package dev.bongsu.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.bongsu.client.Answer;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.NotificationIds;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.log.Entry;
import dev.bongsu.log.ExternalLog;
import dev.bongsu.log.Log;
import dev.bongsu.log.Logs;
import dev.bongsu.log.TestBroker;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.Delivery;
import dev.bongsu.log.wire.DeliveryEvent;
import dev.bongsu.log.wire.DeliveryRecord;
import dev.bongsu.log.wire.Message;
import dev.bongsu.log.wire.OutcomeGroup;
import dev.bongsu.log.wire.OutcomeRecord;
import dev.bongsu.store.DatabaseSettings;
import dev.bongsu.store.TestDatabase;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes over one log and one database: a recipient's devices do not notice which. */
class SeveralProcessesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LIFE = Duration.ofHours(1);
  private static final String RECIPIENT = "ann";

  @Test
  void devices_of_one_recipient_follow_one_inbox_whatever_process_holds_them(
      @TempDir Path directory) throws Exception {
    try (var broker = new TestBroker(directory.resolve("broker"));
        var http = HttpClient.newHttpClient()) {
      Path file = shared(directory, broker);
      try (BongsuProcess one =
              serve(directory, file, "frontend,fanout,scheduler,ledger,inbox,channel.inapp");
          BongsuProcess other = serve(directory, file, "frontend,inbox");
          Device phone = Device.stream(http, one, RECIPIENT)) {
        Samples.prepare(one.client());
        handedToTheChannel(one, broker, phone);
        String cursor = read(http, one, other, phone);

        other.kill();
        String missed = one.client().send(Samples.toInbox(RECIPIENT));
        assertThat(phone.next("delivery")).containsEntry("notificationId", missed);

        try (Device desk = Device.socket(http, one, RECIPIENT, cursor)) {
          assertThat(desk.next("delivery")).containsEntry("notificationId", missed);
        }
      }
    }
  }

  /** A system that is none of these processes puts a message into the channel's own topic. */
  private static void handedToTheChannel(BongsuProcess one, TestBroker broker, Device phone)
      throws Exception {
    NotificationId notification = new NotificationIds(Clock.systemUTC(), new Random()).next();
    var address = new Address(Channel.INAPP, RECIPIENT);
    DeliveryId id = DeliveryId.of(notification, new RecipientId(RECIPIENT), address);
    DeliveryRecord delivery =
        DeliveryRecord.newBuilder()
            .setMessage(
                Message.newBuilder()
                    .setNotificationId(ByteString.copyFrom(notification.bytes()))
                    .setPriority("high")
                    .setRendered(true)
                    .setContent(ByteString.copyFromUtf8("{\"title\": \"From elsewhere\"}"))
                    .setAcceptedAt(notification.at().toEpochMilli())
                    .setExpiresAt(notification.at().plus(LIFE).toEpochMilli()))
            .addDeliveries(
                Delivery.newBuilder()
                    .setId(ByteString.copyFrom(id.bytes()))
                    .setRecipient(RECIPIENT)
                    .setAddress(RECIPIENT))
            .build();
    OutcomeRecord beginning =
        OutcomeRecord.newBuilder()
            .addGroups(
                OutcomeGroup.newBuilder()
                    .setNotificationId(ByteString.copyFrom(notification.bytes()))
                    .setPriority("high")
                    .setChannel("inapp")
                    .addEvents(
                        DeliveryEvent.newBuilder()
                            .setDeliveryId(ByteString.copyFrom(id.bytes()))
                            .setRecipient(RECIPIENT)
                            .setAddress(address.masked())
                            .setAt(notification.at().toEpochMilli())
                            .setStatus("pending")))
            .build();
    var brokers =
        new ExternalLog(broker.bootstrapServers(), 1, TestBroker.PARTITIONS, broker.security());
    try (Log elsewhere = Logs.external(brokers, Clock.systemUTC())) {
      append(elsewhere, Topics.OUTCOMES, beginning.toByteArray());
      append(elsewhere, Topics.deliveries(Channel.INAPP, Priority.HIGH), delivery.toByteArray());
    }

    assertThat(phone.next("delivery"))
        .containsEntry("id", id.toString())
        .containsEntry("title", "From elsewhere");
    Await.until(
        "the ledger has it",
        PATIENCE,
        () -> {
          Answer answer = one.client().get("/v1/deliveries/" + id);
          return answer.isSuccess() && "sent".equals(answer.object().get("status"));
        });
  }

  private static void append(Log log, String topic, byte[] record) throws Exception {
    log.writer().append(new Entry(topic, 0, record)).await();
  }

  /** One reads what the other process was asked to send; the cursor behind it. */
  private static String read(HttpClient http, BongsuProcess one, BongsuProcess other, Device phone)
      throws Exception {
    try (Device desk = Device.socket(http, other, RECIPIENT, "")) {
      awaitPresence(one, Set.of("stream", "socket"));
      awaitPresence(other, Set.of("stream", "socket"));

      String notification = other.client().send(Samples.toInbox(RECIPIENT));
      Map<String, Object> shown = desk.next("delivery");
      assertThat(shown).containsEntry("notificationId", notification);
      assertThat(phone.next("delivery")).containsEntry("id", shown.get("id"));

      desk.say("{\"deliveries\": [\"" + shown.get("id") + "\"], \"as\": \"read\"}");
      assertThat(phone.next("state"))
          .containsEntry("deliveries", List.of(shown.get("id")))
          .containsEntry("state", "read")
          .as("what came from elsewhere is not read yet")
          .containsEntry("unread", 1L);
      Await.until(
          "the ledger knows that it was read",
          PATIENCE,
          () ->
              one.client()
                  .get("/v1/notifications/" + notification)
                  .orThrow()
                  .text()
                  .contains("\"opened\""));
      return String.valueOf(shown.get("cursor"));
    }
  }

  private static void awaitPresence(BongsuProcess service, Set<String> kinds) throws Exception {
    Await.until(
        "both devices are known to be connected",
        PATIENCE,
        () -> {
          Map<String, ?> presence =
              service.client().get("/v1/recipients/" + RECIPIENT + "/presence").orThrow().object();
          return kinds.equals(
              ((List<?>) Objects.requireNonNull(presence.get("connections")))
                  .stream()
                      .map(each -> String.valueOf(((Map<?, ?>) each).get("kind")))
                      .collect(Collectors.toSet()));
        });
  }

  private static Path shared(Path directory, TestBroker broker) throws IOException {
    DatabaseSettings database = TestDatabase.settings();
    return Files.writeString(
        directory.resolve("bongsu.yaml"),
        """
        %s
        database: { url: "%s", user: %s, password: "%s" }
        """
            .formatted(broker.setting(), database.url(), database.user(), database.password()));
  }

  private static BongsuProcess serve(Path directory, Path file, String roles) throws IOException {
    Path data = directory.resolve(roles.contains("channel.") ? "one" : "other");
    return BongsuProcess.serve(data, "--config", file.toString(), "--roles", roles);
  }
}
