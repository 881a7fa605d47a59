package dev.bongsu.inbox;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.log.Log;
import dev.bongsu.log.LogReader;
import dev.bongsu.log.LogRecord;
import dev.bongsu.log.ReaderSpec;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.Message;
import dev.bongsu.log.wire.UndeliveredRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts what a channel could not deliver into the recipient's inbox. */
public final class UndeliveredReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UndeliveredReader.class);
  private static final String GROUP = "inbox.undelivered";
  private static final int MAX_IN_FLIGHT = 1_000;
  private static final long MAX_IN_FLIGHT_BYTES = 16L << 20;
  private static final Duration POLL = Duration.ofMillis(500);
  private static final long AGAIN_MILLIS = 500;

  private final Log log;
  private final Inbox inbox;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Reads from this log into that inbox, once {@link #run} is called. */
  public UndeliveredReader(Log log, Inbox inbox) {
    this.log = log;
    this.inbox = inbox;
  }

  /** Reads until it is closed or its thread is interrupted. */
  public void run() {
    var spec =
        ReaderSpec.of(GROUP, List.of(Topics.UNDELIVERED), MAX_IN_FLIGHT, MAX_IN_FLIGHT_BYTES);
    try (LogReader reader = log.reader(spec)) {
      while (closed.getCount() > 0) {
        step(reader, POLL);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes what is there, and keeps it before it is finished. */
  void step(LogReader reader, Duration max) throws InterruptedException {
    List<LogRecord> records = reader.poll(max);
    List<InboxItem> items = new ArrayList<>();
    records.forEach(record -> item(record).ifPresent(items::add));
    while (!keep(items)) {
      if (closed.await(AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
    }
    records.forEach(record -> reader.finish(record, List.of()));
    reader.commit();
  }

  private boolean keep(List<InboxItem> items) {
    try {
      inbox.store(items);
      return true;
    } catch (JdbiException e) {
      LOG.warn("what was not delivered cannot be put into inboxes at the moment", e);
      return false;
    }
  }

  private static Optional<InboxItem> item(LogRecord record) {
    try {
      UndeliveredRecord undelivered = UndeliveredRecord.parseFrom(record.value());
      Message message = undelivered.getMessage();
      return Optional.of(
          new InboxItem(
              DeliveryId.of(undelivered.getDelivery().getId().toByteArray()),
              NotificationId.of(message.getNotificationId().toByteArray()),
              new RecipientId(undelivered.getDelivery().getRecipient()),
              Channel.named(undelivered.getChannel()).orElseThrow(),
              Priority.named(message.getPriority()).orElse(Priority.NORMAL),
              message.getCategory().isEmpty() ? null : message.getCategory(),
              text(Json.readObject(undelivered.getContent().toByteArray())),
              Instant.ofEpochMilli(message.getAcceptedAt())));
    } catch (InvalidProtocolBufferException
        | JsonException
        | IllegalArgumentException
        | NoSuchElementException e) {
      LOG.error(
          "undelivered {}/{} cannot be read and is in no inbox",
          record.partition(),
          record.offset(),
          e);
      return Optional.empty();
    }
  }

  /** What any channel's fields come down to in an inbox. */
  private static InboxItem.Text text(Map<String, @Nullable Object> fields) {
    String body = first(fields, "text", "body", "say");
    if (body == null && fields.get("html") instanceof String html) {
      body = HtmlText.of(html);
    }
    return new InboxItem.Text(
        first(fields, "subject", "title"),
        body,
        first(fields, "url"),
        fields.get("data") instanceof Map<?, ?> data ? Json.writeText(data) : null);
  }

  private static @Nullable String first(Map<String, @Nullable Object> fields, String... names) {
    for (String name : names) {
      if (fields.get(name) instanceof String text) {
        return text;
      }
    }
    return null;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
