package dev.bongsu.ledger;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryStatus;
import dev.bongsu.kernel.RecipientId;
import org.jspecify.annotations.Nullable;

/** Which deliveries of a notification are wanted; null is any. */
public record DeliveryFilter(
    @Nullable DeliveryStatus status, @Nullable Channel channel, @Nullable RecipientId recipient) {
  /** Everything. */
  public static final DeliveryFilter ALL = new DeliveryFilter(null, null, null);
}
