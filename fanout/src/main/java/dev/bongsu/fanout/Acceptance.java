package dev.bongsu.fanout;

import dev.bongsu.kernel.NotificationId;

/** What became of a submission. */
public sealed interface Acceptance {
  /**
   * It is durable.
   *
   * @param replayed whether an earlier request with the same key made it, and this one nothing
   */
  record Accepted(NotificationId id, boolean replayed) implements Acceptance {}

  /** Its key belongs to {@code first}, a request with another body; nothing was accepted. */
  record KeyReused(NotificationId first) implements Acceptance {}
}
