package dev.bongsu.log;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Appends entries and positions in one transaction. Connects when there is something to append
 * first: many readers never have. Not for several threads.
 */
final class Outbox implements AutoCloseable {
  private final Client client;
  private final String name;
  private @Nullable Producer<byte[], byte[]> producer;

  Outbox(Client client, String name) {
    this.client = client;
    this.name = name;
  }

  /**
   * Everything or nothing; which of both is not known when this throws, until {@link #resolve}.
   *
   * @throws org.apache.kafka.common.KafkaException if the log refused or did not answer
   */
  void commit(
      List<Entry> entries,
      Map<TopicPartition, OffsetAndMetadata> positions,
      ConsumerGroupMetadata group) {
    Producer<byte[], byte[]> open = open();
    open.beginTransaction();
    for (Entry entry : entries) {
      // The commit fails if this does.
      Future<?> _ =
          open.send(new ProducerRecord<>(entry.topic(), entry.partition(), null, entry.value()));
    }
    open.sendOffsetsToTransaction(positions, group);
    open.commitTransaction();
  }

  /** When this returns, the last transaction has taken effect or never will. */
  void resolve() {
    if (producer != null) {
      discard();
      // A successor of the same name ends what its predecessor left open.
      open();
    }
  }

  private Producer<byte[], byte[]> open() {
    if (producer == null) {
      Producer<byte[], byte[]> made = client.transactional(name);
      try {
        made.initTransactions();
      } catch (RuntimeException e) {
        made.close(Duration.ZERO);
        throw e;
      }
      producer = made;
    }
    return producer;
  }

  private void discard() {
    if (producer != null) {
      producer.close(Duration.ZERO);
      producer = null;
    }
  }

  @Override
  public void close() {
    if (producer != null) {
      producer.close(Duration.ofSeconds(2));
      producer = null;
    }
  }
}
