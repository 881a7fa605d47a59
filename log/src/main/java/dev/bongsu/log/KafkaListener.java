package dev.bongsu.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears a topic on a thread of its own. */
final class KafkaListener implements Log.Listening {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaListener.class);

  private static final Duration WAIT = Duration.ofMillis(500);

  private final String topic;
  private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
  private final Consumer<LogRecord> listener;
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean closed;

  /** Returns when everything that stands in the topic now was heard or passed over. */
  KafkaListener(
      Client client, String topic, int partitions, Start start, Consumer<LogRecord> listener) {
    this.topic = topic;
    this.consumer = client.loner(500);
    this.listener = listener;
    List<TopicPartition> all = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      all.add(new TopicPartition(topic, partition));
    }
    consumer.assign(all);
    Map<TopicPartition, Long> ends = ends(all);
    switch (start) {
      case BEGINNING -> consumer.seekToBeginning(all);
      case NOW -> ends.forEach(consumer::seek);
    }
    this.thread = Thread.ofPlatform().daemon().name("log-listen-" + topic).start(() -> run(ends));
    try {
      caughtUp.await();
    } catch (InterruptedException _) {
      // The caller wants to end; it still closes what it got.
      Thread.currentThread().interrupt();
    }
  }

  private Map<TopicPartition, Long> ends(List<TopicPartition> all) {
    try {
      return consumer.endOffsets(all);
    } catch (InterruptException _) {
      // The caller wants to end here too.
      Thread.currentThread().interrupt();
      return Map.of();
    }
  }

  /** What is heard first. */
  enum Start {
    BEGINNING,
    NOW
  }

  private void run(Map<TopicPartition, Long> ends) {
    while (!closed) {
      try {
        if (caughtUp.getCount() > 0 && hasReached(ends)) {
          caughtUp.countDown();
        }
        for (ConsumerRecord<byte[], byte[]> one : consumer.poll(WAIT)) {
          hear(one);
        }
      } catch (WakeupException _) {
        LOG.debug("the listener of {} ends", topic);
      } catch (KafkaException e) {
        LOG.warn("the listener of {} goes on after: {}", topic, e.getMessage());
      }
    }
    caughtUp.countDown();
    consumer.close();
  }

  private boolean hasReached(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  private void hear(ConsumerRecord<byte[], byte[]> one) {
    try {
      listener.accept(
          new LogRecord(topic, one.partition(), one.offset(), one.timestamp(), one.value()));
    } catch (RuntimeException e) {
      // What one record does to its listener must not make it deaf to the next.
      LOG.error("a listener of {} failed at {}/{}", topic, one.partition(), one.offset(), e);
    }
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
