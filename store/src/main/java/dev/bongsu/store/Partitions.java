package dev.bongsu.store;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.LongStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions of one table that is {@code PARTITION BY RANGE} of a uuid whose first 48 bits are
 * milliseconds (UUIDv7, and ids derived from one). A partition holds one or more whole days (UTC).
 * They are made before they are needed and dropped when all in them is older than the table keeps.
 * What falls outside of what is kept, such as a very old or a future id, goes to a partition of its
 * own, {@code <table>_other}, and stays there a year longer. Processes may do this at the same
 * time; writers are not held up. For many threads.
 */
public final class Partitions {
  private static final Logger LOG = LoggerFactory.getLogger(Partitions.class);
  private static final int DAYS_AHEAD = 3;
  private static final Duration OTHERS_LONGER = Duration.ofDays(366);
  private static final Duration ONE_DAY = Duration.ofDays(1);
  private static final DateTimeFormatter NAME = DateTimeFormatter.BASIC_ISO_DATE;
  private static final String LOCK_LIMIT = "SET LOCAL lock_timeout = '5s'";

  private final Jdbi jdbi;
  private final Table table;
  private final Clock clock;
  private final Set<Long> known = new ConcurrentSkipListSet<>();

  /**
   * A partitioned table.
   *
   * @param column the uuid that it is partitioned by
   * @param days how many days one partition holds
   * @param keep for how long a row is kept, at least
   */
  public record Table(String name, String column, int days, Duration keep) {
    public Table {
      if (days < 1 || keep.compareTo(ONE_DAY) < 0) {
        throw new IllegalArgumentException(
            "a partition holds and a table keeps at least a day but " + name + " does not");
      }
    }
  }

  /** The partitions of this table; none is made before {@link #maintain}. */
  public Partitions(Jdbi jdbi, Table table, Clock clock) {
    this.jdbi = jdbi;
    this.table = table;
    this.clock = clock;
  }

  /**
   * Makes what is missing for now and the next days, and drops what is too old. Call it at start
   * and every hour or so.
   */
  public void maintain() {
    jdbi.useTransaction(handle -> {
      handle.execute(LOCK_LIMIT);
      takeTurn(handle);
      handle.execute(
          "CREATE TABLE IF NOT EXISTS " + others() + " PARTITION OF " + table.name + " DEFAULT");
    });
    make(LongStream.rangeClosed(slot(today()), slot(today() + DAYS_AHEAD)).boxed().toList());
    dropOld();
  }

  /**
   * Makes sure that these ids have their partitions; costs next to nothing when they have. Call it
   * before the transaction that writes them.
   */
  public void cover(Collection<UUID> ids) {
    Set<Long> missing = new TreeSet<>();
    long first = slot(today() - table.keep.toDays());
    long last = slot(today() + DAYS_AHEAD);
    for (UUID id : ids) {
      long slot = slot(millis(id) / ONE_DAY.toMillis());
      if (slot >= first && slot <= last && !known.contains(slot)) {
        missing.add(slot);
      }
    }
    if (!missing.isEmpty()) {
      make(missing);
    }
  }

  private void make(Collection<Long> slots) {
    jdbi.useTransaction(handle -> {
      handle.execute(LOCK_LIMIT);
      takeTurn(handle);
      Set<String> existing = existing(handle);
      for (long slot : slots) {
        if (!existing.contains(name(slot))) {
          make(handle, slot, existing.contains(others()));
        }
      }
    });
    known.addAll(slots);
  }

  /** Attaching, other than creating in place, lets readers and writers of the table go on. */
  private void make(Handle handle, long slot, boolean others) {
    String name = name(slot);
    String from = "'" + first(slot) + "'";
    String to = "'" + first(slot + 1) + "'";
    handle.execute(
        "CREATE TABLE " + name + " (LIKE " + table.name + " INCLUDING ALL EXCLUDING INDEXES)");
    if (others) {
      handle.execute("LOCK TABLE " + others() + " IN ACCESS EXCLUSIVE MODE");
      handle.execute(
          "WITH moved AS (DELETE FROM %1$s WHERE %2$s >= %3$s AND %2$s < %4$s RETURNING *)"
                  .formatted(others(), table.column, from, to)
              + " INSERT INTO "
              + name
              + " SELECT * FROM moved");
    }
    handle.execute(
        "ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (%s) TO (%s)"
            .formatted(table.name, name, from, to));
  }

  private void dropOld() {
    long oldest = slot(today() - table.keep.toDays());
    String limit = name(oldest);
    Set<String> old = new TreeSet<>(jdbi.withHandle(this::existing));
    old.removeIf(name -> name.equals(others()) || name.compareTo(limit) >= 0);
    for (String name : old) {
      jdbi.useTransaction(handle -> {
        handle.execute(LOCK_LIMIT);
        takeTurn(handle);
        handle.execute("DROP TABLE IF EXISTS " + name);
      });
      LOG.info("dropped {}, which is older than {}", name, table.keep);
    }
    known.removeIf(slot -> slot < oldest);
    long years = today() - table.keep.plus(OTHERS_LONGER).toDays();
    jdbi.useHandle(handle ->
        handle.execute(
            "DELETE FROM %s WHERE %s < '%s'"
                .formatted(others(), table.column, first(slot(years)))));
  }

  private Set<String> existing(Handle handle) {
    return handle
        .createQuery(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = CAST(:table AS regclass)")
        .bind("table", table.name)
        .mapTo(String.class)
        .set();
  }

  private void takeTurn(Handle handle) {
    handle
        .createQuery(
            "SELECT 1 FROM pg_advisory_xact_lock(hashtext('partitions'), hashtext(:table))")
        .bind("table", table.name)
        .mapTo(int.class)
        .one();
  }

  private long today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toEpochDay();
  }

  private long slot(long epochDay) {
    return Math.floorDiv(epochDay, table.days);
  }

  private String name(long slot) {
    return table.name + "_" + LocalDate.ofEpochDay(slot * table.days).format(NAME);
  }

  private String others() {
    return table.name + "_other";
  }

  /** The least id of the slot's first day. */
  private UUID first(long slot) {
    return new UUID((slot * table.days * ONE_DAY.toMillis()) << 16, 0);
  }

  private static long millis(UUID id) {
    return id.getMostSignificantBits() >>> 16;
  }
}
