package dev.bongsu.log;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class KafkaPositionedReader implements PositionedReader {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaPositionedReader.class);
  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Who reads what. */
  record Place(String group, String topic, String name) {}

  private final Client client;
  private final Place place;
  private final Positions positions;
  private final Health health;
  private final Runnable closed;
  private final Queue<LogRecord> fetched = new ArrayDeque<>();
  private final Set<TopicPartition> unplaced = new HashSet<>();
  private final Map<TopicPartition, Long> handedOut = new HashMap<>();
  private final Map<TopicPartition, Long> told = new HashMap<>();
  private final Map<TopicPartition, Long> reported = new HashMap<>();
  private Consumer<byte[], byte[]> consumer;
  private long reportedAtNanos = System.nanoTime();
  private boolean paused;

  KafkaPositionedReader(
      Client client, Place place, Positions positions, Health health, Runnable closed) {
    this.client = client;
    this.place = place;
    this.positions = positions;
    this.health = health;
    this.closed = closed;
    this.consumer = join();
  }

  private Consumer<byte[], byte[]> join() {
    Consumer<byte[], byte[]> member = client.member(place.group(), place.name(), true);
    member.subscribe(List.of(place.topic()), new Moves());
    return member;
  }

  @Override
  public List<LogRecord> poll(Duration max, int maxRecords) throws InterruptedException {
    long deadline = System.nanoTime() + max.toNanos();
    try {
      pause(health.paused() != null);
      do {
        long left = fetched.isEmpty() || paused ? deadline - System.nanoTime() : 0;
        fetch(Duration.ofNanos(Math.max(0, left)));
        boolean more = !fetched.isEmpty() && !paused;
        while (more && fetched.size() < maxRecords) {
          more = fetch(Duration.ZERO);
        }
      } while (fetched.isEmpty() && System.nanoTime() - deadline < 0);
      reportProgress();
    } catch (InterruptException e) {
      throw Membership.interrupted(e);
    } catch (KafkaException e) {
      rejoin(e);
    }
    List<LogRecord> out = new ArrayList<>();
    while (!paused && out.size() < maxRecords && !fetched.isEmpty()) {
      LogRecord record = fetched.remove();
      handedOut.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
      out.add(record);
    }
    return out;
  }

  /** A member that is paused still asks, so that it stays one. */
  private void pause(boolean now) {
    if (now == paused) {
      return;
    }
    paused = now;
    if (now) {
      consumer.pause(consumer.assignment());
    } else {
      Set<TopicPartition> placed = new HashSet<>(consumer.assignment());
      placed.removeAll(unplaced);
      consumer.resume(placed);
    }
  }

  private boolean fetch(Duration wait) {
    // A partition comes in the middle of a fetch, where a failure to ask for its position would be
    // taken for one of the log. So it is asked for here, and nothing is taken of it until then.
    boolean came = take(unplaced.isEmpty() ? wait : Duration.ZERO);
    for (TopicPartition partition : List.copyOf(unplaced)) {
      consumer.seek(partition, positions.next(partition.partition()));
      if (!paused) {
        consumer.resume(List.of(partition));
      }
      unplaced.remove(partition);
    }
    return came;
  }

  private boolean take(Duration wait) {
    boolean came = false;
    for (ConsumerRecord<byte[], byte[]> one : consumer.poll(wait)) {
      if (!unplaced.contains(new TopicPartition(one.topic(), one.partition()))) {
        fetched.add(
            new LogRecord(
                one.topic(), one.partition(), one.offset(), one.timestamp(), one.value()));
        came = true;
      }
    }
    return came;
  }

  private void reportProgress() {
    health.up();
    long now = System.nanoTime();
    if (now - reportedAtNanos < REPORT_NANOS) {
      return;
    }
    reportedAtNanos = now;
    Map<TopicPartition, OffsetAndMetadata> news = new HashMap<>();
    told.forEach((partition, next) -> {
      // Behind the last record may stand marks that are none.
      boolean everything =
          fetched.isEmpty()
              && !unplaced.contains(partition)
              && next >= handedOut.getOrDefault(partition, Long.MAX_VALUE);
      long reached = everything ? Math.max(next, consumer.position(partition)) : next;
      if (reported.getOrDefault(partition, -1L) != reached) {
        news.put(partition, new OffsetAndMetadata(reached));
        reported.put(partition, reached);
      }
    });
    if (!news.isEmpty()) {
      consumer.commitAsync(
          news,
          (offsets, failure) -> {
            if (failure != null) {
              // As while members come and go: told again next time.
              offsets.keySet().forEach(reported::remove);
            }
          });
    }
  }

  private void rejoin(KafkaException cause) throws InterruptedException {
    LOG.warn("reader {} begins anew: {}", place.name(), health.down(cause));
    forget(List.copyOf(consumer.assignment()));
    fetched.clear();
    Membership.giveUp(consumer, place.name());
    TimeUnit.MILLISECONDS.sleep(500);
    consumer = join();
  }

  private void forget(Collection<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      unplaced.remove(partition);
      handedOut.remove(partition);
      told.remove(partition);
      reported.remove(partition);
      fetched.removeIf(record -> record.partition() == partition.partition());
    }
  }

  @Override
  public void rewind() {
    fetched.clear();
    unplaced.addAll(consumer.assignment());
    consumer.pause(unplaced);
  }

  @Override
  public void progress(int partition, long nextOffset) {
    told.put(new TopicPartition(place.topic(), partition), nextOffset);
  }

  @Override
  public void close() {
    Membership.end(consumer, place.name());
    closed.run();
  }

  /** Partitions that come and go; called from within a fetch. */
  private final class Moves implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      unplaced.addAll(partitions);
      consumer.pause(partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      forget(partitions);
    }
  }
}
