package dev.bongsu.fanout;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.bongsu.directory.Recipient;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.DeliveryStatus;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.kernel.Routing;
import dev.bongsu.kernel.SuppressionReason;
import dev.bongsu.log.Entry;
import dev.bongsu.log.wire.Delivery;
import dev.bongsu.log.wire.DeliveryEvent;
import dev.bongsu.log.wire.Hop;
import dev.bongsu.log.wire.Message;
import dev.bongsu.log.wire.OutcomeGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Decides, for one notification or one chunk of it, what every recipient gets on every channel: a
 * delivery, or the reason why not. The same audience gives the same deliveries, however often it is
 * decided. Not for several threads.
 *
 * <p>With routing {@code all} every address of every channel has a delivery of its own. With {@code
 * first} a recipient's addresses, channel by channel, make one chain: the first has a delivery, and
 * the others are where it hops to when it ends undelivered. A channel that the recipient has no
 * address for is suppressed, with {@code first} only when the chain would have begun there. So is
 * an address that is refused.
 *
 * <p>What is called off before it is decided becomes a cancelled delivery: it counts, and nothing
 * of it reaches a channel.
 */
final class Expansion {
  private final Plan plan;
  private final NotificationId notification;
  private final Surroundings surroundings;
  private final Addressees addressees;
  private final long now;
  private final Map<Slot, Share> shares = new LinkedHashMap<>();
  private int decided;

  /** What all recipients share. */
  record Plan(Message message, List<Channel> channels, Routing routing) {}

  /**
   * What surrounds every decision.
   *
   * @param partitionOf the log's partition for a key
   * @param calledOff whether a delivery of a message to a recipient, empty for none, is cancelled
   */
  record Surroundings(ToIntFunction<String> partitionOf, BiPredicate<Message, String> calledOff) {}

  private record Slot(Channel channel, int partition) {}

  private record Share(DeliveryRecords deliveries, List<DeliveryEvent> events) {}

  /** Begins to decide at {@code now}, milliseconds since 1970 UTC. */
  Expansion(Plan plan, Surroundings surroundings, Addressees addressees, long now) {
    this.plan = plan;
    this.addressees = addressees;
    this.notification = NotificationId.of(plan.message().getNotificationId().toByteArray());
    this.surroundings = surroundings;
    this.now = now;
  }

  /** Decides for a recipient, known to the directory or not. */
  void recipient(RecipientId id) {
    Recipient known = addressees.recipient(id);
    int partition = surroundings.partitionOf().applyAsInt(id.value());
    boolean calledOff = surroundings.calledOff().test(plan.message(), id.value());
    switch (plan.routing()) {
      case ALL -> {
        for (Channel channel : plan.channels()) {
          Set<Address> addresses = addresses(id, known, channel);
          if (addresses.isEmpty()) {
            suppress(id, channel, partition);
          }
          for (Address address : addresses) {
            SuppressionReason refusal = addressees.refusal(plan.message(), id, address);
            if (refusal == null) {
              deliver(new Target(id, known, address), List.of(), partition, calledOff);
            } else {
              suppress(id, address, refusal, partition);
            }
          }
        }
      }
      case FIRST -> {
        List<Address> chain = new ArrayList<>();
        for (Channel channel : plan.channels()) {
          Set<Address> addresses = addresses(id, known, channel);
          if (addresses.isEmpty() && chain.isEmpty()) {
            suppress(id, channel, partition);
          }
          for (Address address : addresses) {
            SuppressionReason refusal = addressees.refusal(plan.message(), id, address);
            if (refusal == null) {
              chain.add(address);
            } else if (chain.isEmpty()) {
              suppress(id, address, refusal, partition);
            }
          }
        }
        if (!chain.isEmpty()) {
          List<Address> next = chain.subList(1, chain.size());
          deliver(new Target(id, known, chain.getFirst()), next, partition, calledOff);
        }
      }
    }
  }

  /** Decides for an address whose recipient is not known. */
  void address(Address address) {
    int partition = surroundings.partitionOf().applyAsInt(address.value());
    SuppressionReason refusal = addressees.refusal(plan.message(), null, address);
    if (refusal != null) {
      suppress(null, address, refusal, partition);
      return;
    }
    boolean calledOff = surroundings.calledOff().test(plan.message(), "");
    deliver(new Target(null, null, address), List.of(), partition, calledOff);
  }

  /** How many deliveries and suppressions there are so far. */
  int decided() {
    return decided;
  }

