package dev.bongsu.fanout;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.ledger.DeliveryView;
import dev.bongsu.ledger.Ledger;
import dev.bongsu.log.LogRecord;
import dev.bongsu.log.wire.ReadDelivery;
import dev.bongsu.log.wire.ReadRecord;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a recipient read, while it is seen to that it is cleared elsewhere. The ledger is behind,
 * and a provider may have in hand what was called off this moment, so it is looked at again until
 * the ledger knows the end of all of it, at most {@link #MOST_LOOKS} times. Not for several
 * threads.
 */
final class Read {
  /** Between looks: the ledger's two seconds, and a provider's time-out. */
  private static final List<Duration> AGAIN_AFTER =
      List.of(Duration.ofSeconds(2), Duration.ofSeconds(8), Duration.ofSeconds(35));

  static final int MOST_LOOKS = AGAIN_AFTER.size() + 1;

  /** The ledger is never as far behind: what it does not know then is nothing. */
  private static final Duration KNOWN_AFTER = Duration.ofHours(1);

  private final LogRecord record;
  private final RecipientId recipient;
  private final long atMillis;
  private final Set<Ledger.Addressed> notifications = new HashSet<>();
  private final Set<DeliveryId> deliveries = new HashSet<>();
  private final Set<DeliveryId> claimed = new HashSet<>();
  private final Set<Ledger.Addressed> calledOff = new HashSet<>();
  private int looks;
  private long dueMillis;

  private Read(LogRecord record, RecipientId recipient, long atMillis) {
    this.record = record;
    this.recipient = recipient;
    this.atMillis = atMillis;
  }

  /**
   * Reads it.
   *
   * @throws InvalidProtocolBufferException if it is nothing that was read
   * @throws IllegalArgumentException if it is, but names what cannot be
   */
  static Read of(LogRecord record) throws InvalidProtocolBufferException {
    ReadRecord wire = ReadRecord.parseFrom(record.value());
    var read = new Read(record, new RecipientId(wire.getRecipient()), wire.getAt());
    for (ReadDelivery each : wire.getDeliveriesList()) {
      DeliveryId id = DeliveryId.of(each.getDeliveryId().toByteArray());
      if (each.getNotificationId().isEmpty()) {
        read.claimed.add(id);
      } else {
        read.deliveries.add(id);
        read.notifications.add(
            new Ledger.Addressed(
                NotificationId.of(each.getNotificationId().toByteArray()), read.recipient));
      }
    }
    return read;
  }

  LogRecord record() {
    return record;
  }

  RecipientId recipient() {
    return recipient;
  }

  long atMillis() {
    return atMillis;
  }

  long dueMillis() {
    return dueMillis;
  }

  /** What no inbox knows: perhaps a message of another channel, perhaps nothing. */
  Set<DeliveryId> claimed() {
    return claimed;
  }

  Set<Ledger.Addressed> notifications() {
    return notifications;
  }

  /** Whether it is one of those that were read. */
  boolean names(DeliveryId delivery) {
    return deliveries.contains(delivery);
  }

  /** The ledger knows a claimed one, and that it was sent to this recipient. */
  void know(DeliveryView delivery) {
    claimed.remove(delivery.id());
    deliveries.add(delivery.id());
    notifications.add(new Ledger.Addressed(delivery.notificationId(), recipient));
  }

  boolean isCalledOff(Ledger.Addressed notification) {
    return calledOff.contains(notification);
  }

  /** These are called off, as far as they are among {@link #notifications}. */
  void calledOff(Set<Ledger.Addressed> called) {
    notifications.stream().filter(called::contains).forEach(calledOff::add);
  }

  /**
   * Notes a look.
   *
   * @param known what the ledger knows of {@link #notifications}
   * @return whether there will be nothing new to see
   */
  boolean looked(List<DeliveryView> known, long nowMillis) {
    if (looks == AGAIN_AFTER.size() || nowMillis - atMillis > KNOWN_AFTER.toMillis()) {
      return true;
    }
    Set<DeliveryId> unsettled = new HashSet<>(deliveries);
    boolean open = false;
    for (DeliveryView each : known) {
      boolean settled = each.state().status().isSettled();
      open |= !settled;
      if (settled) {
        unsettled.remove(each.id());
      }
    }
    // Whatever was decided together with a delivery is known once the end of that one is.
    unsettled.removeIf(each -> isOld(each, nowMillis));
    claimed.removeIf(each -> isOld(each, nowMillis));
    if (!open && unsettled.isEmpty() && claimed.isEmpty()) {
      return true;
    }
    dueMillis = nowMillis + AGAIN_AFTER.get(looks++).toMillis();
    return false;
  }

  private static boolean isOld(DeliveryId id, long nowMillis) {
    return nowMillis - id.notificationAt().toEpochMilli() > KNOWN_AFTER.toMillis();
  }
}
