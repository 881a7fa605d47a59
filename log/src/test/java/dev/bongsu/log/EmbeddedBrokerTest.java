package dev.bongsu.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class EmbeddedBrokerTest {
  private static final Clock CLOCK = Clock.systemUTC();
  @TempDir Path directory;

  private static EmbeddedLog place(Path directory) {
    return EmbeddedLogTest.place(directory, _ -> {});
  }

  @Test
  void what_was_acknowledged_survives_kills_and_takes_effect_once() throws Exception {
    List<String> acknowledged = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      Process worker = worker(acknowledged.size() + 1000 * round);
      try (BufferedReader out = worker.inputReader(StandardCharsets.UTF_8)) {
        int enough = acknowledged.size() + 150 + 50 * round;
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          acknowledged.add(line);
          if (acknowledged.size() == enough) {
            // By the handle, which leaves what it has printed to be read.
            worker.toHandle().destroyForcibly();
          }
        }
      } finally {
        worker.destroyForcibly().waitFor();
      }
    }

    try (Log log = Logs.embedded(place(directory), CLOCK, EmbeddedBroker::freePort, 3)) {
      List<String> appended = LogContract.everything(log, LogContract.LOW);
      Queue<LogRecord> outcomes = new ConcurrentLinkedQueue<>();
      try (Log.Listening _ = log.listen(Topics.OUTCOMES, true, outcomes::add);
          LogReader reader = log.reader(LogContract.spec(200))) {
        KilledWorker.work(reader, () -> outcomes.size() < appended.size());
        assertThat(reader.poll(Duration.ofSeconds(1))).isEmpty();
      }
      assertThat(appended).containsAll(acknowledged);
      assertThat(LogContract.everything(log, Topics.OUTCOMES))
          .containsExactlyInAnyOrderElementsOf(appended);
    }
  }

  private Process worker(int first) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            KilledWorker.class.getName(),
            directory.toString(),
            Integer.toString(first))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  @Test
  void a_directory_that_is_in_use_is_refused() throws Exception {
    try (Log _ = Logs.embedded(place(directory), CLOCK)) {
      assertThatThrownBy(() -> Logs.embedded(place(directory), CLOCK))
          .isInstanceOf(LogStartException.class)
          .hasMessage("the log directory " + directory + " is in use by another process");
    }
  }

  @Test
  void a_directory_that_cannot_be_written_is_refused() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));

    assertThatThrownBy(() -> Logs.embedded(place(file.resolve("log")), CLOCK))
        .isInstanceOf(LogStartException.class)
        .hasMessage("the log directory " + file.resolve("log") + " is not writable");
  }

  @Test
  void a_port_that_is_taken_is_an_exception_and_not_the_end_of_the_process() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> Logs.embedded(place(directory), CLOCK, taken::getLocalPort, 1))
          .isInstanceOf(LogStartException.class)
          .hasMessageContaining("could not be started");
    }
    Logs.embedded(place(directory), CLOCK).close();
  }

  @Test
  void a_broker_whose_files_go_away_gives_up_and_tells_why() throws Exception {
    BlockingQueue<String> reasons = new LinkedBlockingQueue<>();
    Path gone = directory.resolveSibling(directory.getFileName() + "-gone");
    try (Log log = Logs.embedded(EmbeddedLogTest.place(directory, reasons::add), CLOCK)) {
      Files.move(directory.resolve("data"), gone);

      String why = reasons.take();

      assertThat(why).isNotBlank();
      assertThat(log.problem()).isEqualTo("the embedded log gave up: " + why);
    } finally {
      // In closing it may have made a new one, with nothing in it, or not.
      if (Files.exists(directory.resolve("data"))) {
        Files.move(directory.resolve("data"), directory.resolve("other"));
      }
      Files.move(gone, directory.resolve("data"));
    }
    assertThat(reasons).isEmpty();
    Logs.embedded(place(directory), CLOCK).close();
  }

  @Test
  void what_everybody_has_read_is_deleted_beyond_the_bound_and_nothing_else() throws Exception {
    int records = 40;
    var random = new Random(7);
    try (KafkaLog log = Logs.embedded(place(directory), CLOCK, EmbeddedBroker::freePort, 1)) {
      for (int number = 0; number < records; number++) {
        byte[] value = new byte[1 << 20];
        random.nextBytes(value);
        value[0] = (byte) number;
        log.writer().append(new Entry(LogContract.LOW, 0, value)).await();
        log.writer().append(new Entry(Topics.CANCELLATIONS, 0, value)).await();
      }
      try (LogReader reader = log.reader(ReaderSpec.of("r", LogContract.WORK, 100, 100 << 20))) {
        List<LogRecord> read = LogContract.take(reader, records);
        read.stream()
            .filter(record -> record.value()[0] != 30)
            .forEach(record -> reader.finish(record, List.of()));
        reader.commit();
      }

      assertThat(log.trim(200L << 20)).as("within the bound").isZero();
      assertThat(log.trim(70L << 20)).isBetween(10L << 20, 20L << 20);
      assertThat(numbers(log, LogContract.LOW)).hasSizeBetween(20, 30).contains(30, 39);
      assertThat(log.trim(1)).as("unread, unfinished or newest stays").isLessThan(31L << 20);
      assertThat(numbers(log, LogContract.LOW)).contains(30, 31, 39).doesNotContain(0);
      assertThat(numbers(log, Topics.CANCELLATIONS)).hasSize(records);
    }
  }

  private static List<Integer> numbers(Log log, String topic) {
    List<Integer> numbers = new ArrayList<>();
    log.listen(topic, true, record -> numbers.add((int) record.value()[0])).close();
    return numbers;
  }

  @Test
  void brokers_elsewhere_are_used_in_the_same_way_and_waited_for_when_they_are_away()
      throws Exception {
    int port = TestBroker.freePort();
    BrokerCredentials credentials = BrokerCredentials.random();
    Log brokers = Logs.embedded(place(directory), CLOCK, () -> port, 3, credentials);
    ExternalLog settings = new ExternalLog("127.0.0.1:" + port, 1, 3, credentials.ofClient());
    try (Log log = Logs.external(settings, CLOCK);
        LogReader reader = log.reader(LogContract.spec(10))) {
      log.writer().append(LogContract.entry(LogContract.LOW, 0, "before")).await();
      List<LogRecord> before = LogContract.take(reader, 1);

      brokers.close();
      reader.finish(
          before.getFirst(), List.of(LogContract.entry(LogContract.LOW, 0, "left behind")));
      assertThat(reader.commit()).isZero();
      assertThat(log.problem()).startsWith("the log does not answer: ");
      brokers = Logs.embedded(place(directory), CLOCK, () -> port, 3, credentials);

      while (reader.commit() == 0) {
        assertThat(reader.poll(Duration.ofMillis(100))).isEmpty();
      }
      assertThat(LogContract.take(reader, 1))
          .extracting(LogContract::text)
          .containsExactly("left behind");
      assertThat(log.problem()).isNull();
    } finally {
      brokers.close();
    }
  }

  @Test
  void topics_that_were_made_with_other_partitions_are_refused() throws Exception {
    int port = TestBroker.freePort();
    BrokerCredentials credentials = BrokerCredentials.random();
    ExternalLog settings = new ExternalLog("127.0.0.1:" + port, 1, 5, credentials.ofClient());
    try (Log _ = Logs.embedded(place(directory), CLOCK, () -> port, 3, credentials)) {
      assertThatThrownBy(() -> Logs.external(settings, CLOCK))
          .isInstanceOf(LogStartException.class)
          .hasMessageContaining("has 3 partitions but 5 were wanted");
    }
  }
}
