package dev.bongsu.ledger;

import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.ObjectId;
import dev.bongsu.store.CopyRows;
import dev.bongsu.store.Database;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * Records notifications in the transaction of whoever plans them, so that a notification, its
 * idempotency key and the planner's position become known together. For many threads.
 */
public final class NotificationStore {
  private static final String COLUMNS =
      "notification (id, accepted_at, expires_at, send_at, expected, template_version, priority,"
          + " chunked, sender, template, category, reason, detail, request)";
  private static final int COLUMN_COUNT = 14;

  private final Database database;

  /** Records in this database. */
  public NotificationStore(Database database) {
    this.database = database;
  }

  /** Adds these; none of them may have been recorded before. */
  public void record(Handle handle, List<NotificationRow> rows) {
    if (rows.isEmpty()) {
      return;
    }
    database.copy(handle, COLUMNS, copy -> rows.forEach(row -> write(copy, row)));
    SortedSet<String> words = new TreeSet<>();
    for (NotificationRow row : rows) {
      words.add(row.sender());
      if (row.subject().template() != null) {
        words.add(row.subject().template().value());
      }
      if (row.subject().category() != null) {
        words.add(row.subject().category().value());
      }
      if (row.plan() instanceof NotificationRow.Plan.InChunks) {
        begin(handle, row.id());
      }
    }
    // In order, so that two planners with the same new words do not wait for each other in a ring.
    handle
        .createUpdate(
            "insert into notification_word (word) select * from unnest(:words)"
                + " on conflict do nothing")
        .bindArray("words", String.class, words)
        .execute();
  }

  /** This notification, recorded or just being so, names these objects. */
  public void names(Handle handle, NotificationId id, List<ObjectId> objects) {
    handle
        .createUpdate(
            "insert into notification_object (object_id, id) select unnest(:objects), :id"
                + " on conflict do nothing")
        .bindArray("objects", UUID.class, objects.stream().map(ObjectId::value).toList())
        .bind("id", id.value())
        .execute();
  }

  /**
   * Now it is known how many deliveries and suppressions there are to be: after {@link
   * NotificationRow.Plan.Later}, and when a crash made fan-out decide anew.
   */
  public void decided(Handle handle, NotificationId id, int deliveries) {
    handle
        .createUpdate("update notification set expected = :deliveries where id = :id")
        .bind("deliveries", deliveries)
        .bind("id", id.value())
        .execute();
  }

  /** It is cut into chunks after all: after {@link NotificationRow.Plan.Later}. */
  public void inChunks(Handle handle, NotificationId id) {
    handle
        .createUpdate("update notification set chunked = true, expected = null where id = :id")
        .bind("id", id.value())
        .execute();
    begin(handle, id);
  }

  /**
   * All chunks of a notification recorded as {@link NotificationRow.Plan.InChunks} are cut; the
   * last call counts.
   */
  public void planned(Handle handle, NotificationId id, int chunks) {
    handle
        .createUpdate(
            "insert into chunked_notification (id, chunks, planned_at) values (:id, :chunks, now())"
                + " on conflict (id) do update set chunks = :chunks, planned_at = now()")
        .bind("id", id.value())
        .bind("chunks", chunks)
        .execute();
  }

  private static void begin(Handle handle, NotificationId id) {
    handle
        .createUpdate("insert into chunked_notification (id) values (:id) on conflict do nothing")
        .bind("id", id.value())
        .execute();
  }

  private static void write(CopyRows copy, NotificationRow row) {
    NotificationRow.Subject subject = row.subject();
    copy.row(COLUMN_COUNT)
        .uuid(row.id().value())
        .timestamp(row.times().acceptedAt())
        .timestamp(row.times().expiresAt())
        .timestamp(row.times().sendAt());
    boolean chunked = false;
    String reason = null;
    String detail = null;
    switch (row.plan()) {
      case NotificationRow.Plan.Decided(int deliveries) -> copy.int4(deliveries);
      case NotificationRow.Plan.InChunks _ -> {
        copy.nothing();
        chunked = true;
      }
      case NotificationRow.Plan.Later _ -> copy.nothing();
      case NotificationRow.Plan.Rejected rejected -> {
        copy.int4(0);
        reason = rejected.reason();
        detail = rejected.detail();
      }
    }
    copy.int4(subject.templateVersion())
        .int2(Codes.of(subject.priority()))
        .bool(chunked)
        .text(row.sender())
        .text(subject.template() == null ? null : subject.template().value())
        .text(subject.category() == null ? null : subject.category().value())
        .text(reason)
        .text(detail)
        .bytes(row.request());
  }
}
