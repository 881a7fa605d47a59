package dev.bongsu.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The server's process: made, watched, started again when it dies, and stopped. */
final class PostgresServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);
  private static final Duration START_LIMIT = Duration.ofMinutes(10);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(8);
  private static final Duration ORPHAN_LIMIT = Duration.ofSeconds(20);
  private static final int LOOK_MILLIS = 5;
  private static final long RESTART_MILLIS = 500;
  // Classes of SQLSTATE: resources, the system below, the configuration, internal errors.
  private static final List<String> TROUBLE = List.of("53", "58", "F0", "XX");
  // Another program took the port that was free, or children of a killed server still end.
  private static final List<String> IN_ITS_WAY =
      List.of("could not create any TCP/IP sockets", "pre-existing shared memory block");
  private static final int REMEMBERED_LINES = 50;
  private static final String PID_FILE = "postmaster.pid";
  private static final int PID_LINE = 0;
  private static final int STATUS_LINE = 7;
  private static final List<String> SETTINGS =
      List.of(
          "listen_addresses=127.0.0.1",
          "unix_socket_directories=",
          "max_connections=32",
          "superuser_reserved_connections=2",
          "fsync=on",
          "synchronous_commit=on",
          "full_page_writes=on",
          "wal_level=minimal",
          "max_wal_senders=0",
          "max_wal_size=1GB",
          "min_wal_size=128MB",
          "shared_buffers=128MB",
          "huge_pages=off",
          "work_mem=8MB",
          "maintenance_work_mem=64MB",
          "effective_cache_size=1GB",
          "jit=off",
          // Helper processes that one small machine is better without.
          "io_method=sync",
          "max_worker_processes=2",
          "max_parallel_workers_per_gather=0",
          "max_logical_replication_workers=0",
          "timezone=UTC",
          "log_timezone=UTC",
          "log_line_prefix=%e ",
          "log_checkpoints=off",
          // What we store is private; what stands in our log is not.
          "log_error_verbosity=terse",
          "log_min_error_statement=panic",
          "log_min_messages=warning");

  /** Where a server lives and whose it is. */
  record Place(Path home, Path programs, ServerAccount account, List<String> rights, String user) {
    Path data() {
      return home.resolve("data");
    }

    String program(String name) {
      return programs.resolve("bin").resolve(name).toString();
    }
  }

  private final Place place;
  private final List<String> command;
  private final int port;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ReentrantLock starting = new ReentrantLock();
  private final Thread watch = Thread.ofVirtual().name("database-watch").unstarted(this::watch);
  private volatile GuardedProcess process;
  private volatile @Nullable String problem;

  private PostgresServer(Place place, List<String> options, int port)
      throws IOException, InterruptedException {
    this.place = place;
    this.port = port;
    this.command = command(place, options, port);
    this.process = launch();
  }

  /** Starts a server; makes its data at first. */
  static PostgresServer start(Place place, Path password, List<String> options)
      throws IOException, InterruptedException {
    if (!Files.exists(place.data())) {
      makeData(place, password);
    }
    stopOrphan(place);
    PostgresServer server = started(place, options);
    server.watch.start();
    return server;
  }

  /** Tries again while what is in its way is somebody who goes. */
  private static PostgresServer started(Place place, List<String> options)
      throws IOException, InterruptedException {
    long limit = System.nanoTime() + ORPHAN_LIMIT.toNanos();
    while (true) {
      try {
        return new PostgresServer(place, options, freePort());
      } catch (DatabaseStartException e) {
        boolean late = System.nanoTime() - limit > 0;
        if (late || IN_ITS_WAY.stream().noneMatch(String.valueOf(e.getMessage())::contains)) {
          throw e;
        }
        LOG.warn("{}; once more", e.getMessage());
        TimeUnit.MILLISECONDS.sleep(RESTART_MILLIS);
      }
    }
  }

  int port() {
    return port;
  }

  @Nullable String problem() {
    return problem;
  }

  @Override
  public void close() {
    closing.countDown();
    boolean interrupted = Thread.interrupted();
    starting.lock();
    try {
      process.signal("INT");
      process.awaitEnd(STOP_LIMIT);
      watch.join();
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      starting.unlock();
      problem = "the database is stopped";
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static List<String> command(Place place, List<String> options, int port) {
    List<String> command = new ArrayList<>(place.rights());
    command.addAll(
        List.of(
            place.program("postgres"), "-D", place.data().toString(), "-p", String.valueOf(port)));
    for (String setting : SETTINGS) {
      command.addAll(List.of("-c", setting));
    }
    for (String option : options) {
      command.addAll(List.of("-c", option));
    }
    return command;
  }

  private static void makeData(Place place, Path password)
      throws IOException, InterruptedException {
    Path unfinished = place.home().resolve("data.new");
    PostgresBinaries.delete(unfinished);
    place.account().makePrivateDirectory(unfinished);
    List<String> command = new ArrayList<>(place.rights());
    command.addAll(
        List.of(
            place.program("initdb"),
            "--pgdata=" + unfinished,
            "--username=" + place.user(),
            "--pwfile=" + password,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            "--no-instructions"));
    List<String> said = Collections.synchronizedList(new ArrayList<>());
    var initdb = GuardedProcess.start(command, unfinished, Map.of("LC_ALL", "C"), said::add);
    int status = initdb.awaitEnd();
    if (status != 0) {
      throw new DatabaseStartException(
          "the embedded database cannot be made in " + place.home() + ": " + reason(said), null);
    }
    Files.move(unfinished, place.data());
  }

  /** Starts the process and returns when it takes connections. */
  private GuardedProcess launch() throws IOException, InterruptedException {
    List<String> said = Collections.synchronizedList(new ArrayList<>());
    var started =
        GuardedProcess.start(
            command,
            place.data(),
            Map.of("LC_ALL", "C"),
            line -> {
              report(line);
              if (said.size() < REMEMBERED_LINES) {
                said.add(line);
              }
            });
    long limit = System.nanoTime() + START_LIMIT.toNanos();
    while (!isReady(started)) {
      if (!started.isAlive()) {
        started.awaitEnd();
        throw new DatabaseStartException(
            "the embedded database in " + place.home() + " does not start: " + reason(said), null);
      }
      boolean late = System.nanoTime() - limit > 0;
      if (late || closing.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        started.signal("QUIT");
        started.awaitEnd(STOP_LIMIT);
        throw new DatabaseStartException(
            "the embedded database in " + place.home() + " was stopped while it started", null);
      }
    }
    return started;
  }

  /** The server itself writes down how far it is. */
  private boolean isReady(GuardedProcess started) throws IOException {
    List<String> lines = pidFile(place);
    return lines.size() > STATUS_LINE
        && lines.get(PID_LINE).strip().equals(String.valueOf(started.pid()))
        && lines.get(STATUS_LINE).strip().equals("ready");
  }

  private void watch() {
    try {
      while (true) {
        int status = process.awaitEnd();
        if (closing.getCount() == 0) {
          return;
        }
        problem = "the embedded database ended by itself (status " + status + ")";
        LOG.error("{}; it is started again", problem);
        restart();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void restart() throws InterruptedException {
    while (closing.getCount() > 0) {
      starting.lock();
      try {
        stopOrphan(place);
        process = launch();
        problem = null;
        LOG.info("the embedded database runs again");
        return;
      } catch (IOException | DatabaseStartException e) {
        problem = String.valueOf(e.getMessage());
        LOG.error("{}", problem);
      } finally {
        starting.unlock();
      }
      if (closing.await(RESTART_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
    }
  }

  /**
   * Ends what a killed process of ours left behind. Since we hold the directory's lock, a server in
   * it has no owner; its children end with it, on their own.
   */
  private static void stopOrphan(Place place) throws IOException, InterruptedException {
    List<String> lines = pidFile(place);
    if (lines.isEmpty()) {
      return;
    }
    ProcessHandle holder =
        ProcessHandle.of(Long.parseLong(lines.get(PID_LINE).strip())).orElse(null);
    if (holder == null) {
      return;
    }
    if (!isPostgres(holder)) {
      // The number went to another process, which the server would take for one of its own.
      Files.delete(place.data().resolve(PID_FILE));
      return;
    }
    LOG.warn("stopping the database server {} that nobody owns any more", holder.pid());
    List<ProcessHandle> family =
        Stream.concat(Stream.of(holder), holder.children().filter(PostgresServer::isPostgres))
            .toList();
    holder.destroyForcibly();
    try {
      for (ProcessHandle each : family) {
        each.onExit().get(ORPHAN_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new DatabaseStartException(
          "the database server " + holder.pid() + " in " + place.home() + " does not end", e);
    }
  }

  private static boolean isPostgres(ProcessHandle process) {
    return process.info().command().map(Path::of).map(Path::getFileName).stream()
        .anyMatch(name -> name.toString().equals("postgres"));
  }

  private static List<String> pidFile(Place place) throws IOException {
    try {
      return Files.readAllLines(place.data().resolve(PID_FILE));
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** What a session did wrong it is told itself; trouble of the server's own is for our log. */
  private static void report(String line) {
    boolean trouble = TROUBLE.stream().anyMatch(line::startsWith) || line.contains("PANIC:");
    LOG.atLevel(trouble ? Level.WARN : Level.DEBUG).log("postgres: {}", line);
  }

  /** Why it did not work, in its own words. */
  private static String reason(List<String> said) {
    return said.stream()
        .filter(line -> line.contains("FATAL:") || line.contains("error:"))
        .findFirst()
        .orElse(said.isEmpty() ? "it said nothing" : said.getLast());
  }
}
