package dev.bongsu.log;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/**
 * A broker and its controller in this process, alone in their cluster, on loopback ports that are
 * chosen anew at each start: with a quorum of one, given statically, no port is kept on disk. Every
 * one of them asks for credentials that only this process has.
 */
final class EmbeddedBroker implements AutoCloseable {
  private static final int NODE = 1;
  private static final int STARTS = 3;

  private final EmbeddedLog place;
  private final FileChannel lock;
  private final KafkaRaftServer server;
  private final int port;

  private EmbeddedBroker(EmbeddedLog place, FileChannel lock, KafkaRaftServer server, int port) {
    this.place = place;
    this.lock = lock;
    this.server = server;
    this.port = port;
  }

  /** Chooses ports for the broker to listen on. */
  @FunctionalInterface
  interface Ports {
    int next() throws LogStartException;
  }

  /**
   * Starts on what is in the place's directory, or makes it.
   *
   * @param credentials asked of everybody who connects
   */
  static EmbeddedBroker start(EmbeddedLog place, Ports ports, BrokerCredentials credentials)
      throws LogStartException {
    FileChannel lock = lock(place.directory().toAbsolutePath().normalize());
    try {
      Path data = data(place);
      boolean fresh = !Files.exists(data.resolve("meta.properties"));
      if (fresh) {
        format(data);
      }
      EmbeddedBroker broker =
          start(lock, place, new Listeners(ports, credentials), !fresh && KilledBroker.wasIn(data));
      BrokerExits.tell(place.gaveUp());
      return broker;
    } catch (LogStartException | RuntimeException e) {
      release(lock);
      throw e;
    }
  }

  private static Path data(EmbeddedLog place) {
    return place.directory().toAbsolutePath().normalize().resolve("data");
  }

  private static EmbeddedBroker start(
      FileChannel lock, EmbeddedLog place, Listeners listeners, boolean killed)
      throws LogStartException {
    Path data = data(place);
    for (int attempt = 1; ; attempt++) {
      int port = listeners.ports().next();
      KafkaRaftServer server = null;
      try {
        BrokerExits.divert();
        if (killed) {
          KilledBroker.giveUp(listeners.controllerSettings(data, freePort()));
        }
        Map<String, String> settings = listeners.settings(data, port, freePort());
        settings.put("log.segment.bytes", Integer.toString(place.segmentBytes()));
        KafkaConfig config = new KafkaConfig(settings, false);
        server = new KafkaRaftServer(config, Time.SYSTEM);
        server.startup();
        return new EmbeddedBroker(place, lock, server, port);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new LogStartException("the log in " + data + " was not started: interrupted", e);
      } catch (Exception | BrokerExits.Halted e) {
        if (server != null) {
          server.shutdown();
        }
        // Between our finding a port free and the broker's taking it, somebody else may have.
        if (attempt == STARTS) {
          throw new LogStartException(
              "the log in " + data + " could not be started: " + inOneLine(e), e);
        }
      }
    }
  }

  /** Where clients connect to. */
  String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** Where its topics' files are. */
  Path data() {
    return data(place);
  }

  /** How much its topics may take. */
  long maxBytes() {
    return place.maxBytes();
  }

  @Override
  public void close() {
    BrokerExits.tellNobody();
    server.shutdown();
    server.awaitShutdown();
    release(lock);
  }

  private static FileChannel lock(Path directory) throws LogStartException {
    FileChannel channel = null;
    try {
      Files.createDirectories(directory);
      channel =
          FileChannel.open(
              directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.tryLock() == null) {
        throw new OverlappingFileLockException();
      }
      return channel;
    } catch (OverlappingFileLockException e) {
      release(channel);
      throw new LogStartException(
          "the log directory " + directory + " is in use by another process", e);
    } catch (IOException e) {
      release(channel);
      throw new LogStartException("the log directory " + directory + " is not writable", e);
    }
  }

