package dev.bongsu.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Databases for tests, on one real server for all tests of a process. It does not wait for the disk
 * and goes with the process.
 */
public final class TestDatabase {
  private static final int CONNECTIONS = 8;

  /** A machine that is busy with other tests is not one whose database is away. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final List<String> OPTIONS =
      List.of("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200");
  private static final AtomicInteger COUNT = new AtomicInteger();

  /** Databases that were made and left alone, by whose tables they have: copying is fast. */
  private static final Map<List<String>, String> PATTERNS = new ConcurrentHashMap<>();

  private TestDatabase() {}

  /** A fresh database with the tables of these rooms; close it in the end. */
  public static Database open(String... rooms) {
    return Database.open(settings(rooms), List.of(rooms), PATIENCE);
  }

  /** How to reach a fresh database with the tables of these rooms, empty where there are none. */
  public static DatabaseSettings settings(String... rooms) {
    return rooms.length == 0
        ? copy("template1")
        : copy(PATTERNS.computeIfAbsent(List.of(rooms), TestDatabase::pattern));
  }

  private static String pattern(List<String> rooms) {
    DatabaseSettings settings = settings();
    Database.open(settings, rooms, PATIENCE).close();
    return settings.url().substring(settings.url().lastIndexOf('/') + 1);
  }

  private static DatabaseSettings copy(String pattern) {
    DatabaseSettings server = Server.RUNNING.settings();
    String name = "test" + COUNT.incrementAndGet();
    try (var all = Database.open(server, List.of(), PATIENCE)) {
      all.jdbi()
          .useHandle(handle -> handle.execute("CREATE DATABASE " + name + " TEMPLATE " + pattern));
    }
    String url = server.url().substring(0, server.url().lastIndexOf('/') + 1) + name;
    return new DatabaseSettings(url, server.user(), server.password(), CONNECTIONS);
  }

  /** Where the server's programs are unpacked, once for all tests of this account. */
  static Path programs() {
    Path shared =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "bongsu-tests-" + System.getProperty("user.name"));
    try {
      return Files.createDirectories(shared);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Started by the first test that needs it. */
  private static final class Server {
    private static final EmbeddedPostgres RUNNING = start();

    private static EmbeddedPostgres start() {
      try {
        Path shared = programs();
        deleteAbandoned(shared);
        Path own = Files.createTempDirectory(shared, "server-");
        var server = EmbeddedPostgres.start(own, shared, OPTIONS);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, own)));
        return server;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void stop(EmbeddedPostgres server, Path directory) {
      server.close();
      try {
        PostgresBinaries.delete(directory);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** What test processes that were killed could not delete. */
    private static void deleteAbandoned(Path shared) throws IOException {
      try (Stream<Path> all = Files.list(shared)) {
        for (Path each : (Iterable<Path>) all::iterator) {
          try {
            if (wasTaken(each.resolve("lock")) && isFree(each)) {
              PostgresBinaries.delete(each);
            }
          } catch (NoSuchFileException | DirectoryNotEmptyException _) {
            // Another process deletes it at the same time.
          }
        }
      }
    }

    /** Whoever has the lock says so in it; without that, somebody may be about to take it. */
    private static boolean wasTaken(Path lock) throws IOException {
      return Files.exists(lock) && Files.size(lock) > 0;
    }

    private static boolean isFree(Path directory) throws IOException {
      try (var _ = DirectoryLock.take(directory)) {
        return true;
      } catch (DatabaseStartException e) {
        return false;
      }
    }
  }
}
