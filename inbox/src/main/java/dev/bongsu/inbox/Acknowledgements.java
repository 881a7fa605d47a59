package dev.bongsu.inbox;

import com.google.protobuf.ByteString;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.DeliveryStatus;
import dev.bongsu.kernel.DeliverySteps;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.log.Entry;
import dev.bongsu.log.Log;
import dev.bongsu.log.LogUnavailableException;
import dev.bongsu.log.PendingAppend;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.DeliveryEvent;
import dev.bongsu.log.wire.OutcomeGroup;
import dev.bongsu.log.wire.OutcomeRecord;
import dev.bongsu.log.wire.ReadDelivery;
import dev.bongsu.log.wire.ReadRecord;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the ledger what devices say of in-app deliveries, and fan-out what recipients have read.
 * What another channel could not deliver stays undelivered in the ledger, however often it is read
 * here.
 */
final class Acknowledgements {
  private final Log log;
  private final Clock clock;

  Acknowledgements(Log log, Clock clock) {
    this.log = log;
    this.clock = clock;
  }

  /**
   * Returns when the log has it.
   *
   * @param elsewhere what is no item, and may be a message of another channel
   */
  void append(
      RecipientId recipient,
      List<InboxStore.Moved> moved,
      Collection<DeliveryId> elsewhere,
      AckState as)
      throws LogUnavailableException {
    OutcomeRecord.Builder outcomes = OutcomeRecord.newBuilder();
    ReadRecord.Builder reads =
        ReadRecord.newBuilder().setRecipient(recipient.value()).setAt(clock.millis());
    for (InboxStore.Moved each : moved) {
      DeliveryStatus to = status(each, as);
      if (to != null) {
        outcomes.addGroups(group(recipient, each, to));
      }
      if (each.isReadNow(as)) {
        reads.addDeliveries(read(each.id()).setNotificationId(bytes(each.notification().bytes())));
      }
    }
    elsewhere.forEach(id -> reads.addDeliveries(read(id)));
    int partition = log.partitionOf(recipient.value());
    List<Entry> entries = new ArrayList<>();
    if (outcomes.getGroupsCount() > 0) {
      entries.add(new Entry(Topics.OUTCOMES, partition, outcomes.build().toByteArray()));
    }
    if (reads.getDeliveriesCount() > 0) {
      entries.add(new Entry(Topics.READS, partition, reads.build().toByteArray()));
    }
    append(entries);
  }

  private void append(List<Entry> entries) throws LogUnavailableException {
    List<PendingAppend> appends = new ArrayList<>();
    for (Entry entry : entries) {
      appends.add(log.writer().append(entry));
    }
    try {
      for (PendingAppend append : appends) {
        append.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LogUnavailableException("interrupted while telling the log", e);
    }
  }

  private static ReadDelivery.Builder read(DeliveryId id) {
    return ReadDelivery.newBuilder().setDeliveryId(bytes(id.bytes()));
  }

  private static ByteString bytes(byte[] id) {
    return ByteString.copyFrom(id);
  }

  private OutcomeGroup group(RecipientId recipient, InboxStore.Moved moved, DeliveryStatus to) {
    return OutcomeGroup.newBuilder()
        .setNotificationId(ByteString.copyFrom(moved.notification().bytes()))
        .setChannel(moved.channel().apiName())
        .setPriority(moved.priority())
        .addEvents(
            DeliveryEvent.newBuilder()
                .setDeliveryId(ByteString.copyFrom(moved.id().bytes()))
                .setRecipient(recipient.value())
                .setAddress(recipient.value())
                .setAt(clock.millis())
                .setPrevious(previous(moved).apiName())
                .setStatus(to.apiName())
                .setStep(DeliverySteps.AFTERWARDS + (to == DeliveryStatus.OPENED ? 2 : 1)))
        .build();
  }

  private static DeliveryStatus previous(InboxStore.Moved moved) {
    return moved.state() == 0 ? DeliveryStatus.SENT : DeliveryStatus.DELIVERED;
  }

  /** Null where the ledger hears nothing new. */
  private static @Nullable DeliveryStatus status(InboxStore.Moved moved, AckState as) {
    if (moved.channel() != Channel.INAPP) {
      return null;
    }
    return switch (as) {
      case DELIVERED -> DeliveryStatus.DELIVERED;
      case READ -> DeliveryStatus.OPENED;
      // Put away unseen: all we know is that it was there.
      case ARCHIVED -> moved.state() == 0 ? DeliveryStatus.DELIVERED : null;
    };
  }
}
