package dev.bongsu.inbox;

import dev.bongsu.kernel.RecipientId;
import dev.bongsu.store.Database;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Deletes what recipients had who were erased, also what is stored only afterwards. */
final class ErasureStore {
  private final Database database;

  ErasureStore(Database database) {
    this.database = database;
  }

  /** Deletes all that a recipient has, and remembers that it was to go. */
  void erase(RecipientId recipient, Instant at) {
    database
        .jdbi()
        .useTransaction(handle -> {
          handle
              .createUpdate(
                  "INSERT INTO inbox_erasure (recipient, at) VALUES (:recipient, :at)"
                      + " ON CONFLICT (recipient) DO UPDATE SET at = excluded.at")
              .bind("recipient", recipient.value())
              .bind("at", utc(at))
              .execute();
          for (String table : new String[] {"inbox_item", "inbox_change"}) {
            handle
                .createUpdate("DELETE FROM " + table + " WHERE recipient = :recipient")
                .bind("recipient", recipient.value())
                .execute();
          }
        });
  }

  /**
   * Deletes what was accepted before its recipient was erased and stored after that.
   *
   * @param since of whom: those erased since then
   */
  void eraseLate(Instant since) {
    database
        .jdbi()
        .useHandle(handle ->
            handle
                .createUpdate(
                    "DELETE FROM inbox_item i USING inbox_erasure e WHERE e.at >= :since"
                        + " AND i.recipient = e.recipient AND i.at < e.at")
                .bind("since", utc(since))
                .execute());
  }

  /** Forgets who was erased before this: by then nothing of before is under way any more. */
  void forget(Instant before) {
    database
        .jdbi()
        .useHandle(handle ->
            handle
                .createUpdate("DELETE FROM inbox_erasure WHERE at < :before")
                .bind("before", utc(before))
                .execute());
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
