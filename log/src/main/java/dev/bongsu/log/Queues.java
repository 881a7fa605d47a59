package dev.bongsu.log;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Measures what waits: where the topics end against what their readers' groups have kept. Looks
 * only when it is asked, and at most once a second.
 */
final class Queues implements AutoCloseable {
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private final Admin admin;
  private final Client client;
  private final int partitions;
  private final Clock clock;
  private final Health health;
  private Sample last = new Sample(System.nanoTime() - FRESH_NANOS, Map.of(), Map.of(), List.of());
  private Map<TopicPartition, Oldest> oldest = Map.of();
  private @Nullable Consumer<byte[], byte[]> prober;

  private record Sample(
      long atNanos, Map<String, Long> ends, Map<String, Long> done, List<QueueDepth> depths) {}

  /** When the record at an offset was appended. */
  private record Oldest(long offset, long appendedAtMillis) {}

  Queues(Admin admin, Client client, int partitions, Clock clock, Health health) {
    this.admin = admin;
    this.client = client;
    this.partitions = partitions;
    this.clock = clock;
    this.health = health;
  }

  /** What was last known when the log is away. */
  synchronized List<QueueDepth> depths() {
    if (System.nanoTime() - last.atNanos >= FRESH_NANOS) {
      try {
        last = look();
        health.up();
      } catch (ExecutionException | KafkaException e) {
        health.down(e.getCause() == null ? e : e.getCause());
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
    return last.depths;
  }

  private Sample look() throws ExecutionException, InterruptedException {
    Map<TopicPartition, Unfinished> kept = GroupPositions.read(admin);
    Map<TopicPartition, Long> ends = ends();
    Map<String, Long> depth = new HashMap<>();
    Map<String, Long> end = new HashMap<>();
    Map<TopicPartition, Long> waiting = new HashMap<>();
    ends.forEach((partition, offset) -> {
      end.merge(partition.topic(), offset, Long::sum);
      Unfinished unfinished = kept.get(partition);
      if (unfinished != null) {
        long waits = unfinished.depth(offset);
        depth.merge(partition.topic(), waits, Long::sum);
        if (waits > 0) {
          waiting.put(partition, unfinished.position());
        }
      }
    });
    oldest = probe(waiting);
    long now = System.nanoTime();
    double seconds = (now - last.atNanos) / 1e9;
    Map<String, Long> done = new HashMap<>();
    List<QueueDepth> depths = new ArrayList<>();
    for (String topic : Topics.all()) {
      long in = end.getOrDefault(topic, 0L);
      long waits = depth.getOrDefault(topic, 0L);
      done.put(topic, in - waits);
      depths.add(
          new QueueDepth(
              topic,
              waits,
              age(topic),
              rate(last.ends.get(topic), in, seconds),
              rate(last.done.get(topic), in - waits, seconds)));
    }
    return new Sample(now, end, done, List.copyOf(depths));
  }

  private static double rate(@Nullable Long before, long now, double seconds) {
    return before == null ? 0 : Math.max(0, now - before) / seconds;
  }

  private double age(String topic) {
    long since =
        oldest.entrySet().stream()
            .filter(one -> one.getKey().topic().equals(topic))
            .mapToLong(one -> one.getValue().appendedAtMillis)
            .min()
            .orElse(Long.MAX_VALUE);
    return Math.max(0, clock.millis() - since) / 1000.0;
  }

  private Map<TopicPartition, Long> ends() throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    for (String topic : Topics.all()) {
      for (int partition = 0; partition < partitions; partition++) {
        wanted.put(new TopicPartition(topic, partition), OffsetSpec.latest());
      }
    }
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin
        .listOffsets(wanted)
        .all()
        .get()
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  /** When the first of what waits was appended; looks only where that is another than last time. */
  private Map<TopicPartition, Oldest> probe(Map<TopicPartition, Long> waiting) {
    Map<TopicPartition, Oldest> found = new HashMap<>();
    Map<TopicPartition, Long> unknown = new HashMap<>();
    waiting.forEach((partition, offset) -> {
      Oldest known = oldest.get(partition);
      if (known != null && known.offset == offset) {
        found.put(partition, known);
      } else {
        unknown.put(partition, offset);
      }
    });
    if (!unknown.isEmpty()) {
      if (prober == null) {
        prober = client.loner(1);
      }
      prober.assign(unknown.keySet());
      unknown.forEach(prober::seek);
      long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200);
      Set<TopicPartition> missing = unknown.keySet();
      while (!missing.isEmpty() && System.nanoTime() - deadline < 0) {
        for (ConsumerRecord<byte[], byte[]> one : prober.poll(Duration.ofMillis(50))) {
          TopicPartition partition = new TopicPartition(one.topic(), one.partition());
          Long offset = unknown.get(partition);
          if (offset != null) {
            found.put(partition, new Oldest(offset, one.timestamp()));
            prober.pause(Set.of(partition));
            missing.remove(partition);
          }
        }
      }
    }
    return found;
  }

  @Override
  public synchronized void close() {
    if (prober != null) {
      prober.close(CloseOptions.timeout(ANSWER));
    }
  }
}
