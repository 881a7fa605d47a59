package dev.bongsu.fanout;

import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.RecipientId;
import java.util.Set;

/** What is asked of inboxes where something was read. For many threads. */
public interface Inboxes {
  /** How much a recipient has not read, for a badge. */
  int unread(RecipientId recipient);

  /** These were read elsewhere; what is no item is passed over. */
  void read(RecipientId recipient, Set<DeliveryId> deliveries);
}
