package dev.bongsu.log;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Opens the log: one inside this process, or one that somebody else runs. */
public final class Logs {
  /**
   * One process reads an embedded log, each of its loops on one thread: more partitions would only
   * make every commit dearer.
   */
  private static final int EMBEDDED_PARTITIONS = 1;

  private Logs() {}

  /**
   * Starts a broker in this process and opens its log; closing the log stops the broker. It listens
   * on the loopback address only, at ports it finds free, to this process only. What was
   * acknowledged survives the process being killed.
   *
   * @throws LogStartException if the directory is in use, is not writable or holds something else
   */
  public static Log embedded(EmbeddedLog place, Clock clock) throws LogStartException {
    return embedded(place, clock, EmbeddedBroker::freePort, EMBEDDED_PARTITIONS);
  }

  static KafkaLog embedded(
      EmbeddedLog place, Clock clock, EmbeddedBroker.Ports ports, int partitions)
      throws LogStartException {
    return embedded(place, clock, ports, partitions, BrokerCredentials.random());
  }

  static KafkaLog embedded(
      EmbeddedLog place,
      Clock clock,
      EmbeddedBroker.Ports ports,
      int partitions,
      BrokerCredentials credentials)
      throws LogStartException {
    EmbeddedBroker broker = EmbeddedBroker.start(place, ports, credentials);
    try {
      Map<String, String> settings = new HashMap<>(credentials.ofClient());
      settings.put("bootstrap.servers", broker.bootstrapServers());
      return KafkaLog.open(new Client(settings, true, "embedded"), partitions, 1, clock, broker);
    } catch (LogStartException | RuntimeException e) {
      broker.close();
      throw e;
    }
  }

  /**
   * Opens the log on brokers that are there, and makes the topics that are missing.
   *
   * @throws LogStartException if no broker answers, or its topics are not as {@code brokers} says
   */
  public static Log external(ExternalLog brokers, Clock clock) throws LogStartException {
    Map<String, String> settings = new HashMap<>(brokers.security());
    settings.put("bootstrap.servers", brokers.bootstrapServers());
    return KafkaLog.open(
        new Client(settings, false, UUID.randomUUID().toString()),
        brokers.partitions(),
        brokers.replication(),
        clock,
        null);
  }
}
