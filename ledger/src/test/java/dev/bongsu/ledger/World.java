package dev.bongsu.ledger;

import com.google.protobuf.ByteString;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.NotificationIds;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.kernel.TemplateKey;
import dev.bongsu.log.Entry;
import dev.bongsu.log.LogUnavailableException;
import dev.bongsu.log.MemoryLog;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.Attempt;
import dev.bongsu.log.wire.ChunkExpanded;
import dev.bongsu.log.wire.DeliveryEvent;
import dev.bongsu.log.wire.Hop;
import dev.bongsu.log.wire.OutcomeGroup;
import dev.bongsu.log.wire.OutcomeRecord;
import dev.bongsu.store.Database;
import dev.bongsu.store.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;

/** A log, a database and what stands between them, stepped by the test. */
final class World implements AutoCloseable {
  static final byte[] REQUEST =
      "{\"params\":{\"orderNo\":\"A-17\"}}".getBytes(StandardCharsets.UTF_8);

  final Clock clock = awayFromMidnight();
  final MemoryLog log = new MemoryLog(clock);
  final Database database;
  final NotificationStore notifications;
  final LedgerWriter writer;
  final Ledger ledger;
  private final NotificationIds ids = new NotificationIds(clock, new Random(7));

  World() {
    this(TestDatabase.open("ledger"));
  }

  World(Database database) {
    this.database = database;
    new Retention(database, Duration.ofDays(30), clock).maintain();
    notifications = new NotificationStore(database);
    writer = new LedgerWriter(database, log, Duration.ZERO);
    ledger = new StoredLedger(database, log, clock);
  }

  /** Now, or soon when a day ends just now: what is counted by days is not to fall into two. */
  private static Clock awayFromMidnight() {
    Clock now = Clock.systemUTC();
    Duration margin = Duration.ofMinutes(10);
    boolean late =
        now.instant()
            .truncatedTo(ChronoUnit.DAYS)
            .isBefore(now.instant().plus(margin).truncatedTo(ChronoUnit.DAYS));
    return late ? Clock.offset(now, margin) : now;
  }

  @Override
  public void close() {
    writer.close();
    log.close();
    database.close();
  }

  NotificationRow row(NotificationRow.Plan plan) {
    return row("shop", "order-shipped", plan);
  }

  NotificationRow row(String sender, String template, NotificationRow.Plan plan) {
    Instant now = clock.instant();
    return new NotificationRow(
        ids.next(),
        sender,
        new NotificationRow.Subject(
            new TemplateKey(template), 3, new CategoryKey("general"), Priority.NORMAL),
        new NotificationRow.Times(now, now.plus(Duration.ofDays(3)), null),
        REQUEST,
        plan);
  }

  /** Recorded, as fan-out does. */
  NotificationId recorded(NotificationRow row) {
    database.jdbi().useTransaction(handle -> notifications.record(handle, List.of(row)));
    return row.id();
  }

  NotificationId recorded(NotificationRow.Plan plan) {
    return recorded(row(plan));
  }

  NotificationView view(NotificationId id) {
    return ledger.notification(id).orElseThrow();
  }

  /** Copies everything that the log has. */
  void copy() throws InterruptedException {
    while (writer.step(Duration.ZERO)) {
      // The next one.
    }
  }

  void append(String recipient, OutcomeGroup group)
      throws LogUnavailableException, InterruptedException {
    append(recipient, List.of(group));
  }

  /** One record with all of these, where {@code recipient} belongs. */
  void append(String recipient, List<OutcomeGroup> groups)
      throws LogUnavailableException, InterruptedException {
    byte[] value = OutcomeRecord.newBuilder().addAllGroups(groups).build().toByteArray();
    log.writer().append(new Entry(Topics.OUTCOMES, log.partitionOf(recipient), value)).await();
  }

  Told told(NotificationId notification, String recipient, Channel channel) {
    return new Told(notification, recipient, channel, false);
  }

  /** The events of one delivery. */
  final class Told {
    final DeliveryId id;
    private final NotificationId notification;
    private final String recipient;
    private final Channel channel;
    private final boolean chunked;
    private String previous = "";
    private int step;

    Told(NotificationId notification, String recipient, Channel channel, boolean chunked) {
      this.notification = notification;
      this.recipient = recipient;
      this.channel = channel;
      this.chunked = chunked;
      this.id =
          DeliveryId.of(
              notification, new RecipientId(recipient), new Address(channel, recipient + "@x.org"));
    }

