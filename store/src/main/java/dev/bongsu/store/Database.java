package dev.bongsu.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/**
 * A pool of connections to one PostgreSQL database whose schema is what the rooms of this process
 * expect. When the database is away, work fails within two seconds and {@link #problem} says so;
 * when it is back, work goes on. For many threads.
 */
public final class Database implements AutoCloseable {
  private static final Duration TO_CONNECT = Duration.ofSeconds(2);
  private static final int ANSWER_SECONDS = 60;
  private static final int VALIDATION_SECONDS = 1;
  private static final int IDLE_MILLIS = 60_000;

  /**
   * The beginnings of SQLSTATEs (PostgreSQL's Appendix A) that are no fault of a statement: trouble
   * with the connection, a full disk and the like, a server that stops, starts or crashed, and
   * failing reads or writes.
   */
  private static final List<String> AWAY = List.of("08", "53", "57P", "58");

  private final HikariDataSource pool;
  private final Jdbi jdbi;

  private Database(HikariDataSource pool) {
    this.pool = pool;
    this.jdbi = Jdbi.create(pool);
    // What is bound to a statement may be somebody's address: it is for no message and no log.
    jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
  }

  /**
   * Connects, and brings the schema up to date with the migrations that these rooms have under
   * {@code db/<room>}.
   *
   * @throws DatabaseStartException if the database does not answer or refuses a migration
   */
  public static Database open(DatabaseSettings settings, List<String> rooms) {
    return open(settings, rooms, TO_CONNECT);
  }

  /**
   * As {@link #open(DatabaseSettings, List)}.
   *
   * @param toConnect how long a connection is waited for, in whole seconds
   */
  static Database open(DatabaseSettings settings, List<String> rooms, Duration toConnect) {
    try {
      Migrations.run(settings, rooms, toConnect);
    } catch (FlywayException | SQLException e) {
      throw new DatabaseStartException("the database cannot be used: " + reason(e), e);
    }
    var config = new HikariConfig();
    config.setPoolName("database");
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setMaximumPoolSize(settings.maxConnections());
    config.setMinimumIdle(Math.min(2, settings.maxConnections()));
    config.setIdleTimeout(IDLE_MILLIS);
    config.setConnectionTimeout(toConnect.toMillis());
    config.setValidationTimeout(VALIDATION_SECONDS * 1_000L);
    config.setInitializationFailTimeout(-1);
    // Texts all of them: the driver passes over what is not.
    config.addDataSourceProperty("connectTimeout", Long.toString(toConnect.toSeconds()));
    config.addDataSourceProperty("loginTimeout", Long.toString(toConnect.toSeconds()));
    config.addDataSourceProperty("socketTimeout", Integer.toString(ANSWER_SECONDS));
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("ApplicationName", "bongsu");
    // The server's "Detail" quotes the row that it refuses.
    config.addDataSourceProperty("logServerErrorDetail", "false");
    return new Database(new HikariDataSource(config));
  }

  /** Handles on the pool's connections. */
  public Jdbi jdbi() {
    return jdbi;
  }

  /** Null while the database answers, else why it does not; waits for at most two seconds. */
  public @Nullable String problem() {
    try (Connection connection = pool.getConnection()) {
      return connection.isValid(VALIDATION_SECONDS) ? null : "the database does not answer";
    } catch (SQLException e) {
      var state = pool.getHikariPoolMXBean();
      boolean onlyBusy = state != null && state.getActiveConnections() >= pool.getMaximumPoolSize();
      return onlyBusy ? null : "the database cannot be reached: " + reason(e);
    }
  }

  /**
   * Appends rows to a table, in the transaction that {@code handle} is in.
   *
   * @param tableAndColumns such as {@code item (id, title)}
   * @return how many rows the database took
   * @throws CopyFailedException if it did not take them; the transaction is then broken
   */
  public long copy(Handle handle, String tableAndColumns, Consumer<CopyRows> rows) {
    try {
      return copy(handle.getConnection(), tableAndColumns, rows);
    } catch (SQLException e) {
      throw new CopyFailedException(e);
    }
  }

  private static long copy(Connection connection, String tableAndColumns, Consumer<CopyRows> rows)
      throws SQLException {
    CopyIn copy =
        new CopyManager(connection.unwrap(BaseConnection.class))
            .copyIn("COPY " + tableAndColumns + " FROM STDIN (FORMAT binary)");
    try {
      var writer = new CopyRows(copy);
      rows.accept(writer);
      writer.end();
      return copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  /**
   * Whether this says that the database is away, or has no room or resources to work with, and not
   * that it refused something.
   */
  public static boolean isAway(JdbiException e) {
    if (e instanceof ConnectionException) {
      return true;
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return AWAY.stream().anyMatch(sql.getSQLState()::startsWith);
      }
    }
    return false;
  }

  @Override
  public void close() {
    pool.close();
  }

  private static String reason(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return firstLine(sql);
      }
    }
    return firstLine(e);
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
  }
}
