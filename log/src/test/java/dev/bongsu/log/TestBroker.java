package dev.bongsu.log;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** A broker in the test's own process, for services that are given brokers elsewhere. */
public final class TestBroker implements AutoCloseable {
  /** As many as the service makes on brokers that are not its own. */
  public static final int PARTITIONS = 6;

  private final BrokerCredentials credentials = BrokerCredentials.random();
  private final AtomicInteger port = new AtomicInteger();
  private final Log log;

  /** Starts it; its topics are there when this returns. */
  public TestBroker(Path directory) throws LogStartException {
    log =
        Logs.embedded(
            EmbeddedLogTest.place(directory, _ -> {}),
            Clock.systemUTC(),
            () -> port.accumulateAndGet(freePort(), (_, free) -> free),
            PARTITIONS,
            credentials);
  }

  /**
   * A port that stays free until a broker takes it: below those that the kernel gives to whoever
   * asks for any, which begin at 32768.
   */
  static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return port;
      } catch (IOException _) {
        // somebody has it
      }
    }
  }

  /** Where it is. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port.get();
  }

  /** What it asks of its clients, as {@code log.security} takes it. */
  public Map<String, String> security() {
    return credentials.ofClient();
  }

  /** The setting {@code log} of a configuration file, for a service that is to use it. */
  public String setting() {
    String security =
        security().entrySet().stream()
            .map(each -> "%s: '%s'".formatted(each.getKey(), each.getValue()))
            .collect(Collectors.joining(", "));
    return "log: { bootstrapServers: \"%s\", replication: 1, security: { %s } }"
        .formatted(bootstrapServers(), security);
  }

  @Override
  public void close() {
    log.close();
  }
}
