package dev.bongsu.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds up the ledger all the time and says so, loudly, when the sums do not come out even. One
 * thread {@link #run}s it; the latest finding is for any.
 */
public final class ConservationCheck implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(ConservationCheck.class);

  private final Ledger ledger;
  private final Duration every;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile Conservation latest = new Conservation(Instant.EPOCH, 0, 0, 0, 0, List.of());

  /** Checks this ledger this often. */
  public ConservationCheck(Ledger ledger, Duration every) {
    this.ledger = ledger;
    this.every = every;
  }

  /** Checks until this is closed or the thread interrupted. */
  public void run() {
    try {
      do {
        check();
      } while (!closing.await(every.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** What was found last; with nothing checked before the first check. */
  public Conservation latest() {
    return latest;
  }

  /** Ends {@link #run}. */
  @Override
  public void close() {
    closing.countDown();
  }

  /** Checks once. */
  void check() {
    try {
      Conservation found = ledger.conservation();
      if (!found.holds()) {
        LOGGER.error(
            "conservation is violated: of {} notifications, {} deliveries have no row and {} rows"
                + " were not expected, for example in {}",
            found.checked(),
            found.unaccounted(),
            found.surplus(),
            found.examples());
      } else if (!latest.holds()) {
        LOGGER.info("conservation holds again");
      }
      latest = found;
    } catch (RuntimeException e) {
      LOGGER.warn("conservation could not be checked: {}", e.getMessage());
    }
  }
}
