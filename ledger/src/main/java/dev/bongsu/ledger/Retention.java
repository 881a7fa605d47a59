package dev.bongsu.ledger;

import dev.bongsu.kernel.NotificationId;
import dev.bongsu.store.Database;
import dev.bongsu.store.Partitions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * How long the ledger remembers. Its large tables are made of days; a day that is too old is
 * dropped as a whole. For many threads and processes.
 */
public final class Retention {
  /** For what was under way when it expired. */
  private static final Duration AFTER_EXPIRY = Duration.ofDays(1);

  private final Database database;
  private final Duration keep;
  private final Clock clock;
  private final List<Partitions> tables;

  /** Keeps this long, a day at least: {@code retention.deliveries}. */
  public Retention(Database database, Duration keep, Clock clock) {
    this.database = database;
    this.keep = keep;
    this.clock = clock;
    this.tables =
        List.of(
            table("notification", "id"),
            table("delivery_event", "delivery_id"),
            table("delivery_tally", "notification_id"));
  }

  /**
   * Makes the days to come and drops what is too old. Needed once before anything is recorded, and
   * then every hour or so.
   */
  public void maintain() {
    tables.forEach(Partitions::maintain);
    var oldest = NotificationId.firstAt(clock.instant().minus(keep));
    database
        .jdbi()
        .useHandle(handle -> {
          LedgerStore.forgetBefore(handle, oldest);
          StatisticsQuery.forgetBefore(handle, clock.instant().minus(keep));
          BegunAttemptStore.forget(handle, clock.instant().minus(AFTER_EXPIRY));
        });
  }

  private Partitions table(String name, String column) {
    return new Partitions(database.jdbi(), new Partitions.Table(name, column, 1, keep), clock);
  }
}
