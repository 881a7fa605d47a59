package dev.bongsu.fanout;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Priority;
import dev.bongsu.log.Entry;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.Delivery;
import dev.bongsu.log.wire.DeliveryRecord;
import dev.bongsu.log.wire.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * Deliveries of one message on one channel in one partition, as few as a channel likes to take at a
 * time in each record: a provider is called for each, the inbox stores them all at once. Not for
 * several threads.
 */
final class DeliveryRecords {
  private static final int MAX_FOR_PROVIDER = 16;
  private static final int MAX_FOR_INBOX = 500;
  private static final int MAX_BYTES = 512 * 1024;

  private final Message message;
  private final String topic;
  private final int partition;
  private final int most;
  private final List<Entry> full = new ArrayList<>();
  private final List<Delivery> open = new ArrayList<>();
  private int openBytes;

  DeliveryRecords(Message message, Channel channel, int partition) {
    this.message = message;
    this.topic = Topics.deliveries(channel, Priority.named(message.getPriority()).orElseThrow());
    this.partition = partition;
    this.most = channel == Channel.INAPP ? MAX_FOR_INBOX : MAX_FOR_PROVIDER;
  }

  void add(Delivery delivery) {
    int bytes = delivery.getSerializedSize();
    if (open.size() == most || (openBytes + bytes > MAX_BYTES && !open.isEmpty())) {
      close();
    }
    open.add(delivery);
    openBytes += bytes;
  }

  /** Everything added. */
  List<Entry> entries() {
    if (!open.isEmpty()) {
      close();
    }
    return List.copyOf(full);
  }

  private void close() {
    byte[] record =
        DeliveryRecord.newBuilder()
            .setMessage(message)
            .addAllDeliveries(open)
            .build()
            .toByteArray();
    full.add(new Entry(topic, partition, record));
    open.clear();
    openBytes = 0;
  }
}
