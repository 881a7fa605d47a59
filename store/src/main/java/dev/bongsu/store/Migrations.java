package dev.bongsu.store;

import java.util.List;
import org.flywaydb.core.Flyway;

/** Brings a schema up to date. Processes that start together take turns. */
final class Migrations {
  private static final int CONNECT_RETRIES = 0;

  private Migrations() {}

  static void run(DatabaseSettings settings, List<String> rooms) {
    if (rooms.isEmpty()) {
      return;
    }
    Flyway.configure()
        .dataSource(settings.url(), settings.user(), settings.password())
        .connectRetries(CONNECT_RETRIES)
        .locations(rooms.stream().map(room -> "classpath:db/" + room).toArray(String[]::new))
        .failOnMissingLocations(true)
        // A process of few roles does not know the migrations of other rooms.
        .ignoreMigrationPatterns("*:missing")
        .outOfOrder(true)
        .load()
        .migrate();
  }
}
