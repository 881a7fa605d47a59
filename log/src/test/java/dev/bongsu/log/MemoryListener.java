package dev.bongsu.log;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Hears what comes to a topic of a {@link MemoryLog}, in order and one record at a time. */
final class MemoryListener {
  private final MemoryLog log;
  private final List<List<LogRecord>> partitions;
  private final Consumer<LogRecord> listener;
  private final ReentrantLock hearing = new ReentrantLock();
  private final int[] next;

  /** Under the log's lock. */
  MemoryListener(
      MemoryLog log,
      List<List<LogRecord>> partitions,
      boolean fromBeginning,
      Consumer<LogRecord> listener) {
    this.log = log;
    this.partitions = partitions;
    this.listener = listener;
    this.next = partitions.stream().mapToInt(one -> fromBeginning ? 0 : one.size()).toArray();
  }

  void hear() {
    hearing.lock();
    try {
      log.locked(this::unheard).forEach(listener);
    } finally {
      hearing.unlock();
    }
  }

  private List<LogRecord> unheard() {
    List<LogRecord> unheard = new ArrayList<>();
    for (int partition = 0; partition < next.length; partition++) {
      List<LogRecord> records = partitions.get(partition);
      unheard.addAll(records.subList(next[partition], records.size()));
      next[partition] = records.size();
    }
    return unheard;
  }
}