    Told inChunks() {
      return new Told(notification, recipient, channel, true);
    }

    /** What {@link #planned} tells, for a record of many. */
    OutcomeGroup asPlanned() {
      OutcomeGroup planned = group(event("pending", 0).build());
      previous = "pending";
      return planned;
    }

    /** What an attempt that was accepted tells, for a record of many. */
    OutcomeGroup asSent() {
      step = step / 2 * 2 + 2;
      return group(attempt("sent", "accepted").build());
    }

    Told planned() throws LogUnavailableException, InterruptedException {
      return send(event("pending", 0).build());
    }

    Told suppressed(String reason) throws LogUnavailableException, InterruptedException {
      return send(event("suppressed", 0).setReason(reason).build());
    }

    /** An attempt, and what came of it. */
    Told tried(String status, String result) throws LogUnavailableException, InterruptedException {
      step = step / 2 * 2 + 2;
      return send(attempt(status, result).build());
    }

    /** A provider took it and named it so. */
    Told took(String provider, String messageId)
        throws LogUnavailableException, InterruptedException {
      step = step / 2 * 2 + 2;
      DeliveryEvent.Builder event = attempt("sent", "accepted");
      event.getAttemptBuilder().setProvider(provider).setProviderMessageId(messageId);
      return send(event.build());
    }

    /** Something without an attempt. */
    Told then(String status) throws LogUnavailableException, InterruptedException {
      step = step / 2 * 2 + 1;
      return send(event(status, step).build());
    }

    /** It ends without another attempt, for this reason. */
    Told failed(String reason) throws LogUnavailableException, InterruptedException {
      step = step / 2 * 2 + 1;
      return send(event("failed", step).setReason(reason).build());
    }

    /** What another process says, who saw this delivery there. */
    Told aside(String from, String status, int atStep)
        throws LogUnavailableException, InterruptedException {
      append(recipient, group(event(status, atStep).setPrevious(from).build()));
      return this;
    }

    /** It fails, and the next channel takes over. */
    Told failsOver(Channel next) throws LogUnavailableException, InterruptedException {
      Told following = new Told(notification, recipient, next, chunked);
      step += 2;
      send(
          attempt("failed", "refused")
              .setReason("message-refused")
              .setNext(
                  Hop.newBuilder()
                      .setChannel(next.apiName())
                      .setDeliveryId(ByteString.copyFrom(following.id.bytes()))
                      .setAddress("next"))
              .setNextAddress("n***")
              .build());
      following.previous = "pending";
      return following;
    }

    private DeliveryEvent.Builder attempt(String status, String result) {
      DeliveryEvent.Builder event = event(status, step);
      if (status.equals("retrying")) {
        event.setNextAttemptAt(clock.millis() + 5000);
      }
      return event.setAttempt(
          Attempt.newBuilder()
              .setAt(clock.millis())
              .setProvider("relay")
              .setResult(result)
              .setDetail(result + " by the relay")
              .setLatencyMs(12));
    }

    private DeliveryEvent.Builder event(String status, int atStep) {
      return DeliveryEvent.newBuilder()
          .setDeliveryId(ByteString.copyFrom(id.bytes()))
          .setRecipient(recipient)
          .setAddress("u***@x.org")
          .setAt(clock.millis())
          .setStatus(status)
          .setPrevious(previous)
          .setStep(atStep);
    }

    private Told send(DeliveryEvent event) throws LogUnavailableException, InterruptedException {
      previous = event.getStatus();
      append(recipient, group(event));
      return this;
    }

    private OutcomeGroup group(DeliveryEvent event) {
      return OutcomeGroup.newBuilder()
          .setNotificationId(ByteString.copyFrom(notification.bytes()))
          .setSender("shop")
          .setTemplate("order-shipped")
          .setChannel(channel.apiName())
          .setChunked(chunked)
          .addEvents(event)
          .build();
    }
  }

  void chunk(NotificationId notification, int index, int deliveries)
      throws LogUnavailableException, InterruptedException {
    append(
        notification.toString(),
        OutcomeGroup.newBuilder()
            .setNotificationId(ByteString.copyFrom(notification.bytes()))
            .setChunked(true)
            .setChunk(ChunkExpanded.newBuilder().setIndex(index).setDeliveries(deliveries))
            .build());
  }

  long rows(String table) {
    return database
        .jdbi()
        .withHandle(
            handle -> handle.createQuery("select count(*) from " + table).mapTo(Long.class).one());
  }
}