  /** The deliveries, for the channels. */
  List<Entry> deliveries() {
    List<Entry> entries = new ArrayList<>();
    shares.values().forEach(share -> entries.addAll(share.deliveries().entries()));
    return entries;
  }

  /** Every delivery and suppression, for the ledger. */
  void outcomes(OutcomeBatch batch) {
    shares.forEach((slot, share) ->
        batch.add(
            slot.partition(),
            outcomeGroup(plan.message())
                .setChannel(slot.channel().apiName())
                .addAllEvents(share.events())
                .build()));
  }

  /** What the ledger is told of a notification with every group of events. */
  static OutcomeGroup.Builder outcomeGroup(Message message) {
    return OutcomeGroup.newBuilder()
        .setNotificationId(message.getNotificationId())
        .setSender(message.getSender())
        .setTemplate(message.getTemplate())
        .setCategory(message.getCategory())
        .setPriority(message.getPriority())
        .setChunked(message.getChunked());
  }

  private record Target(
      @Nullable RecipientId recipient, @Nullable Recipient known, Address address) {
    String name() {
      return recipient == null ? "" : recipient.value();
    }
  }

  private void deliver(Target target, List<Address> next, int partition, boolean calledOff) {
    Share share = share(target.address().channel(), partition);
    ByteString id = deliveryId(target.recipient(), target.address());
    if (!calledOff) {
      var delivery =
          Delivery.newBuilder()
              .setId(id)
              .setRecipient(target.name())
              .setAddress(target.address().value());
      Recipient known = target.known();
      if (known != null) {
        delivery.setLocale(known.locale() == null ? "" : known.locale());
        delivery.setTimeZone(known.timeZone() == null ? "" : known.timeZone());
      }
      for (Address hop : next) {
        delivery.addNext(
            Hop.newBuilder()
                .setChannel(hop.channel().apiName())
                .setDeliveryId(deliveryId(target.recipient(), hop))
                .setAddress(hop.value()));
      }
      share.deliveries().add(delivery.build());
    }
    DeliveryStatus status = calledOff ? DeliveryStatus.CANCELLED : DeliveryStatus.PENDING;
    share
        .events()
        .add(event(id, target.name(), status).setAddress(target.address().masked()).build());
    decided++;
  }

  private void suppress(RecipientId recipient, Channel channel, int partition) {
    // There is no address to tell the delivery by; the recipient stands in for it.
    ByteString id = deliveryId(recipient, new Address(channel, recipient.value()));
    DeliveryEvent.Builder event = event(id, recipient.value(), DeliveryStatus.SUPPRESSED);
    share(channel, partition)
        .events()
        .add(event.setReason(SuppressionReason.NO_ADDRESS.apiName()).build());
    decided++;
  }

  private void suppress(
      @Nullable RecipientId recipient, Address address, SuppressionReason reason, int partition) {
    ByteString id = deliveryId(recipient, address);
    String name = recipient == null ? "" : recipient.value();
    DeliveryEvent.Builder event = event(id, name, DeliveryStatus.SUPPRESSED);
    share(address.channel(), partition)
        .events()
        .add(event.setReason(reason.apiName()).setAddress(address.masked()).build());
    decided++;
  }

  private DeliveryEvent.Builder event(ByteString id, String recipient, DeliveryStatus status) {
    return DeliveryEvent.newBuilder()
        .setDeliveryId(id)
        .setRecipient(recipient)
        .setAt(now)
        .setStatus(status.apiName());
  }

  private ByteString deliveryId(@Nullable RecipientId recipient, Address address) {
    return UnsafeByteOperations.unsafeWrap(DeliveryId.of(notification, recipient, address).bytes());
  }

  private Share share(Channel channel, int partition) {
    return shares.computeIfAbsent(
        new Slot(channel, partition),
        slot ->
            new Share(
                new DeliveryRecords(plan.message(), slot.channel(), slot.partition()),
                new ArrayList<>()));
  }

  private static Set<Address> addresses(
      RecipientId id, @Nullable Recipient known, Channel channel) {
    if (channel == Channel.INAPP) {
      return Set.of(new Address(Channel.INAPP, id.value()));
    }
    if (known == null) {
      return Set.of();
    }
    Set<Address> addresses = new LinkedHashSet<>();
    for (Address address : known.addresses()) {
      if (address.channel() == channel) {
        addresses.add(address);
      }
    }
    return addresses;
  }
}
