package dev.bongsu.app;

import dev.bongsu.fanout.Inboxes;
import dev.bongsu.inbox.Inbox;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.RecipientId;
import java.util.Set;

/** Lets fan-out clear inboxes without either knowing the other. */
record InboxesOfFanout(Inbox inbox) implements Inboxes {
  @Override
  public int unread(RecipientId recipient) {
    return inbox.unread(recipient);
  }

  @Override
  public void read(RecipientId recipient, Set<DeliveryId> deliveries) {
    int _ = inbox.read(recipient, deliveries);
  }
}
