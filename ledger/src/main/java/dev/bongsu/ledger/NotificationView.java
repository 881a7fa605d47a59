package dev.bongsu.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A notification and what became of it.
 *
 * @param row as it was recorded
 * @param expandedAt when the last of its audience was decided on, null while it is not
 * @param completedAt when the last delivery was settled, null while one is not
 */
public record NotificationView(
    NotificationRow row,
    NotificationStatus status,
    Counts counts,
    @Nullable Instant expandedAt,
    @Nullable Instant completedAt) {
  /** The same with this request in its row. */
  NotificationView with(byte[] request) {
    return new NotificationView(
        new NotificationRow(
            row.id(), row.sender(), row.subject(), row.times(), request, row.plan()),
        status,
        counts,
        expandedAt,
        completedAt);
  }
}
