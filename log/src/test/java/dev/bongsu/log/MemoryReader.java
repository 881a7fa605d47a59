package dev.bongsu.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

final class MemoryReader implements LogReader, MemoryGroup.Member {
  private static final int BATCH = 500;
  private static final Duration COMMIT_DELAY = Duration.ofMillis(10);

  private final MemoryLog log;
  private final ReaderSpec spec;
  private final MemoryGroup group;
  private final IdentityHashMap<LogRecord, Held> held = new IdentityHashMap<>();
  private final Map<String, Map<Integer, Integer>> next = new HashMap<>();
  private Set<Integer> mine = Set.of();

  private static final class Held {
    private final int weight;
    private @Nullable List<Entry> appends;

    Held(int weight) {
      this.weight = weight;
    }
  }

  MemoryReader(MemoryLog log, ReaderSpec spec) {
    this.log = log;
    this.spec = spec;
    this.group = log.locked(() -> log.group(spec.group()));
    log.lockedRun(() -> group.join(this, spec.topicsByPriority()));
    // A record of another member may have taken effect as its partition moved here.
    log.tellListeners();
  }

  @Override
  public void assign(Set<Integer> partitions) {
    // The log commits what is finished in partitions that move, and drops the rest.
    commitLocked(record -> !partitions.contains(record.partition()));
    held.keySet().removeIf(record -> !partitions.contains(record.partition()));
    for (Map<Integer, Integer> positions : next.values()) {
      Set<Integer> kept = new HashSet<>(mine);
      kept.retainAll(partitions);
      positions.keySet().retainAll(kept);
    }
    mine = Set.copyOf(partitions);
    log.signal();
  }

  @Override
  public List<LogRecord> poll(Duration max) throws InterruptedException {
    long start = System.nanoTime();
    return log.lockedInterruptibly(() -> {
      long deadline = start + max.toNanos();
      while (true) {
        List<LogRecord> records = take();
        if (!records.isEmpty()) {
          return records;
        }
        if (held.values().stream().anyMatch(one -> one.appends != null)) {
          deadline = Math.min(deadline, start + COMMIT_DELAY.toNanos());
        }
        if (!log.awaitChange(deadline)) {
          return take();
        }
      }
    });
  }

  private List<LogRecord> take() {
    List<LogRecord> taken = new ArrayList<>();
    if (log.isSilent() || !group.has(this)) {
      return taken;
    }
    for (String topic : spec.topicsByPriority()) {
      for (int partition : mine) {
        takeFrom(topic, partition, taken);
      }
      if (!taken.isEmpty()) {
        return taken;
      }
    }
    return taken;
  }

  private void takeFrom(String topic, int partition, List<LogRecord> taken) {
    List<LogRecord> records = log.partitionsOf(topic).get(partition);
    Map<Integer, Integer> positions = next.computeIfAbsent(topic, _ -> new HashMap<>());
    int position = positions.getOrDefault(partition, 0);
    for (; position < records.size() && taken.size() < BATCH; position++) {
      LogRecord record = records.get(position);
      if (group.isDone(record)) {
        continue;
      }
      int weight = spec.weight().applyAsInt(record);
      if (!hasRoomFor(weight, record.value().length)) {
        break;
      }
      // A copy, so that an earlier hand-out of the same record is told apart from this one.
      LogRecord copy =
          new LogRecord(
              topic, partition, record.offset(), record.appendedAtMillis(), record.value());
      held.put(copy, new Held(weight));
      taken.add(copy);
    }
    positions.put(partition, position);
  }

  private boolean hasRoomFor(int weight, int bytes) {
    long weightHeld = held.values().stream().mapToLong(one -> one.weight).sum();
    long bytesHeld = held.keySet().stream().mapToLong(record -> record.value().length).sum();
    return held.isEmpty()
        || (weightHeld + weight <= spec.maxInFlight()
            && bytesHeld + bytes <= spec.maxInFlightBytes());
  }

  @Override
  public void finish(LogRecord record, List<Entry> appends) {
    appends.forEach(entry -> log.partitionsOf(entry.topic()));
    log.lockedRun(() -> {
      Held one = held.get(record);
      if (one != null && one.appends == null) {
        one.appends = List.copyOf(appends);
        log.signal();
      }
    });
  }

  @Override
  public int commit() {
    int count = log.locked(() -> commitLocked(_ -> true));
    log.tellListeners();
    return count;
  }

  private int commitLocked(Predicate<LogRecord> which) {
    if (log.isAway() || !group.has(this)) {
      return 0;
    }
    List<LogRecord> finished = new ArrayList<>();
    held.forEach((record, one) -> {
      if (one.appends != null && which.test(record)) {
        finished.add(record);
      }
    });
    finished.sort(
        Comparator.comparing(LogRecord::topic)
            .thenComparingInt(LogRecord::partition)
            .thenComparingLong(LogRecord::offset));
    for (LogRecord record : finished) {
      group.markDone(record);
      Held one = held.remove(record);
      if (one != null && one.appends != null) {
        one.appends.forEach(log::append);
      }
    }
    return finished.size();
  }

  @Override
  public boolean owns(LogRecord record) {
    return log.locked(() -> group.has(this) && held.containsKey(record));
  }

  @Override
  public void close() {
    commit();
    log.lockedRun(() -> {
      group.leave(this);
    });
  }
}
