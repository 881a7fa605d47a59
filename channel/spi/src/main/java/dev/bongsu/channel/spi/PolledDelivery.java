package dev.bongsu.channel.spi;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.AfterUnknown;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.DeliverySteps;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.kernel.TraceParent;
import dev.bongsu.log.wire.Delivery;
import org.jspecify.annotations.Nullable;

/**
 * One delivery of a record in hand.
 *
 * @param recipient null for an address without one
 */
record PolledDelivery(
    PolledRecord of, Delivery wire, @Nullable RecipientId recipient, Address address) {
  static PolledDelivery of(PolledRecord record, Channel channel, Delivery wire) {
    RecipientId recipient =
        wire.getRecipient().isEmpty() ? null : new RecipientId(wire.getRecipient());
    return new PolledDelivery(record, wire, recipient, new Address(channel, wire.getAddress()));
  }

  /** The number of the attempt that comes next, 1 for the first. */
  int attempt() {
    return wire.getAttempts() + 1;
  }

  /** Where the attempt that comes next stands among its events. */
  int stepOfAttempt() {
    return DeliverySteps.ofAttempt(attempt());
  }

  /** Where what becomes of it now, without another attempt, stands among its events. */
  int stepWithoutAttempt() {
    return DeliverySteps.after(wire.getAttempts());
  }

  DeliveryId id() {
    return DeliveryId.of(wire.getId().toByteArray());
  }

  /**
   * What follows where this provider does not answer; one that recognises repeats may be asked
   * again.
   */
  AfterUnknown afterUnknown(Provider provider) {
    return provider.recognisesRepeats() ? AfterUnknown.RETRY : of.afterUnknown();
  }

  /** Whether its provider took it and is to say whether anybody was reached. */
  boolean isTaken() {
    return wire.getTaken() > 0;
  }

  /** Whether it is no message, but takes back what was shown. */
  boolean isDismissal() {
    return wire.hasDismissal();
  }

  OutboundDismissal dismissal() {
    return new OutboundDismissal(
        address,
        wire.getDismissal().getDeliveryIdsList().stream()
            .map(id -> DeliveryId.of(id.toByteArray()))
            .toList(),
        wire.getDismissal().getUnread(),
        of.expiresAt());
  }

  OutboundMessage outbound(Content content) {
    return new OutboundMessage(
        id(),
        of.notification(),
        recipient,
        address,
        content,
        of.priority(),
        textOrNull(of.message().getCategory()),
        textOrNull(of.message().getCollapseKey()),
        of.acceptedAt(),
        of.expiresAt(),
        attempt(),
        of.message().getAttachmentsList(),
        // Whoever writes to the topic may have written anything.
        TraceParent.of(of.message().getTraceparent()).orElse(null));
  }

  private static @Nullable String textOrNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
