package dev.bongsu.sandbox;

import dev.bongsu.kernel.DeliveryId;
import java.util.Collection;
import java.util.Map;

/** Knows what deliveries belong to: the ledger, or nobody. */
@FunctionalInterface
public interface Origins {
  /** The origins of those that are known. */
  Map<DeliveryId, Origin> of(Collection<DeliveryId> deliveries);
}
