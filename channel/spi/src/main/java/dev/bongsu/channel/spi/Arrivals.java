package dev.bongsu.channel.spi;

import dev.bongsu.kernel.DeliveryId;

/** Knows what became of deliveries by other ways than the answer of the provider. */
@FunctionalInterface
public interface Arrivals {
  /** Whether a receipt has come for it, so that it must not be sent again. For many threads. */
  boolean hasArrived(DeliveryId delivery);
}
