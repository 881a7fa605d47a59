package dev.bongsu.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What a reader has fetched, handed out and finished, within its bounds. For many threads. */
final class InFlight {
  /** How many records are handed out at once. */
  private static final int BATCH = 2_000;

  /** From how many on it pays to see whether there are more. */
  private static final int MUCH = 64;

  private final ReaderSpec spec;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Map<Integer, Lane>> lanes = new HashMap<>();
  private final List<Waiting> fetched = new ArrayList<>();
  private long weight;
  private long bytes;
  private long count;
  private @Nullable Long finishedAtNanos;

  private record Fetched(Lane lane, LogRecord record, int weight) {
    int bytes() {
      return record.value().length;
    }
  }

  /** What was fetched of a priority and not handed out. */
  private static final class Waiting {
    private final Queue<Fetched> queue = new ArrayDeque<>();
    private long weight;
    private long bytes;
    private boolean enough;

    void add(Fetched one) {
      queue.add(one);
      weight += one.weight;
      bytes += one.bytes();
    }

    void remove() {
      Fetched one = queue.remove();
      weight -= one.weight;
      bytes -= one.bytes();
    }

    void drop(Lane lane) {
      List<Fetched> kept = queue.stream().filter(one -> one.lane != lane).toList();
      queue.clear();
      weight = 0;
      bytes = 0;
      kept.forEach(this::add);
    }
  }

  InFlight(ReaderSpec spec) {
    this.spec = spec;
    for (String topic : spec.topicsByPriority()) {
      lanes.put(topic, new HashMap<>());
      fetched.add(new Waiting());
    }
  }

  /** This partition is ours from now on. */
  void open(TopicPartition partition, Unfinished kept) {
    locked(() -> lanesOf(partition.topic()).put(partition.partition(), new Lane(partition, kept)));
  }

