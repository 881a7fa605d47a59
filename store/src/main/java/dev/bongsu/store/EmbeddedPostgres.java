package dev.bongsu.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server of our own, durable, with its data below a directory that only one process
 * can use at a time. It listens on a free port of the loopback interface and asks for a password
 * that only we know. It ends with this process, even one that is killed; a server that dies by
 * itself is started again, on the same port. For many threads.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final String USER = "bongsu";
  private static final String DATABASE = "postgres";
  private static final int PASSWORD_BYTES = 24;
  private static final int MAX_CONNECTIONS = 24;
  private static final String FOR_US = "rwx------";
  private static final String FOR_US_AND_A_WAY_THROUGH = "rwx--x--x";

  private final DirectoryLock lock;
  private final PostgresServer server;
  private final DatabaseSettings settings;

  private EmbeddedPostgres(DirectoryLock lock, PostgresServer server, DatabaseSettings settings) {
    this.lock = lock;
    this.server = server;
    this.settings = settings;
  }

  /**
   * Starts the server, at first start after making an empty database, and returns when it takes
   * connections. A server that a killed process left behind in this directory is stopped before.
   *
   * @param directory is made if it is not there
   * @throws DatabaseStartException if the directory is in use or cannot be used, or the server does
   *     not start
   */
  public static EmbeddedPostgres start(Path directory) {
    return start(directory, directory, List.of());
  }

  /**
   * As {@link #start(Path)}, with the server's programs elsewhere and settings of its own.
   *
   * @param options such as {@code work_mem=8MB}
   */
  static EmbeddedPostgres start(Path directory, Path programs, List<String> options) {
    Path home = directory.toAbsolutePath().normalize();
    try {
      return startIn(home, programs.toAbsolutePath().normalize(), options);
    } catch (IOException e) {
      throw new DatabaseStartException(
          "the embedded database cannot use " + home + ": " + reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseStartException("the start of the embedded database was interrupted", e);
    }
  }

  /**
   * Whether its server runs with another account than this process. Then that account needs a way
   * through the directories above its own ({@code o+x}).
   */
  public static boolean needsWayThrough() {
    return ServerAccount.isAnother();
  }

  private static EmbeddedPostgres startIn(Path home, Path programs, List<String> options)
      throws IOException, InterruptedException {
    Files.createDirectories(home);
    DirectoryLock lock = DirectoryLock.take(home);
    try {
      ServerAccount account = ServerAccount.of(home);
      boolean shared = account.user() != null;
      Files.setPosixFilePermissions(
          home, PosixFilePermissions.fromString(shared ? FOR_US_AND_A_WAY_THROUGH : FOR_US));
      Path password = password(home, account);
      var server =
          PostgresServer.start(
              new PostgresServer.Place(
                  home, PostgresBinaries.under(programs), account, account.rights(home), USER),
              password,
              options);
      String url = "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + DATABASE;
      var settings =
          new DatabaseSettings(url, USER, Files.readString(password).strip(), MAX_CONNECTIONS);
      return new EmbeddedPostgres(lock, server, settings);
    } catch (IOException | InterruptedException | DatabaseStartException e) {
      lock.close();
      throw e;
    }
  }

  private static Path password(Path home, ServerAccount account) throws IOException {
    Path file = home.resolve("password");
    if (Files.exists(file)) {
      return file;
    }
    var secret = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(secret);
    Path unfinished = home.resolve("password.new");
    Files.deleteIfExists(unfinished);
    Files.createFile(
        unfinished,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(unfinished, Base64.getUrlEncoder().encodeToString(secret) + "\n");
    account.give(unfinished);
    return Files.move(unfinished, file);
  }

  /** How to reach the server; stays the same for as long as it is open. */
  public DatabaseSettings settings() {
    return settings;
  }

  /** Null while the server runs, else why it does not. */
  public @Nullable String problem() {
    return server.problem();
  }

  /** Ends all sessions, writes everything to its place and stops. */
  @Override
  public void close() {
    server.close();
    try {
      lock.close();
    } catch (IOException e) {
      throw new DatabaseStartException("the lock of the database cannot be closed", e);
    }
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }
}
