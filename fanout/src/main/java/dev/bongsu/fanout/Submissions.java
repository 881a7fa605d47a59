package dev.bongsu.fanout;

import dev.bongsu.log.LogUnavailableException;
import java.time.Duration;

/** Takes notifications. For many threads. */
public interface Submissions {
  /** How long an idempotency key is remembered. */
  Duration KEY_LIFE = Duration.ofDays(1);

  /** How long after accepting, or after its time to be sent, an attempt makes sense. */
  Duration DEFAULT_EXPIRY = Duration.ofDays(3);

  /**
   * Starts to accept a notification; several may be under way before the first is awaited. Every
   * result is to be awaited.
   *
   * @throws LogUnavailableException if the log had no room for it in time
   */
  PendingSubmission submit(NotificationDraft draft)
      throws LogUnavailableException, InterruptedException;
}
