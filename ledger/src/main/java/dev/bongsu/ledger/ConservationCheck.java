package dev.bongsu.ledger;

import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds up the ledger and says so, loudly, when the sums do not come out even. One thread {@link
 * #check}s, again and again; the latest finding is for any.
 */
public final class ConservationCheck {
  private static final Logger LOG = LoggerFactory.getLogger(ConservationCheck.class);

  private final Ledger ledger;
  private volatile Conservation latest = new Conservation(Instant.EPOCH, 0, 0, 0, 0, List.of());

  /** Has checked nothing yet. */
  public ConservationCheck(Ledger ledger) {
    this.ledger = ledger;
  }

  /** What was found last; with nothing checked before the first check. */
  public Conservation latest() {
    return latest;
  }

  /** Checks once; a check that fails is only logged. */
  public void check() {
    try {
      Conservation found = ledger.conservation();
      if (!found.holds()) {
        LOG.error(
            "conservation is violated: of {} notifications, {} deliveries have no row and {} rows"
                + " were not expected, for example in {}",
            found.checked(),
            found.unaccounted(),
            found.surplus(),
            found.examples());
      } else if (!latest.holds()) {
        LOG.info("conservation holds again");
      }
      latest = found;
    } catch (RuntimeException e) {
      LOG.warn("conservation could not be checked: {}", e.getMessage());
    }
  }
}
