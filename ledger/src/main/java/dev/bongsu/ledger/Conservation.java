package dev.bongsu.ledger;

import dev.bongsu.kernel.NotificationId;
import java.time.Instant;
import java.util.List;

/**
 * Whether the ledger's sums come out even: for every notification, expected deliveries = settled +
 * pending.
 *
 * @param at when this was found
 * @param checked how many notifications were looked at
 * @param pending deliveries among them that are not settled
 * @param unaccounted deliveries among them that are expected and have no row, though it is time
 * @param surplus rows among them that nobody expected
 * @param examples some of the notifications whose sums do not come out even
 */
public record Conservation(
    Instant at,
    long checked,
    long pending,
    long unaccounted,
    long surplus,
    List<NotificationId> examples) {
  public Conservation {
    examples = List.copyOf(examples);
  }

  /** Whether nothing is missing and nothing too much. */
  public boolean holds() {
    return unaccounted == 0 && surplus == 0;
  }
}
