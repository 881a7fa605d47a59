package dev.bongsu.ledger;

import dev.bongsu.log.Log;
import dev.bongsu.log.LogRecord;
import dev.bongsu.log.PositionedReader;
import dev.bongsu.log.Topics;
import dev.bongsu.store.Database;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies outcomes from the log into the database, exactly once: rows and positions are one
 * transaction, and one that begins where somebody else has already been is refused. Whatever fails,
 * it begins anew at the stored positions, so it needs no help when the database goes and comes
 * back. One thread {@link #run}s it.
 */
public final class LedgerWriter implements AutoCloseable {
  /**
   * How long a batch is gathered. What happens to a delivery within it costs one row, and most
   * deliveries are through in it; readers are promised two seconds (A37).
   */
  public static final Duration WINDOW = Duration.ofMillis(400);

  private static final Logger LOG = LoggerFactory.getLogger(LedgerWriter.class);
  private static final String GROUP = "ledger";
  private static final Duration WAIT = Duration.ofMillis(200);
  private static final Duration PAUSE = Duration.ofMillis(500);

  /**
   * A batch ends with the poll by which so many deliveries changed, each of them a row. What it
   * writes is one transaction, of which readers see nothing before it ends: so it must be short.
   * Several events of one delivery make it no longer.
   */
  private static final int MAX_CHANGES = 5_000;

  /** Records hold up to 500 events. */
  private static final int MAX_RECORDS_A_POLL = 10;

  private final BatchStore store;
  private final PositionedReader reader;
  private final Duration window;
  private final Map<Integer, BatchStore.Position> positions = new HashMap<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final LongAdder events = new LongAdder();
  private final LongAdder rows = new LongAdder();
  private final LongAdder settled = new LongAdder();
  private Batch batch = new Batch();
  private boolean disturbed;

  /**
   * A writer that takes part in the work at once.
   *
   * @param window how long a batch is gathered: {@link #WINDOW}
   */
  public LedgerWriter(Database database, Log log, Duration window) {
    this.store = new BatchStore(database);
    this.window = window;
    this.reader = log.positioned(GROUP, Topics.OUTCOMES, this::position);
  }

  /** Copies until this is closed or the thread interrupted. */
  public void run() {
    boolean failing = false;
    try (reader) {
      while (closing.getCount() > 0) {
        try {
          step(WAIT);
          if (failing) {
            LOG.info("the ledger goes on");
          }
          failing = false;
        } catch (RuntimeException e) {
          if (!failing) {
            LOG.warn("the ledger waits: {}", e.getMessage(), e);
          }
          failing = true;
          rewind();
          if (closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
            return;
          }
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** How many events were copied since the start. */
  public long events() {
    return events.sum();
  }

  /** How many rows these events became. */
  public long rows() {
    return rows.sum();
  }

  /** How many deliveries settled with them. */
  public long settled() {
    return settled.sum();
  }

  /** Ends {@link #run} after the batch at hand. */
  @Override
  public void close() {
    closing.countDown();
  }

  /**
   * Copies one batch.
   *
   * @param wait how long to wait for its first record
   * @return whether there was one
   */
  boolean step(Duration wait) throws InterruptedException {
    disturbed = false;
    batch = new Batch();
    positions.forEach((partition, position) -> batch.resume(partition, position));
    boolean more = gather(wait);
    if (disturbed) {
      // A partition went and came back in between: what of it is ours is not certain any more.
      rewind();
      return true;
    }
    if (batch.isEmpty()) {
      return false;
    }
    batch.close(more);
    if (!store.write(batch, positions)) {
      LOG.info("another ledger writer has taken over some of {}", batch.positions().keySet());
      rewind();
      return true;
    }
    batch.positions().keySet().forEach(each -> positions.compute(each, batch::after));
    batch.positions().forEach(reader::progress);
    events.add(batch.events());
    rows.add(batch.changes().size());
    settled.add(batch.settled());
    return true;
  }

  /** Begins anew with what is stored: positions, and what was left beside them. */
  private void rewind() {
    positions.clear();
    reader.rewind();
  }

  /** Answers whether there was anything. */
  private boolean gather(Duration wait) throws InterruptedException {
    boolean any = false;
    List<LogRecord> records = reader.poll(wait, MAX_RECORDS_A_POLL);
    long end = System.nanoTime() + window.toNanos();
    while (!records.isEmpty() && !disturbed) {
      any = true;
      for (LogRecord record : records) {
        if (record.offset() >= batch.next(record.partition())) {
          batch.add(record);
        }
      }
      long leftNanos = end - System.nanoTime();
      if (leftNanos <= 0 || batch.changes().size() >= MAX_CHANGES) {
        return true;
      }
      records = reader.poll(Duration.ofNanos(leftNanos), MAX_RECORDS_A_POLL);
    }
    return any;
  }

  private long position(int partition) {
    disturbed |= batch.next(partition) > 0;
    BatchStore.Position stored = store.position(partition);
    positions.put(partition, stored);
    if (!disturbed) {
      batch.resume(partition, stored);
    }
    return stored.next();
  }
}
