package dev.bongsu.log;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * How we connect to the brokers.
 *
 * @param settings what every connection needs: where the brokers are, and what they ask for
 * @param alone whether this process alone uses the brokers. Then its readers keep their names over
 *     restarts, so that a killed process is succeeded at once and not when its sessions run out
 * @param process a name for this process that no other living one has
 */
record Client(Map<String, String> settings, boolean alone, String process) {
  Client {
    settings = Map.copyOf(settings);
  }

  /** Without what the brokers ask for, which is secret. */
  @Override
  public String toString() {
    return "Client of " + settings.get("bootstrap.servers");
  }

  Map<String, Object> forAdmin() {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("metric.reporters", "");
    all.put("enable.metrics.push", "false");
    all.put("reconnect.backoff.max.ms", "1000");
    all.put("request.timeout.ms", "8000");
    all.put("default.api.timeout.ms", "10000");
    return all;
  }

  /** One for the whole process, for single entries. */
  Producer<byte[], byte[]> writer() {
    Map<String, Object> all = forProducer();
    all.put("linger.ms", "3");
    all.put("batch.size", "131072");
    all.put("buffer.memory", "33554432");
    all.put("max.block.ms", "5000");
    return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Under what name a reader's commits are known to the brokers. */
  String transactionalId(String name) {
    return "bongsu." + process + "." + name;
  }

  /** For what a reader's records leave behind. */
  Producer<byte[], byte[]> transactional(String name) {
    Map<String, Object> all = forProducer();
    all.put("transactional.id", transactionalId(name));
    // Readers of the same topics see nothing behind a transaction that was left open.
    all.put("transaction.timeout.ms", "12000");
    all.put("linger.ms", "5");
    all.put("batch.size", "65536");
    all.put("buffer.memory", "8388608");
    all.put("max.block.ms", "8000");
    // A transaction right behind another waits for the brokers to finish with that one.
    all.put("retry.backoff.ms", "5");
    all.put("retry.backoff.max.ms", "200");
    return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * A member of a group.
   *
   * @param oneTopic whether it reads a single topic
   */
  Consumer<byte[], byte[]> member(String group, String name, boolean oneTopic) {
    Map<String, Object> all = forConsumer();
    all.put("group.id", group);
    all.put("group.protocol", "classic");
    all.put("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
    all.put("session.timeout.ms", "8000");
    all.put("heartbeat.interval.ms", "1000");
    if (alone) {
      all.put("group.instance.id", name);
    }
    if (oneTopic) {
      // Nothing more urgent can wait behind an idle fetch, so it may wait longer and ask less
      // often.
      all.put("fetch.max.wait.ms", "1000");
    }
    return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** One that chooses its partitions itself. */
  Consumer<byte[], byte[]> loner(@Nullable Integer maxRecords) {
    Map<String, Object> all = forConsumer();
    if (maxRecords != null) {
      all.put("max.poll.records", maxRecords.toString());
    }
    return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private Map<String, Object> forProducer() {
    Map<String, Object> all = forAdmin();
    all.remove("default.api.timeout.ms");
    all.put("acks", "all");
    all.put("enable.idempotence", "true");
    all.put("compression.type", "lz4");
    all.put("max.request.size", Integer.toString(TopicPlan.MAX_BATCH_BYTES));
    all.put("request.timeout.ms", "5000");
    all.put("delivery.timeout.ms", "10000");
    return all;
  }

  private Map<String, Object> forConsumer() {
    Map<String, Object> all = forAdmin();
    all.put("enable.auto.commit", "false");
    all.put("auto.offset.reset", "earliest");
    all.put("isolation.level", "read_committed");
    all.put("allow.auto.create.topics", "false");
    all.put("max.poll.records", "500");
    // While a fetch of idle topics waits, a busy one cannot be fetched: so the wait is short, and a
    // fetch is large enough to be busy with for as long.
    all.put("fetch.max.wait.ms", "100");
    all.put("max.partition.fetch.bytes", "2097152");
    all.put("fetch.max.bytes", "8388608");
    return all;
  }
}
