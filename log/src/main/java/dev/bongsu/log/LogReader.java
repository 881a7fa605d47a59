package dev.bongsu.log;

import java.time.Duration;
import java.util.List;

/**
 * Reads topics strictly by priority and finishes their records exactly once, as the log sees it:
 * what finishing a record appends becomes visible together with the record's position, or not at
 * all. Records may finish in any order and from any thread; {@link #poll} and {@link #commit}
 * belong to the one thread that owns the reader.
 *
 * <p>A reader takes part in a group: each partition is read by one member, and moves when members
 * come and go. A record that was not committed is read again by whoever has its partition next, and
 * only such a one is: finished records behind an unfinished one are remembered with the position.
 */
public interface LogReader extends AutoCloseable {
  /**
   * Waits until there are records, at most {@code max}, and returns those of one topic. A lower
   * priority's records are taken only while there are none of a higher. Returns nothing more while
   * the bounds of the spec are reached, where records count until they are committed, not until
   * they are finished. Returns sooner, perhaps with nothing, about 10 ms after something was
   * finished, so that whoever waits here may commit.
   *
   * <p>While the log is away this returns nothing; it goes on by itself when the log is back.
   */
  List<LogRecord> poll(Duration max) throws InterruptedException;

  /**
   * This record is done with, and {@code appends} is what it leaves behind. Both take effect at the
   * next {@link #commit}. For any thread; a record that has moved to another reader is ignored.
   */
  void finish(LogRecord record, List<Entry> appends);

  /**
   * Makes everything finished so far take effect at once; does nothing if nothing was finished. If
   * the log is away, what was finished stays so, and the next commit tries again. If the partition
   * went to another reader meanwhile, that one gets the record again.
   *
   * @return how many records took effect
   */
  int commit() throws InterruptedException;

  /** Whether this record still belongs to this reader; if not, another has it now. */
  boolean owns(LogRecord record);

  /** Commits what is finished and leaves the group. */
  @Override
  void close();
}
