package dev.bongsu.ledger;

import dev.bongsu.log.wire.DeliveryEvent;
import dev.bongsu.log.wire.OutcomeGroup;

/**
 * A delivery that was decided on, and of which nothing more is known yet.
 *
 * @param partition of the log
 * @param batches how many batches have left it for the next
 */
record Beginning(int partition, OutcomeGroup group, DeliveryEvent event, int batches) {
  Beginning left() {
    return new Beginning(partition, group, event, batches + 1);
  }

  /** Its group with its event alone. */
  OutcomeGroup alone() {
    return group.toBuilder().clearEvents().addEvents(event).build();
  }
}