  /** These partitions are not ours any more. */
  void drop(Collection<TopicPartition> partitions) {
    lock.lock();
    try {
      for (TopicPartition partition : partitions) {
        Lane lane = lanesOf(partition.topic()).remove(partition.partition());
        if (lane != null) {
          lane.held().forEach(this::release);
          fetched.forEach(waiting -> waiting.drop(lane));
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** What came of a partition, in order; false if the partition is not ours. */
  boolean arrive(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
    lock.lock();
    try {
      Lane lane = lanesOf(partition.topic()).get(partition.partition());
      if (lane == null) {
        return false;
      }
      Waiting waiting = fetched.get(spec.topicsByPriority().indexOf(partition.topic()));
      for (ConsumerRecord<byte[], byte[]> one : records) {
        if (lane.arrives(one.offset())) {
          LogRecord record =
              new LogRecord(
                  partition.topic(),
                  partition.partition(),
                  one.offset(),
                  one.timestamp(),
                  one.value());
          waiting.add(new Fetched(lane, record, Math.max(1, spec.weight().applyAsInt(record))));
        }
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The highest priority that has something to hand out, or how many there are if none has. */
  int waiting() {
    return locked(this::firstWaiting);
  }

  private int firstWaiting() {
    int priority = 0;
    while (priority < fetched.size() && fetched.get(priority).queue.isEmpty()) {
      priority++;
    }
    return priority;
  }

  /** What waits in the highest priority that has something, as far as there is room. */
  List<LogRecord> handOut() {
    lock.lock();
    try {
      int priority = firstWaiting();
      List<LogRecord> out = new ArrayList<>();
      if (priority < fetched.size()) {
        Waiting waiting = fetched.get(priority);
        Fetched one = waiting.queue.peek();
        while (one != null && out.size() < BATCH && hasRoomFor(one)) {
          one.lane.handOut(one.record, one.weight);
          weight += one.weight;
          bytes += one.bytes();
          count++;
          out.add(one.record);
          waiting.remove();
          one = waiting.queue.peek();
        }
      }
      return out;
    } finally {
      lock.unlock();
    }
  }

  private boolean hasRoomFor(Fetched one) {
    return count == 0
        || (weight + one.weight <= spec.maxInFlight()
            && bytes + one.bytes() <= spec.maxInFlightBytes());
  }

  /**
   * From which priority on nothing is to be fetched, since enough of it waits here; how many
   * priorities there are if none has enough. What had enough is fetched again when half of that is
   * handed out, so that there is still some to hand out while the next comes.
   */
  int enoughFrom() {
    return locked(() -> {
      for (int priority = 0; priority < fetched.size(); priority++) {
        Waiting waiting = fetched.get(priority);
        int part = waiting.enough ? 2 : 1;
        waiting.enough =
            waiting.weight * part >= spec.maxInFlight()
                || waiting.bytes * part * 2 >= spec.maxInFlightBytes();
        if (waiting.enough) {
          return priority;
        }
      }
      return fetched.size();
    });
  }

  /**
   * Whether so much waits of what is handed out next that more is likely to be on its way, and
   * could be handed out with it.
   */
  boolean isFilling() {
    return locked(() -> {
      int priority = firstWaiting();
      if (priority == fetched.size()) {
        return false;
      }
      Waiting waiting = fetched.get(priority);
      return waiting.queue.size() >= MUCH
          && waiting.queue.size() < BATCH
          && weight + waiting.weight < spec.maxInFlight()
          && bytes + waiting.bytes < spec.maxInFlightBytes();
    });
  }

  /** Answers whether this is the first that is finished since everything had taken effect. */
  boolean finish(LogRecord record, List<Entry> appends) {
    return locked(() -> {
      Lane lane = lanesOf(record.topic()).get(record.partition());
      boolean first = lane != null && lane.finish(record, appends) && finishedAtNanos == null;
      if (first) {
        finishedAtNanos = System.nanoTime();
      }
      return first;
    });
  }

  /** Since when something finished has not taken effect; null if there is nothing such. */
  @Nullable Long finishedAtNanos() {
    lock.lock();
    try {
      return finishedAtNanos;
    } finally {
      lock.unlock();
    }
  }

  boolean owns(LogRecord record) {
    return locked(() -> {
      Lane lane = lanesOf(record.topic()).get(record.partition());
      return lane != null && lane.owns(record);
    });
  }

  /** What can take effect now. */
  List<Lane.Step> steps() {
    lock.lock();
    try {
      finishedAtNanos = null;
      List<Lane.Step> steps = new ArrayList<>();
      for (Map<Integer, Lane> ofTopic : lanes.values()) {
        for (Lane lane : ofTopic.values()) {
          Lane.Step step = lane.step();
          if (step != null) {
            steps.add(step);
          }
        }
      }
      return steps;
    } finally {
      lock.unlock();
    }
  }

  /** These have taken effect, and make room, unless their partition went away meanwhile. */
  void settle(Lane lane, List<Lane.Held> finished) {
    lock.lock();
    try {
      if (has(lane)) {
        finished.forEach(this::release);
        lane.settle(finished);
      }
    } finally {
      lock.unlock();
    }
  }

  /** These did not take effect and are to be tried again. */
  void unsettled() {
    locked(() -> finishedAtNanos = System.nanoTime());
  }

  private void release(Lane.Held one) {
    if (one.weight() > 0) {
      weight -= one.weight();
      bytes -= one.bytes();
      count--;
    }
  }

  boolean has(Lane lane) {
    return locked(
        () -> lanesOf(lane.partition().topic()).get(lane.partition().partition()) == lane);
  }

  /** The partitions that have nothing here, with the position they have been read to. */
  Map<TopicPartition, Long> idle() {
    lock.lock();
    try {
      Map<TopicPartition, Long> idle = new HashMap<>();
      if (firstWaiting() == fetched.size()) {
        for (Map<Integer, Lane> ofTopic : lanes.values()) {
          for (Lane lane : ofTopic.values()) {
            if (lane.isEmpty()) {
              idle.put(lane.partition(), lane.position());
            }
          }
        }
      }
      return idle;
    } finally {
      lock.unlock();
    }
  }

  /** No record of this partition stands before this offset. */
  void advance(TopicPartition partition, long offset) {
    lock.lock();
    try {
      Lane lane = lanesOf(partition.topic()).get(partition.partition());
      if (lane != null) {
        lane.advance(offset);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Every partition that is ours. */
  List<TopicPartition> partitions() {
    return locked(() ->
        lanes.values().stream()
            .<Lane>flatMap(ofTopic -> ofTopic.values().stream())
            .map(Lane::partition)
            .toList());
  }

  private Map<Integer, Lane> lanesOf(String topic) {
    return lanes.getOrDefault(topic, Map.of());
  }

  private <T extends @Nullable Object> T locked(Supplier<T> step) {
    lock.lock();
    try {
      return step.get();
    } finally {
      lock.unlock();
    }
  }
}
