package dev.bongsu.log;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

final class KafkaWriter implements LogWriter, AutoCloseable {
  private static final long AWAIT_SECONDS = 15;

  private final Producer<byte[], byte[]> producer;
  private final Health health;

  KafkaWriter(Producer<byte[], byte[]> producer, Health health) {
    this.producer = producer;
    this.health = health;
  }

  @Override
  public PendingAppend append(Entry entry) throws LogUnavailableException {
    health.checkTopic(entry.topic());
    String paused = health.paused();
    if (paused != null) {
      throw new LogUnavailableException(paused, new IllegalStateException(paused));
    }
    Future<?> future;
    try {
      future =
          producer.send(
              new ProducerRecord<>(entry.topic(), entry.partition(), null, entry.value()));
    } catch (KafkaException | IllegalStateException e) {
      throw away(e);
    }
    return () -> {
      try {
        future.get(AWAIT_SECONDS, TimeUnit.SECONDS);
        health.up();
      } catch (ExecutionException | TimeoutException e) {
        throw away(e.getCause() == null ? e : e.getCause());
      }
    };
  }

  private LogUnavailableException away(Throwable cause) {
    return new LogUnavailableException(health.down(cause), cause);
  }

  @Override
  public void close() {
    producer.close();
  }
}