  private static void release(@Nullable FileChannel lock) {
    if (lock != null) {
      try {
        lock.close();
      } catch (IOException _) {
        // The lock ends with the process at the latest.
      }
    }
  }

  private static void format(Path data) throws LogStartException {
    try {
      Files.createDirectories(data);
      Formatter formatter =
          new Formatter()
              .setNodeId(NODE)
              .setClusterId(Uuid.randomUuid().toString())
              .setControllerListenerName("CONTROLLER")
              .setMetadataLogDirectory(data.toString())
              .addDirectory(data.toString())
              .setPrintStream(new PrintStream(PrintStream.nullOutputStream()));
      formatter.run();
    } catch (Exception e) {
      throw new LogStartException(
          "the log directory " + data + " could not be prepared: " + inOneLine(e), e);
    }
  }

  /** One that nobody listens on now. */
  static int freePort() throws LogStartException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new LogStartException("there is no free port on the loopback address", e);
    }
  }

  /** Where it listens, and what it asks for there. */
  private record Listeners(Ports ports, BrokerCredentials credentials) {
    private Map<String, String> controllerSettings(Path data, int port) {
      Map<String, String> settings = new HashMap<>();
      settings.put("node.id", Integer.toString(NODE));
      settings.put("process.roles", "controller");
      settings.put("log.dirs", data.toString());
      settings.put("controller.quorum.voters", NODE + "@127.0.0.1:" + port);
      settings.put("controller.listener.names", "CONTROLLER");
      settings.putAll(credentials.ofServer("CLIENT", "CONTROLLER"));
      settings.put("listeners", "CONTROLLER://127.0.0.1:" + port);
      settings.put("metric.reporters", "");
      settings.put("metadata.log.segment.bytes", "16777216");
      return settings;
    }

    private Map<String, String> settings(Path data, int port, int controllerPort) {
      Map<String, String> settings = controllerSettings(data, controllerPort);
      settings.put("process.roles", "broker,controller");
      settings.put("inter.broker.listener.name", "CLIENT");
      settings.merge("listeners", "CLIENT://127.0.0.1:" + port, (one, more) -> more + "," + one);
      settings.put("advertised.listeners", "CLIENT://127.0.0.1:" + port);
      settings.put("auto.create.topics.enable", "false");
      settings.put("message.max.bytes", Integer.toString(TopicPlan.MAX_BATCH_BYTES));
      settings.put("replica.fetch.max.bytes", Integer.toString(TopicPlan.MAX_BATCH_BYTES));

      // A short session would run out of itself on a machine that is busy.
      settings.put("controlled.shutdown.enable", "true");
      settings.put("broker.session.timeout.ms", "9000");
      settings.put("broker.heartbeat.interval.ms", "500");

      // Nobody shares this broker: few threads and small tables do.
      settings.put("num.network.threads", "2");
      settings.put("num.io.threads", "3");
      settings.put("background.threads", "2");
      settings.put("num.recovery.threads.per.data.dir", "2");
      settings.put("group.coordinator.threads", "1");
      settings.put("log.cleaner.dedupe.buffer.size", "4194304");
      settings.put("log.index.size.max.bytes", "262144");
      // What is to be deleted goes soon, so that what is measured is what there is.
      settings.put("log.retention.check.interval.ms", "15000");
      settings.put("log.segment.delete.delay.ms", "5000");

      settings.put("offsets.topic.replication.factor", "1");
      settings.put("offsets.topic.num.partitions", "4");
      settings.put("offsets.topic.segment.bytes", "16777216");
      settings.put("transaction.state.log.replication.factor", "1");
      settings.put("transaction.state.log.min.isr", "1");
      settings.put("transaction.state.log.num.partitions", "4");
      settings.put("transaction.state.log.segment.bytes", "16777216");
      settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
      settings.put("group.initial.rebalance.delay.ms", "0");
      return settings;
    }
  }

  private static String inOneLine(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return Objects.requireNonNullElse(cause.getMessage(), cause.toString())
        .lines()
        .findFirst()
        .orElse(cause.toString());
  }
}
