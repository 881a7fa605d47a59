package dev.bongsu.channel.spi;

import dev.bongsu.kernel.Priority;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Records in hand whose deliveries are not all handed over, the most urgent first. A record is
 * begun only after all of the one before was handed over, so that what comes later and is more
 * urgent waits for one record at most. For the runner's thread.
 */
final class Backlog {
  private final Map<Priority, Deque<PolledRecord>> waiting = new EnumMap<>(Priority.class);
  private @Nullable PolledRecord begun;

  Backlog() {
    for (Priority priority : Priority.values()) {
      waiting.put(priority, new ArrayDeque<>());
    }
  }

  void add(PolledRecord record) {
    queue(record).add(record);
  }

  boolean isEmpty() {
    return begun == null && waiting.values().stream().allMatch(Deque::isEmpty);
  }

  /** How many deliveries wait in records that are not begun. */
  int weight() {
    return waiting.values().stream().flatMap(Deque::stream).mapToInt(PolledRecord::weight).sum();
  }

  /** The record that is being handed over, null before {@link #begin}. */
  @Nullable PolledRecord begun() {
    if (begun != null && begun.unsent().isEmpty()) {
      begun = null;
    }
    return begun;
  }

  /** The record that would be begun next. */
  @Nullable PolledRecord next() {
    for (Deque<PolledRecord> queue : waiting.values()) {
      if (!queue.isEmpty()) {
        return queue.peek();
      }
    }
    return null;
  }

  /** The {@link #next} is the one begun from here on. */
  void begin(PolledRecord next) {
    queue(next).remove();
    begun = next;
  }

  /** Removes the {@link #next}. */
  void drop(PolledRecord next) {
    queue(next).remove();
  }

  /** Removes and answers every record that is not begun and of which this is true. */
  List<PolledRecord> removeWaiting(Predicate<PolledRecord> which) {
    List<PolledRecord> removed = new ArrayList<>();
    for (Deque<PolledRecord> queue : waiting.values()) {
      for (Iterator<PolledRecord> each = queue.iterator(); each.hasNext(); ) {
        PolledRecord record = each.next();
        if (which.test(record)) {
          each.remove();
          removed.add(record);
        }
      }
    }
    return removed;
  }

  /** Every record that is not begun. */
  List<PolledRecord> waiting() {
    return waiting.values().stream().flatMap(Deque::stream).toList();
  }

  @SuppressWarnings("NullAway") // every priority has its queue
  private Deque<PolledRecord> queue(PolledRecord record) {
    return waiting.get(record.priority());
  }
}
