package dev.bongsu.app;

import dev.bongsu.log.EmbeddedLog;
import dev.bongsu.log.ExternalLog;
import dev.bongsu.log.Log;
import dev.bongsu.log.LogStartException;
import dev.bongsu.log.Logs;
import dev.bongsu.store.Database;
import dev.bongsu.store.DatabaseSettings;
import dev.bongsu.store.DatabaseStartException;
import dev.bongsu.store.EmbeddedPostgres;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The log and the database, wherever the configuration says that they are. */
record Infrastructure(Log log, Database database, @Nullable EmbeddedPostgres postgres) {
  /** Whose tables there are, in the order in which they may refer to each other. */
  private static final List<String> ROOMS =
      List.of("access", "template", "directory", "ledger", "fanout", "inbox");

  private static final int CONNECTIONS = 24;
  private static final int PARTITIONS = 6;

  /**
   * Brings both up side by side.
   *
   * @param logGaveUp told why, if an embedded log can go on no more
   * @throws StartException naming what could not be had
   */
  static Infrastructure start(
      Configuration configuration, Clock clock, Cleanups cleanups, Consumer<String> logGaveUp)
      throws StartException, InterruptedException {
    DataDirectory.prepare(configuration);
    FreeSpace.require(configuration.data(), configuration.freeDiskBytes());
    EmbeddedPostgres postgres = null;
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Log> log = executor.submit(() -> log(configuration, clock, logGaveUp));
      try {
        postgres = postgres(configuration);
        if (postgres != null) {
          cleanups.add("database server", postgres);
        }
      } finally {
        // Whatever else fails: a log that came up must be taken down again.
        cleanups.add("log", log.get());
      }
      Database database =
          cleanups.add("database", Database.open(settings(configuration, postgres), ROOMS));
      return new Infrastructure(log.get(), database, postgres);
    } catch (ExecutionException e) {
      throw cause(e);
    } catch (DatabaseStartException e) {
      throw StartException.failure(String.valueOf(e.getMessage()));
    }
  }

  private static StartException cause(ExecutionException e) {
    if (e.getCause() instanceof LogStartException start) {
      return StartException.failure(String.valueOf(start.getMessage()));
    }
    throw new IllegalStateException("the log could not be started", e.getCause());
  }

  private static Log log(Configuration configuration, Clock clock, Consumer<String> gaveUp)
      throws LogStartException {
    return switch (configuration.log()) {
      case Configuration.LogPlace.Embedded(long maxBytes) ->
          Logs.embedded(new EmbeddedLog(DataDirectory.log(configuration), maxBytes, gaveUp), clock);
      case Configuration.LogPlace.External(var servers, int replication, var security) ->
          Logs.external(new ExternalLog(servers, replication, PARTITIONS, security), clock);
    };
  }

  private static @Nullable EmbeddedPostgres postgres(Configuration configuration) {
    return switch (configuration.database()) {
      case Configuration.DatabasePlace.Embedded() ->
          EmbeddedPostgres.start(configuration.data().resolve("database"));
      case Configuration.DatabasePlace.External _ -> null;
    };
  }

  private static DatabaseSettings settings(
      Configuration configuration, @Nullable EmbeddedPostgres postgres) {
    return switch (configuration.database()) {
      case Configuration.DatabasePlace.Embedded() -> {
        if (postgres == null) {
          throw new IllegalStateException("an embedded database was started before");
        }
        yield postgres.settings();
      }
      case Configuration.DatabasePlace.External(var url, var user, var password) ->
          new DatabaseSettings(url, user, password, CONNECTIONS);
    };
  }
}
