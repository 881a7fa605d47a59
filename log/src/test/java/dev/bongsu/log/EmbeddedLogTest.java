package dev.bongsu.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedLogTest extends LogContract {
  /** More than an embedded log has, so that readers can share them. */
  private static final int PARTITIONS = 3;

  @TempDir Path directory;
  private final Deque<Log> open = new ArrayDeque<>();

  static EmbeddedLog place(Path directory, Consumer<String> gaveUp) {
    return new EmbeddedLog(directory, EmbeddedLog.LEAST_BYTES, gaveUp);
  }

  @BeforeEach
  void start() throws Exception {
    open.push(
        Logs.embedded(
            place(directory.resolve("log"), _ -> {}),
            Clock.systemUTC(),
            EmbeddedBroker::freePort,
            PARTITIONS));
  }

  @AfterEach
  void stop() {
    open.forEach(Log::close);
  }

  @Override
  Log log() {
    return open.element();
  }

  @Override
  Log afterKill() throws Exception {
    // What a killed process leaves is what stands in its files now.
    Path copy = directory.resolve("copy");
    copy(directory.resolve("log"), copy);
    open.push(
        Logs.embedded(
            place(copy, _ -> {}), Clock.systemUTC(), EmbeddedBroker::freePort, PARTITIONS));
    return log();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }
}
