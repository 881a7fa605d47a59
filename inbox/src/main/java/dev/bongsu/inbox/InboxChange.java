package dev.bongsu.inbox;

import dev.bongsu.kernel.DeliveryId;
import java.util.List;

/** Items that moved on because of what one device said: others need not show them any more. */
public record InboxChange(List<DeliveryId> deliveries, ItemState state) {
  public InboxChange {
    deliveries = List.copyOf(deliveries);
  }
}
