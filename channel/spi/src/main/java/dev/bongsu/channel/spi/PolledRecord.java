package dev.bongsu.channel.spi;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.bongsu.kernel.AfterUnknown;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.Priority;
import dev.bongsu.log.Entry;
import dev.bongsu.log.LogRecord;
import dev.bongsu.log.Tier;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.Delivery;
import dev.bongsu.log.wire.DeliveryEvent;
import dev.bongsu.log.wire.DeliveryRecord;
import dev.bongsu.log.wire.Message;
import dev.bongsu.log.wire.OutcomeGroup;
import dev.bongsu.log.wire.RetryRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A record of deliveries in hand, and what it leaves behind when the last of them is dealt with.
 * Belongs to the thread of the runner, except for what never changes.
 */
final class PolledRecord {
  private final LogRecord record;
  private final Channel channel;
  private final Message message;
  private final NotificationId notification;
  private final Priority priority;
  private final Instant acceptedAt;
  private final Instant expiresAt;
  private final AfterUnknown afterUnknown;
  private final int weight;
  private final Deque<PolledDelivery> unsent = new ArrayDeque<>();
  private final Set<PolledDelivery> handedOver = Collections.newSetFromMap(new IdentityHashMap<>());
  private final OutcomeGroup.Builder outcomes = OutcomeGroup.newBuilder();
  private final Map<Due, DeliveryRecord.Builder> later = new HashMap<>();
  private final List<Entry> entries = new ArrayList<>();

  private record Due(Tier tier, long atMillis) {}

  private PolledRecord(LogRecord record, Channel channel, DeliveryRecord wire) {
    this.record = record;
    this.channel = channel;
    this.message = wire.getMessage();
    this.notification = NotificationId.of(message.getNotificationId().toByteArray());
    this.priority = Priority.named(message.getPriority()).orElse(Priority.NORMAL);
    this.acceptedAt = Instant.ofEpochMilli(message.getAcceptedAt());
    this.expiresAt = Instant.ofEpochMilli(message.getExpiresAt());
    this.afterUnknown = AfterUnknown.named(message.getAfterUnknown()).orElse(AfterUnknown.RETRY);
    this.weight = Math.max(1, wire.getDeliveriesCount());
    for (Delivery delivery : wire.getDeliveriesList()) {
      unsent.add(PolledDelivery.of(this, channel, delivery));
    }
  }

  /**
   * Reads it.
   *
   * @throws InvalidProtocolBufferException if its bytes are no deliveries
   * @throws IllegalArgumentException if they are, but name what cannot be
   */
  static PolledRecord of(LogRecord record, Channel channel) throws InvalidProtocolBufferException {
    return new PolledRecord(record, channel, DeliveryRecord.parseFrom(record.value()));
  }

  LogRecord record() {
    return record;
  }

  Message message() {
    return message;
  }

  NotificationId notification() {
    return notification;
  }

  Priority priority() {
    return priority;
  }

  Instant acceptedAt() {
    return acceptedAt;
  }

  Instant expiresAt() {
    return expiresAt;
  }

  AfterUnknown afterUnknown() {
    return afterUnknown;
  }

  int weight() {
    return weight;
  }

  /** What waits to be sent; what is taken from it is to be handed over or settled. */
  Deque<PolledDelivery> unsent() {
    return unsent;
  }

  void handOver(PolledDelivery delivery) {
    handedOver.add(delivery);
  }

  void takeBack(PolledDelivery delivery) {
    handedOver.remove(delivery);
  }

  boolean isDone() {
    return unsent.isEmpty() && handedOver.isEmpty();
  }

  /** Whether some of it was handed over or settled. */
  boolean isTouched() {
    return unsent.size() < weight;
  }

  void add(DeliveryEvent event) {
    outcomes.addEvents(event);
  }

  void add(Entry entry) {
    entries.add(entry);
  }

  /** This delivery comes again at {@code dueAt}, at most a second later. */
  void again(Delivery delivery, Instant dueAt, Instant now) {
    // Whole seconds, so that what fails together waits as one record.
    long second = TimeUnit.SECONDS.toMillis(1);
    long rounded = Math.ceilDiv(dueAt.toEpochMilli(), second) * second;
    long due = Math.min(rounded, Math.max(expiresAt.toEpochMilli(), dueAt.toEpochMilli()));
    Tier tier = Tier.within(Duration.between(now, dueAt));
    later
        .computeIfAbsent(new Due(tier, due), _ -> DeliveryRecord.newBuilder().setMessage(message))
        .addDeliveries(delivery);
  }

  /** What is not dealt with goes to the end of its topic, so that the rest can be recorded. */
  void requeueRest() {
    if (isDone()) {
      return;
    }
    DeliveryRecord.Builder rest = DeliveryRecord.newBuilder().setMessage(message);
    handedOver.forEach(each -> rest.addDeliveries(each.wire()));
    unsent.forEach(each -> rest.addDeliveries(each.wire()));
    entries.add(
        new Entry(
            Topics.deliveries(channel, priority), record.partition(), rest.build().toByteArray()));
    handedOver.clear();
    unsent.clear();
  }

  /** What it leaves behind besides its outcomes. */
  List<Entry> entries(Instant now) {
    List<Entry> all = new ArrayList<>(entries);
    later.forEach((due, deliveries) ->
        all.add(
            new Entry(
                due.tier().topic(),
                record.partition(),
                RetryRecord.newBuilder()
                    .setChannel(channel.apiName())
                    .setDueAt(due.atMillis())
                    .setHopUntil(now.plus(due.tier().delay()).toEpochMilli())
                    .setDelivery(deliveries)
                    .build()
                    .toByteArray())));
    return all;
  }

  int outcomeCount() {
    return outcomes.getEventsCount();
  }

  OutcomeGroup outcomes() {
    return outcomes
        .setNotificationId(message.getNotificationId())
        .setSender(message.getSender())
        .setTemplate(message.getTemplate())
        .setCategory(message.getCategory())
        .setPriority(message.getPriority())
        .setChannel(channel.apiName())
        .setChunked(message.getChunked())
        .build();
  }
}
