package dev.bongsu.inbox;

import dev.bongsu.kernel.RecipientId;
import dev.bongsu.store.Database;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The tables of who is connected. For many threads. */
final class PresenceStore {
  /** Who was not seen for so long is gone: three beats. */
  private static final String LIVES = "seen_at > now() - interval '10 seconds'";

  private static final String FORGOTTEN = "seen_at < now() - interval '60 seconds'";
  private static final int AT_ONCE = 1_000;

  private final Database database;
  private final UUID process;

  PresenceStore(Database database, UUID process) {
    this.database = database;
    this.process = process;
  }

  /** A connection to this process. */
  record Row(long number, RecipientId recipient, Connection connection) {}

  /**
   * What a beat found.
   *
   * @param isNew whether nothing was known of this process, so that it must tell all
   * @param others how many other processes live
   */
  record Beat(boolean isNew, int others) {}

  /** Says that this process lives, and forgets those that do not. */
  Beat beat() {
    return database
        .jdbi()
        .inTransaction(handle -> {
          boolean isNew =
              handle
                  .createQuery(
                      "INSERT INTO inbox_process (process, seen_at) VALUES (:process, now())"
                          + " ON CONFLICT (process) DO UPDATE SET seen_at = excluded.seen_at"
                          + " RETURNING xmax = 0")
                  .bind("process", process)
                  .mapTo(Boolean.class)
                  .one();
          if (isNew) {
            forget(handle);
          }
          int others =
              handle
                  .createQuery(
                      "SELECT count(*) FROM inbox_process WHERE process <> :process AND " + LIVES)
                  .bind("process", process)
                  .mapTo(int.class)
                  .one();
          return new Beat(isNew, others);
        });
  }

  private static void forget(Handle handle) {
    handle.execute(
        "DELETE FROM inbox_connection c USING inbox_process p WHERE c.process = p.process AND p."
            + FORGOTTEN);
    handle.execute("DELETE FROM inbox_process WHERE " + FORGOTTEN);
  }

  /** Notes who came and who went. */
  void change(Collection<Row> came, Collection<Long> went) {
    database
        .jdbi()
        .useTransaction(handle -> {
          if (!went.isEmpty()) {
            handle
                .createUpdate(
                    "DELETE FROM inbox_connection WHERE process = :process AND number = ANY(:went)")
                .bind("process", process)
                .bindArray("went", Long.class, List.copyOf(went))
                .execute();
          }
          insert(handle, came);
        });
  }

  private void insert(Handle handle, Collection<Row> came) {
    try (PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO inbox_connection (process, number, recipient, kind, since)"
                + " VALUES (:process, :number, :recipient, :kind, :since) ON CONFLICT DO NOTHING")) {
      for (Row each : came) {
        batch
            .bind("process", process)
            .bind("number", each.number())
            .bind("recipient", each.recipient().value())
            .bind("kind", each.connection().kind().name())
            .bind("since", each.connection().since().atOffset(ZoneOffset.UTC))
            .add();
        if (batch.size() == AT_ONCE) {
          batch.execute();
        }
      }
      if (batch.size() > 0) {
        batch.execute();
      }
    }
  }

  /** Who follows this inbox on other processes that live. */
  List<Connection> elsewhere(RecipientId recipient) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "SELECT c.kind, c.since FROM inbox_connection c JOIN inbox_process p"
                        + " USING (process) WHERE c.recipient = :recipient"
                        + " AND c.process <> :process AND p."
                        + LIVES)
                .bind("recipient", recipient.value())
                .bind("process", process)
                .map((row, _) ->
                    new Connection(
                        Connection.Kind.valueOf(row.getString("kind")),
                        row.getObject("since", OffsetDateTime.class).toInstant()))
                .list());
  }

  /** This process has no connection any more. */
  void leave() {
    database
        .jdbi()
        .useTransaction(handle -> {
          for (String table : List.of("inbox_connection", "inbox_process")) {
            handle
                .createUpdate("DELETE FROM " + table + " WHERE process = :process")
                .bind("process", process)
                .execute();
          }
        });
  }
}
