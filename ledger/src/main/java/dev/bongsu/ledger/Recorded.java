package dev.bongsu.ledger;

import dev.bongsu.kernel.NotificationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A notification's row without its request, and what stands about it as a whole beside it.
 *
 * @param bare the row, its request empty
 * @param chunked whether its counts come from the tally
 * @param requestBytes how large the request is
 * @param chunks of a chunked one whose chunks are all cut, else null
 * @param cancelled whether it was called off
 */
record Recorded(
    NotificationRow bare,
    boolean chunked,
    int requestBytes,
    @Nullable Integer chunks,
    @Nullable Instant plannedAt,
    boolean cancelled) {
  NotificationId id() {
    return bare.id();
  }
}
