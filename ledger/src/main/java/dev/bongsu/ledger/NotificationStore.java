package dev.bongsu.ledger;

import dev.bongsu.kernel.NotificationId;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Records notifications in the transaction of whoever plans them, so that a notification, its
 * idempotency key and the planner's position become known together.
 */
public interface NotificationStore {
  /** Adds these; none of them may have been recorded before. */
  void record(Handle handle, List<NotificationRow> rows);

  /**
   * Now it is known how many deliveries and suppressions there are to be: after {@link
   * NotificationRow.Plan.Later}, and when a crash made fan-out decide anew.
   */
  void decided(Handle handle, NotificationId id, int deliveries);

  /** It is cut into chunks after all: after {@link NotificationRow.Plan.Later}. */
  void inChunks(Handle handle, NotificationId id);

  /**
   * All chunks of a notification recorded as {@link NotificationRow.Plan.InChunks} are cut; the
   * last call counts.
   */
  void planned(Handle handle, NotificationId id, int chunks);
}
