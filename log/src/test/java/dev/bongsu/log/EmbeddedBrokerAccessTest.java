package dev.bongsu.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Who may talk to a broker that anybody on this machine can reach. */
@Timeout(300)
class EmbeddedBrokerAccessTest {
  private static final Clock CLOCK = Clock.systemUTC();
  @TempDir Path directory;

  @Test
  void every_port_it_listens_on_is_closed_to_whoever_has_no_credentials() throws Exception {
    Set<Integer> before = listening();
    int port = TestBroker.freePort();
    BrokerCredentials ours = BrokerCredentials.random();
    EmbeddedLog place = EmbeddedLogTest.place(directory, _ -> {});
    try (Log _ = Logs.embedded(place, CLOCK, () -> port, 1, ours)) {
      Set<Integer> ports = listening();
      ports.removeAll(before);

      assertThat(ports).as("a broker's and a controller's").hasSize(2).contains(port);
      for (int each : ports) {
        String where = each == port ? "bootstrap.servers" : "bootstrap.controllers";
        assertThat(ask(where, each, ours.ofClient())).as("ours, at " + each).isNotBlank();
        assertThatThrownBy(() -> ask(where, each, BrokerCredentials.random().ofClient()))
            .as("another password, at " + each)
            .hasCauseInstanceOf(SaslAuthenticationException.class);
        assertThatThrownBy(() -> ask(where, each, impatient()))
            .as("no credentials, at " + each)
            .hasCauseInstanceOf(TimeoutException.class);
      }
    }
  }

  /** A client that is not answered tries again until its time is over. */
  private static Map<String, String> impatient() {
    return Map.of("default.api.timeout.ms", "1000", "request.timeout.ms", "900");
  }

  private static String ask(String where, int port, Map<String, String> more) throws Exception {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put(where, "127.0.0.1:" + port);
    try (Admin admin = Admin.create(settings)) {
      return admin.describeCluster().clusterId().get();
    }
  }

  @Test
  void the_password_stands_in_no_log_however_much_is_logged() throws Exception {
    BrokerCredentials ours = BrokerCredentials.random();
    String password =
        String.valueOf(ours.ofClient().get("sasl.jaas.config")).replaceAll(".*password=\"|\";", "");
    var said = new Eavesdropper(password);
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Logger kafka = (Logger) LoggerFactory.getLogger("org.apache.kafka");
    Logger server = (Logger) LoggerFactory.getLogger("kafka");
    said.setContext(root.getLoggerContext());
    said.start();
    for (Logger each : new Logger[] {kafka, server}) {
      each.addAppender(said);
      each.setAdditive(false);
      each.setLevel(Level.DEBUG);
    }
    EmbeddedLog place = EmbeddedLogTest.place(directory, _ -> {});
    try (Log log = Logs.embedded(place, CLOCK, EmbeddedBroker::freePort, 1, ours);
        LogReader _ = log.reader(LogContract.spec(10))) {
      log.writer().append(LogContract.entry(LogContract.LOW, 0, "a")).await();
    } finally {
      for (Logger each : new Logger[] {kafka, server}) {
        each.detachAppender(said);
        each.setAdditive(true);
        each.setLevel(null);
      }
    }

    assertThat(password).hasSize(64);
    assertThat(said.lines).as("lines of log").hasPositiveValue();
    assertThat(said.secrets).isEmpty();
    assertThat(new Client(ours.ofClient(), true, "x").toString()).doesNotContain(password);
    assertThat(new ExternalLog("k:9092", 3, 6, ours.ofClient()).toString())
        .contains("k:9092")
        .doesNotContain(password);
  }

  /** Hears all, and keeps what should not have been said. */
  private static final class Eavesdropper extends AppenderBase<ILoggingEvent> {
    private final String secret;
    private final AtomicInteger lines = new AtomicInteger();
    private final Queue<String> secrets = new ConcurrentLinkedQueue<>();

    Eavesdropper(String secret) {
      this.secret = secret;
    }

    @Override
    protected void append(ILoggingEvent event) {
      lines.incrementAndGet();
      if (event.getFormattedMessage().contains(secret)) {
        secrets.add(event.getLoggerName() + ": " + event.getFormattedMessage());
      }
    }
  }

  /** The TCP ports that this process listens on, by the kernel's tables (proc(5)). */
  private static Set<Integer> listening() throws IOException {
    Set<String> sockets = new HashSet<>();
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      for (Path file : files.toList()) {
        try {
          sockets.add(Files.readSymbolicLink(file).toString());
        } catch (NoSuchFileException _) {
          // closed meanwhile
        }
      }
    }
    Set<Integer> ports = new HashSet<>();
    for (String table : new String[] {"tcp", "tcp6"}) {
      try (Stream<String> lines = Files.lines(Path.of("/proc/self/net", table))) {
        lines
            .map(line -> line.strip().split("\\s+"))
            .filter(columns -> columns[3].equals("0A"))
            .filter(columns -> sockets.contains("socket:[" + columns[9] + "]"))
            .forEach(columns -> ports.add(Integer.parseInt(columns[1].replaceAll(".*:", ""), 16)));
      }
    }
    return ports;
  }
}
