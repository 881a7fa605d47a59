package dev.bongsu.ledger;

/** What came of calling a notification off. */
public sealed interface CancelResult {
  /**
   * Called off.
   *
   * @param status of the notification from here on
   * @param cancelled how many deliveries that were not known to be settled
   */
  record Cancelled(NotificationStatus status, long cancelled) implements CancelResult {}

  /** Too late: nothing of it was left to call off. */
  record AllSettled(NotificationStatus status) implements CancelResult {}
}
