package dev.bongsu.log;

import java.time.Duration;
import java.util.List;

/**
 * Reads one topic for somebody who keeps the positions themselves, so that positions and what came
 * of the records are one transaction elsewhere. Members of a group share the partitions. Not for
 * several threads.
 */
public interface PositionedReader extends AutoCloseable {
  /**
   * Where to begin: the offset of the first record not yet taken, 0 where nothing was ever taken.
   */
  @FunctionalInterface
  interface Positions {
    /** Asked whenever a partition comes to this reader, before anything of it is read. */
    long next(int partition);
  }

  /**
   * Waits until there are records, at most {@code max}; answers at most {@code maxRecords} in order
   * of offset within each partition.
   */
  List<LogRecord> poll(Duration max, int maxRecords) throws InterruptedException;

  /** Begins anew at the stored positions, as after a failed transaction. */
  void rewind();

  /**
   * Lets the log know how far we are, for {@link QueueDepth}s only; the next offset of a partition.
   */
  void progress(int partition, long nextOffset);

  @Override
  void close();
}
