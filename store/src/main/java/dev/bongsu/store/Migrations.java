package dev.bongsu.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableSet;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a schema up to date. Processes that start together take turns. A digest of what was
 * applied stands in the database, so that a start with nothing to do, as nearly all are, costs one
 * query instead of a second of work.
 */
final class Migrations {
  private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
  private static final long CONNECT_SECONDS = 5;
  private static final String UNDEFINED_TABLE = "42P01";

  private Migrations() {}

  /**
   * Runs what these rooms have under {@code db/<room>} and the database has not.
   *
   * @param toConnect how long a connection is waited for; at least five seconds are
   */
  static void run(DatabaseSettings settings, List<String> rooms, Duration toConnect)
      throws SQLException {
    if (rooms.isEmpty()) {
      return;
    }
    String digest = digest(rooms);
    long seconds = Math.max(CONNECT_SECONDS, toConnect.toSeconds());
    try (Connection connection = connect(settings, seconds)) {
      if (isApplied(connection, digest)) {
        return;
      }
      migrate(settings, rooms);
      remember(connection, digest);
    }
  }

  private static void migrate(DatabaseSettings settings, List<String> rooms) {
    var result =
        Flyway.configure()
            .dataSource(settings.url(), settings.user(), settings.password())
            .locations(rooms.stream().map(room -> "classpath:db/" + room).toArray(String[]::new))
            .failOnMissingLocations(true)
            // A process of few roles does not know the migrations of other rooms.
            .ignoreMigrationPatterns("*:missing")
            .outOfOrder(true)
            .load()
            .migrate();
    LOG.info("applied {} migrations", result.migrationsExecuted);
  }

  private static Connection connect(DatabaseSettings settings, long seconds) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", settings.user());
    properties.setProperty("password", settings.password());
    properties.setProperty("connectTimeout", String.valueOf(seconds));
    properties.setProperty("loginTimeout", String.valueOf(seconds));
    return DriverManager.getConnection(settings.url(), properties);
  }

  private static boolean isApplied(Connection connection, String digest) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT 1 FROM applied_migrations WHERE digest = ?")) {
      query.setString(1, digest);
      try (ResultSet result = query.executeQuery()) {
        return result.next();
      }
    } catch (SQLException e) {
      if (UNDEFINED_TABLE.equals(e.getSQLState())) {
        return false;
      }
      throw e;
    }
  }

  private static void remember(Connection connection, String digest) throws SQLException {
    try (var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      // Two that create a table at once can fail in spite of IF NOT EXISTS.
      statement.execute("SELECT pg_advisory_xact_lock(hashtext('applied_migrations'))");
      statement.execute(
          "CREATE TABLE IF NOT EXISTS applied_migrations (digest text PRIMARY KEY,"
              + " at timestamptz NOT NULL DEFAULT now())");
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO applied_migrations (digest) VALUES (?) ON CONFLICT DO NOTHING")) {
        insert.setString(1, digest);
        insert.execute();
      }
      connection.commit();
    }
  }

  /** Of the names and contents of all migrations. */
  private static String digest(List<String> rooms) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      ClassLoader loader = Migrations.class.getClassLoader();
      for (String name : names(rooms, loader)) {
        digest.update(name.getBytes(StandardCharsets.UTF_8));
        try (InputStream in = loader.getResourceAsStream(name)) {
          digest.update(in == null ? new byte[0] : in.readAllBytes());
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException("the migrations cannot be read", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static NavigableSet<String> names(List<String> rooms, ClassLoader loader)
      throws IOException {
    NavigableSet<String> names = new TreeSet<>();
    for (String room : rooms) {
      String prefix = "db/" + room + "/";
      for (URL url : Collections.list(loader.getResources(prefix))) {
        if (url.openConnection() instanceof JarURLConnection jar) {
          jar.getJarFile().stream()
              .map(entry -> entry.getName())
              .filter(name -> name.startsWith(prefix) && name.endsWith(".sql"))
              .forEach(names::add);
        } else {
          try (Stream<Path> files = Files.list(Path.of(uri(url)))) {
            files.forEach(file -> names.add(prefix + file.getFileName()));
          }
        }
      }
    }
    return names;
  }

  private static URI uri(URL url) throws IOException {
    try {
      return url.toURI();
    } catch (URISyntaxException e) {
      throw new IOException("a migration's place cannot be read: " + url, e);
    }
  }
}
