package dev.bongsu.inbox;

import com.google.protobuf.ByteString;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryStatus;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.log.Entry;
import dev.bongsu.log.Log;
import dev.bongsu.log.LogUnavailableException;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.DeliveryEvent;
import dev.bongsu.log.wire.OutcomeGroup;
import dev.bongsu.log.wire.OutcomeRecord;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the ledger what devices say of in-app deliveries. What another channel could not deliver
 * stays undelivered there, however often it is read here.
 */
final class Receipts {
  /** After every attempt: see {@code step} in bongsu.proto. */
  private static final int FIRST_STEP = 1 << 20;

  private final Log log;
  private final Clock clock;

  Receipts(Log log, Clock clock) {
    this.log = log;
    this.clock = clock;
  }

  /** Returns when the log has it. */
  void append(RecipientId recipient, List<InboxStore.Moved> moved, AckState as)
      throws LogUnavailableException {
    OutcomeRecord.Builder record = OutcomeRecord.newBuilder();
    for (InboxStore.Moved each : moved) {
      DeliveryStatus to = status(each, as);
      if (to != null) {
        record.addGroups(group(recipient, each, to));
      }
    }
    if (record.getGroupsCount() == 0) {
      return;
    }
    try {
      log.writer()
          .append(
              new Entry(
                  Topics.OUTCOMES,
                  log.partitionOf(recipient.value()),
                  record.build().toByteArray()))
          .await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LogUnavailableException("interrupted while telling the ledger", e);
    }
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
                .setStep(FIRST_STEP + (to == DeliveryStatus.OPENED ? 2 : 1)))
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
