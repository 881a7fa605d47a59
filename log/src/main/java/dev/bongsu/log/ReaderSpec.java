package dev.bongsu.log;

import java.util.List;
import java.util.function.ToIntFunction;

/**
 * What a reader reads, and how much of it at a time.
 *
 * @param group who shares the work: one name for one kind of worker
 * @param topicsByPriority the most urgent first
 * @param maxInFlight how much may be polled and not yet committed, in units of {@code weight}; one
 *     record always may
 * @param maxInFlightBytes the same in bytes of records
 * @param weight how much a record counts, at least 1
 */
public record ReaderSpec(
    String group,
    List<String> topicsByPriority,
    int maxInFlight,
    long maxInFlightBytes,
    ToIntFunction<LogRecord> weight) {
  public ReaderSpec {
    topicsByPriority = List.copyOf(topicsByPriority);
    if (maxInFlight < 1 || maxInFlightBytes < 1) {
      throw new IllegalArgumentException(
          "a reader takes at least one record and byte but was given "
              + maxInFlight
              + " and "
              + maxInFlightBytes);
    }
  }

  /** Every record counts one. */
  public static ReaderSpec of(
      String group, List<String> topicsByPriority, int maxInFlight, long maxInFlightBytes) {
    return new ReaderSpec(group, topicsByPriority, maxInFlight, maxInFlightBytes, _ -> 1);
  }
}
