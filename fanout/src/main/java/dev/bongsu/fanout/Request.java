package dev.bongsu.fanout;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.GroupKey;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.ObjectId;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.kernel.Routing;
import dev.bongsu.log.LogRecord;
import dev.bongsu.log.wire.Message;
import dev.bongsu.log.wire.NotificationRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A notification as the planner reads it.
 *
 * @param source where it stands in the log
 */
record Request(
    LogRecord source, NotificationRecord record, NotificationId id, Expansion.Plan plan) {
  /**
   * What stands in the log.
   *
   * @throws InvalidProtocolBufferException if this version of the service cannot read it
   */
  static Request of(LogRecord source) throws InvalidProtocolBufferException {
    NotificationRecord record = NotificationRecord.parseFrom(source.value());
    Message message = record.getMessage();
    if (record.getGroupsCount() > 0) {
      message = message.toBuilder().setChunked(true).build();
    }
    try {
      return new Request(
          source,
          record,
          NotificationId.of(message.getNotificationId().toByteArray()),
          plan(message, record.getChannelsList(), record.getRouting()));
    } catch (IllegalArgumentException e) {
      throw new InvalidProtocolBufferException("it names what is not known here", e);
    }
  }

  /** What all recipients share, from the words on the wire. */
  static Expansion.Plan plan(Message message, List<String> channels, String routing) {
    List<Channel> known = new ArrayList<>(channels.size());
    channels.forEach(each -> known.add(channel(each)));
    return new Expansion.Plan(
        message,
        known,
        Routing.named(routing)
            .orElseThrow(() -> new IllegalArgumentException("unknown routing " + routing)));
  }

  Place place() {
    return Place.of(source);
  }

  PositionStore.Source partition() {
    return new PositionStore.Source(source.topic(), source.partition());
  }

  Instant acceptedAt() {
    return Instant.ofEpochMilli(plan.message().getAcceptedAt());
  }

  /** Null without one. */
  @Nullable SenderKey key() {
    return record.getIdempotencyKey().isEmpty()
        ? null
        : new SenderKey(plan.message().getSender(), record.getIdempotencyKey());
  }

  /** Whether it was to be sent later when it was accepted, and has not been held yet. */
  boolean isLater() {
    return !record.getReleased() && record.getSendAt() > plan.message().getAcceptedAt();
  }

  boolean isForGroups() {
    return record.getGroupsCount() > 0;
  }

  Set<GroupKey> groups() {
    Set<GroupKey> groups = new LinkedHashSet<>();
    record.getGroupsList().forEach(each -> groups.add(new GroupKey(each)));
    return groups;
  }

  /** Those named directly, each once. */
  Set<RecipientId> recipients() {
    Set<RecipientId> recipients = LinkedHashSet.newLinkedHashSet(record.getRecipientsCount());
    record.getRecipientsList().forEach(each -> recipients.add(new RecipientId(each)));
    return recipients;
  }

  /** Those named directly, each once. */
  Set<Address> addresses() {
    Set<Address> addresses = LinkedHashSet.newLinkedHashSet(record.getAddressesCount());
    record
        .getAddressesList()
        .forEach(each -> addresses.add(new Address(channel(each.getChannel()), each.getAddress())));
    return addresses;
  }

  /** What it names of the object store. */
  List<ObjectId> objects() {
    return plan.message().getAttachmentsList().stream()
        .flatMap(each -> ObjectId.parsed(each).stream())
        .toList();
  }

  /** About how many deliveries are decided at once. */
  int weight() {
    return 1 + record.getRecipientsCount() * plan.channels().size() + record.getAddressesCount();
  }

  private static Channel channel(String name) {
    return Channel.named(name)
        .orElseThrow(() -> new IllegalArgumentException("unknown channel " + name));
  }
}
