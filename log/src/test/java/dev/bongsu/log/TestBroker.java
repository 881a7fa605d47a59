package dev.bongsu.log;

import java.nio.file.Path;
import java.time.Clock;

/** A broker in the test's own process, for services that are given brokers elsewhere. */
public final class TestBroker implements AutoCloseable {
  /** As many as the service makes on brokers that are not its own. */
  public static final int PARTITIONS = 6;

  private final Log log;
  private final int port;

  /** Starts it; its topics are there when this returns. */
  public TestBroker(Path directory) throws LogStartException {
    port = EmbeddedBroker.freePort();
    log =
        Logs.embedded(
            EmbeddedLogTest.place(directory, _ -> {}), Clock.systemUTC(), () -> port, PARTITIONS);
  }

  /** Where it is. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    log.close();
  }
}
