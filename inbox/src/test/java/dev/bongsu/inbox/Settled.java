package dev.bongsu.inbox;

import dev.bongsu.store.Database;

/**
 * Waits until whatever was written before is to be seen in inboxes: they show nothing beside which
 * an older transaction is still running, and who is connected is written at any time.
 */
final class Settled {
  private Settled() {}

  static void await(Database database) {
    String ours = ask(database, "SELECT pg_current_xact_id()::text");
    while (ask(
            database,
            "SELECT (pg_snapshot_xmin(pg_current_snapshot()) > '" + ours + "'::xid8)::text")
        .equals("false")) {
      Thread.onSpinWait();
    }
  }

  private static String ask(Database database, String sql) {
    return database.jdbi().withHandle(handle -> handle.createQuery(sql).mapTo(String.class).one());
  }
}
