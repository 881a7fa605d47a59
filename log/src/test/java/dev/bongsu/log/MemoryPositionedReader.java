package dev.bongsu.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

final class MemoryPositionedReader implements PositionedReader, MemoryGroup.Member {
  private final MemoryLog log;
  private final String topic;
  private final Positions positions;
  private final MemoryGroup group;
  private final Map<Integer, Long> next = new HashMap<>();
  private Set<Integer> mine = Set.of();

  MemoryPositionedReader(MemoryLog log, String group, String topic, Positions positions) {
    this.log = log;
    this.topic = topic;
    this.positions = positions;
    this.group = log.locked(() -> log.group(group));
    log.lockedRun(() -> this.group.join(this, List.of(topic)));
  }

  @Override
  public void assign(Set<Integer> partitions) {
    next.keySet().retainAll(partitions);
    mine = Set.copyOf(partitions);
    log.signal();
  }

  @Override
  public List<LogRecord> poll(Duration max, int maxRecords) throws InterruptedException {
    long deadline = System.nanoTime() + max.toNanos();
    while (true) {
      // Outside of the lock: whoever keeps the positions may append while it answers.
      for (int partition : log.locked(() -> missing())) {
        long position = positions.next(partition);
        log.locked(() -> next.putIfAbsent(partition, position));
      }
      List<LogRecord> taken =
          log.lockedInterruptibly(() -> {
            List<LogRecord> now = take(maxRecords);
            boolean again = now.isEmpty() && missing().isEmpty();
            if (again) {
              log.awaitChange(deadline);
            }
            return now;
          });
      if (!taken.isEmpty() || System.nanoTime() - deadline >= 0) {
        return taken;
      }
    }
  }

  private Set<Integer> missing() {
    Set<Integer> missing = new HashSet<>(mine);
    missing.removeAll(next.keySet());
    return missing;
  }

  private List<LogRecord> take(int maxRecords) {
    List<LogRecord> taken = new ArrayList<>();
    if (log.isSilent() || !group.has(this)) {
      return taken;
    }
    for (int partition : mine) {
      Long from = next.get(partition);
      if (from != null) {
        List<LogRecord> records = log.partitionsOf(topic).get(partition);
        int position = Math.toIntExact(from);
        while (position < records.size() && taken.size() < maxRecords) {
          taken.add(records.get(position++));
        }
        next.put(partition, (long) position);
      }
    }
    return taken;
  }

  @Override
  public void rewind() {
    log.lockedRun(() -> {
      next.clear();
    });
  }

  @Override
  public void progress(int partition, long nextOffset) {
    log.lockedRun(() -> {
      group.markDoneBelow(topic, partition, nextOffset);
    });
  }

  @Override
  public void close() {
    log.lockedRun(() -> {
      group.leave(this);
    });
  }
}
