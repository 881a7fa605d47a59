package dev.bongsu.fanout;

import dev.bongsu.log.LogUnavailableException;

/** A submission under way. */
public interface PendingSubmission {
  /**
   * Returns when the notification is durable in the log, or when it turns out to be a repetition.
   *
   * @throws LogUnavailableException if it was not durable in time; the same request with the same
   *     key may safely be made again
   */
  Acceptance await() throws LogUnavailableException, InterruptedException;
}
