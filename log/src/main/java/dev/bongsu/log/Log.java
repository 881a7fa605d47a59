package dev.bongsu.log;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The event log as the rooms see it. For many threads. */
public interface Log extends AutoCloseable {
  /** How many partitions every topic has. */
  int partitions();

  /** The partition for whatever concerns this key: a recipient's id, or an address without one. */
  int partitionOf(String key);

  /** The one writer of this process. */
  LogWriter writer();

  /** A reader that finishes records exactly once. */
  LogReader reader(ReaderSpec spec);

  /** A reader whose positions are kept elsewhere. */
  PositionedReader positioned(String group, String topic, PositionedReader.Positions positions);

  /**
   * Hands every record of a topic to {@code listener}, on a thread of its own and in order within
   * each partition, until the result is closed.
   *
   * @param fromBeginning whether what was there before is heard too; then this returns only when it
   *     was
   */
  Listening listen(String topic, boolean fromBeginning, Consumer<LogRecord> listener);

  /**
   * From now on this process adds nothing to the log but what follows from what its readers have
   * handed out: appends are refused and readers hear nothing, as if the log was away. What is
   * finished still takes effect.
   *
   * @param why as {@link #problem()} tells it; null to go on
   */
  void pause(@Nullable String why);

  /** What waits in which topic; at most a second old. */
  List<QueueDepth> queues();

  /** Null while the log answers, else why it does not. */
  @Nullable String problem();

  @Override
  void close();

  /** A listener that hears a topic. */
  interface Listening extends AutoCloseable {
    @Override
    void close();
  }
}
