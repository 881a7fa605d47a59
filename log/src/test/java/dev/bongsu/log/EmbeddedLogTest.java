package dev.bongsu.log;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Predicate;
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
    // What goes on meanwhile is told of first, so that what it left undone is done again.
    copy(directory.resolve("log"), copy, file -> file.toString().contains("/__transaction_state"));
    copy(directory.resolve("log"), copy, file -> !file.toString().contains("/__transaction_state"));
    open.push(
        Logs.embedded(
            place(copy, _ -> {}), Clock.systemUTC(), EmbeddedBroker::freePort, PARTITIONS));
    return log();
  }

  /** Copies these files while they are in use. */
  private static void copy(Path from, Path to, Predicate<Path> which) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (which.test(file)) {
              Path copy = to.resolve(from.relativize(file));
              Files.createDirectories(copy.getParent());
              try {
                Files.copy(file, copy);
              } catch (NoSuchFileException _) {
                // one of those that are written aside and then moved to their place
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
  }
}
