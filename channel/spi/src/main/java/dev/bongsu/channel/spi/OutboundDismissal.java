package dev.bongsu.channel.spi;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.DeliveryId;
import java.time.Instant;
import java.util.List;

/**
 * Says to one address that what it may show of these deliveries is to vanish, since the recipient
 * has read it elsewhere. Nobody is to see or hear anything of it.
 *
 * @param deliveries 1 to {@value #MOST}, all of them sent to this address
 * @param unread how much the recipient has not read now, for a badge
 * @param expiresAt when it is no longer worth telling
 */
public record OutboundDismissal(
    Address address, List<DeliveryId> deliveries, int unread, Instant expiresAt) {
  /** So many ids fit into what push services carry. */
  public static final int MOST = 50;

  public OutboundDismissal {
    deliveries = List.copyOf(deliveries);
    if (deliveries.isEmpty() || deliveries.size() > MOST) {
      throw new IllegalArgumentException(
          "a dismissal is of 1 to " + MOST + " deliveries but has " + deliveries.size());
    }
  }
}
