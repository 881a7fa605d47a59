package dev.bongsu.channel.spi;

import com.google.protobuf.ByteString;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.NotificationIds;
import dev.bongsu.kernel.Priority;
import dev.bongsu.log.Entry;
import dev.bongsu.log.Log;
import dev.bongsu.log.LogUnavailableException;
import dev.bongsu.log.PendingAppend;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.Delivery;
import dev.bongsu.log.wire.DeliveryRecord;
import dev.bongsu.log.wire.Message;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Takes one rendered message to one address, for systems other than this one (A35). It is one
 * append and therefore all or nothing: the runner that first deals with the delivery records, in
 * the same transaction, that it was decided on. For many threads.
 */
public final class DirectSends {
  /** How long it is tried where nothing is said. */
  static final Duration DEFAULT_LIFE = Duration.ofDays(3);

  private final Log log;
  private final NotificationIds ids;
  private final Clock clock;

  /** Sends through this log. */
  public DirectSends(Log log, NotificationIds ids, Clock clock) {
    this.log = log;
    this.ids = ids;
    this.clock = clock;
  }

  /** A delivery on its way into the log. */
  public record Pending(DeliveryId id, PendingAppend append) {
    /** Its id, once it is durable. */
    public DeliveryId await() throws LogUnavailableException, InterruptedException {
      append.await();
      return id;
    }
  }

  /**
   * Starts to append the delivery.
   *
   * @param sender who asks for it
   * @param content the channel's fields, checked
   * @param expiresAt null for 72 hours from now
   */
  public Pending send(
      String sender,
      Address address,
      Content content,
      Priority priority,
      @Nullable Instant expiresAt)
      throws LogUnavailableException {
    NotificationId notification = ids.next();
    DeliveryId delivery = DeliveryId.of(notification, null, address);
    Instant now = clock.instant();
    Instant end = expiresAt == null ? now.plus(DEFAULT_LIFE) : expiresAt;
    DeliveryRecord record =
        DeliveryRecord.newBuilder()
            .setMessage(
                Message.newBuilder()
                    .setNotificationId(ByteString.copyFrom(notification.bytes()))
                    .setSender(sender)
                    .setPriority(priority.apiName())
                    .setContent(ByteString.copyFrom(Json.write(content.fields())))
                    .setAcceptedAt(now.toEpochMilli())
                    .setExpiresAt(end.toEpochMilli())
                    .setRendered(true))
            .addDeliveries(
                Delivery.newBuilder()
                    .setId(ByteString.copyFrom(delivery.bytes()))
                    .setAddress(address.value()))
            .build();
    return new Pending(
        delivery,
        log.writer()
            .append(
                new Entry(
                    Topics.deliveries(address.channel(), priority),
                    log.partitionOf(address.value()),
                    record.toByteArray())));
  }
}
