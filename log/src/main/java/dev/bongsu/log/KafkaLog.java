package dev.bongsu.log;

import java.time.Clock;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log on brokers, in this process or elsewhere. */
final class KafkaLog implements Log {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaLog.class);

  private final Client client;
  private final int partitions;
  private final Health health = new Health();
  private final Admin admin;
  private final KafkaWriter writer;
  private final Queues queues;
  private final Map<String, BitSet> names = new HashMap<>();
  private final @Nullable EmbeddedBroker broker;
  private final @Nullable SizeBound bound;

  private KafkaLog(
      Client client, int partitions, Clock clock, Admin admin, @Nullable EmbeddedBroker broker) {
    this.client = client;
    this.partitions = partitions;
    this.admin = admin;
    this.broker = broker;
    this.writer = new KafkaWriter(client.writer(), health);
    this.queues = new Queues(admin, client, partitions, clock, health);
    this.bound = broker == null ? null : new SizeBound(admin, broker, partitions);
  }

  /**
   * Connects, and makes the topics that are missing.
   *
   * @param broker closed with this log
   */
  static KafkaLog open(
      Client client, int partitions, int replication, Clock clock, @Nullable EmbeddedBroker broker)
      throws LogStartException {
    Admin admin = null;
    try {
      admin = Admin.create(client.forAdmin());
      TopicPlan.carryOut(admin, partitions, replication);
      KafkaLog log = new KafkaLog(client, partitions, clock, admin, broker);
      if (log.bound != null) {
        log.bound.start();
      }
      return log;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close(admin);
      throw new LogStartException("the log was not opened: interrupted", e);
    } catch (ExecutionException | KafkaException e) {
      close(admin);
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new LogStartException(
          "the log at %s cannot be opened: %s"
              .formatted(client.settings().get("bootstrap.servers"), cause.getMessage()),
          cause);
    } catch (LogStartException e) {
      close(admin);
      throw e;
    }
  }

  /**
   * Ends what a killed process of the same name left open. The broker would only after a while, and
   * until then nobody reads past it.
   */
  private void endWhatWasLeftOpen(String name) {
    try {
      admin.fenceProducers(List.of(client.transactionalId(name))).all().get();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      LOG.warn("what reader {} left open ends later: {}", name, health.down(e));
    }
  }

  private static void close(@Nullable Admin admin) {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }

  @Override
  public int partitions() {
    return partitions;
  }

  @Override
  public int partitionOf(String key) {
    return Partitioning.partitionOf(key, partitions);
  }

  @Override
  public LogWriter writer() {
    return writer;
  }

  @Override
  public LogReader reader(ReaderSpec spec) {
    spec.topicsByPriority().forEach(health::checkTopic);
    int number = takeNumber(spec.group());
    String name = spec.group() + "." + number;
    if (client.alone()) {
      endWhatWasLeftOpen(name);
    }
    return new KafkaReader(client, spec, name, health, () -> returnNumber(spec.group(), number));
  }

  @Override
  public PositionedReader positioned(
      String group, String topic, PositionedReader.Positions positions) {
    health.checkTopic(topic);
    int number = takeNumber(group);
    return new KafkaPositionedReader(
        client,
        new KafkaPositionedReader.Place(group, topic, group + "." + number),
        positions,
        health,
        () -> returnNumber(group, number));
  }

  @Override
  public Listening listen(String topic, boolean fromBeginning, Consumer<LogRecord> listener) {
    health.checkTopic(topic);
    return new KafkaListener(
        client,
        topic,
        partitions,
        fromBeginning ? KafkaListener.Start.BEGINNING : KafkaListener.Start.NOW,
        listener);
  }

  @Override
  public void pause(@Nullable String why) {
    health.pause(why);
  }

  /** Deletes what everybody has read as far as the topics take more than {@code maxBytes}. */
  long trim(long maxBytes) throws ExecutionException, InterruptedException {
    return bound == null ? 0 : bound.enforce(maxBytes);
  }

  @Override
  public List<QueueDepth> queues() {
    return queues.depths();
  }

  @Override
  public @Nullable String problem() {
    String gaveUp = broker == null ? null : BrokerExits.wish();
    return gaveUp == null ? health.problem() : "the embedded log gave up: " + gaveUp;
  }

  @Override
  public void close() {
    if (bound != null) {
      bound.close();
    }
    writer.close();
    queues.close();
    admin.close(Duration.ofSeconds(2));
    if (broker != null) {
      broker.close();
    }
    LOG.debug("the log is closed");
  }

  // The lowest free number, so that a process that starts again gives its readers the same names.
  private int takeNumber(String group) {
    synchronized (names) {
      BitSet taken = names.computeIfAbsent(group, _ -> new BitSet());
      int number = taken.nextClearBit(0);
      taken.set(number);
      return number;
    }
  }

  private void returnNumber(String group, int number) {
    synchronized (names) {
      names.computeIfAbsent(group, _ -> new BitSet()).clear(number);
    }
  }
}
