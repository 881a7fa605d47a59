package dev.bongsu.fanout;

import com.google.protobuf.ByteString;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.ledger.DeliveryView;
import dev.bongsu.log.Entry;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.Delivery;
import dev.bongsu.log.wire.DeliveryRecord;
import dev.bongsu.log.wire.Dismissal;
import dev.bongsu.log.wire.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What makes a recipient's devices show no longer what was sent to them, for the channels: as few
 * records as the number of ids in each allows.
 *
 * @param unread what the recipient has not read now
 */
record Dismissals(RecipientId recipient, int unread, Instant at) {
  private static final int MOST_IDS = 50;

  /** A device that is away for longer wakes up to more than this. */
  private static final Duration WORTH_TELLING = Duration.ofDays(7);

  List<Entry> entries(Map<Address, List<DeliveryView>> shown, int partition) {
    List<Entry> entries = new ArrayList<>();
    shown.forEach((address, deliveries) -> {
      for (int from = 0; from < deliveries.size(); from += MOST_IDS) {
        List<DeliveryView> part =
            deliveries.subList(from, Math.min(from + MOST_IDS, deliveries.size()));
        entries.add(
            new Entry(
                Topics.deliveries(address.channel(), Priority.NORMAL),
                partition,
                record(address, part).toByteArray()));
      }
    });
    return entries;
  }

  private DeliveryRecord record(Address address, List<DeliveryView> deliveries) {
    DeliveryView first = deliveries.getFirst();
    var dismissal = Dismissal.newBuilder().setUnread(unread);
    deliveries.forEach(each -> dismissal.addDeliveryIds(bytes(each.id())));
    return DeliveryRecord.newBuilder()
        .setMessage(
            Message.newBuilder()
                .setNotificationId(ByteString.copyFrom(first.notificationId().bytes()))
                .setPriority(Priority.NORMAL.apiName())
                .setAcceptedAt(at.toEpochMilli())
                .setExpiresAt(at.plus(WORTH_TELLING).toEpochMilli()))
        .addDeliveries(
            Delivery.newBuilder()
                .setId(bytes(first.id()))
                .setRecipient(recipient.value())
                .setAddress(address.value())
                .setDismissal(dismissal))
        .build();
  }

  private static ByteString bytes(DeliveryId id) {
    return ByteString.copyFrom(id.bytes());
  }
}
