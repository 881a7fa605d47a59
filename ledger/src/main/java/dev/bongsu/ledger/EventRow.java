package dev.bongsu.ledger;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.DeliveryStatus;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.RecipientId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one batch said about one delivery, as it was read back.
 *
 * @param origin whether the delivery comes into being here: only then are recipient and address
 *     given
 */
record EventRow(
    UUID delivery,
    long notificationTail,
    Channel channel,
    boolean origin,
    @Nullable String recipient,
    @Nullable String address,
    Last last,
    List<DeliveryView.Tried> attempts) {
  /** Where the delivery stood after the batch. */
  record Last(
      DeliveryStatus status,
      int step,
      Instant at,
      @Nullable String reason,
      @Nullable String detail,
      @Nullable Instant nextAttemptAt) {
    /**
     * The strongest settled status, else the latest step: see {@link Codes}. Of two receipts that
     * say the same, the one with words.
     */
    static final Comparator<Last> BY_TRUTH =
        Comparator.<Last>comparingInt(each -> each.status.isSettled() ? Codes.of(each.status) : 0)
            .thenComparingInt(Last::step)
            .thenComparingInt(each -> Codes.of(each.status))
            .thenComparingInt(each -> each.detail == null ? 0 : 1);
  }

  /** Where the delivery of these rows, one at least and all of one delivery, stands. */
  static Last latest(List<EventRow> rows) {
    return rows.stream().map(EventRow::last).max(Last.BY_TRUTH).orElse(rows.getFirst().last());
  }

  /**
   * The delivery that these rows, one at least and all of one delivery, amount to.
   *
   * @param calledOff whether its notification was cancelled
   */
  static DeliveryView fold(List<EventRow> rows, boolean calledOff) {
    EventRow any = rows.getFirst();
    EventRow first = rows.stream().filter(EventRow::origin).findFirst().orElse(any);
    Last last = latest(rows);
    List<DeliveryView.Tried> attempts = new ArrayList<>();
    rows.forEach(row -> attempts.addAll(row.attempts()));
    attempts.sort(Comparator.comparing(DeliveryView.Tried::at));
    boolean stopped = calledOff && !last.status().isSettled();
    String recipient = first.recipient();
    String address =
        any.channel() == Channel.INAPP && first.address() == null ? recipient : first.address();
    return new DeliveryView(
        new DeliveryId(any.delivery()),
        new NotificationId(
            new UUID(any.delivery().getMostSignificantBits(), any.notificationTail())),
        new DeliveryView.Target(
            any.channel(), recipient == null ? null : new RecipientId(recipient), address),
        new DeliveryView.State(
            stopped ? DeliveryStatus.CANCELLED : last.status(),
            last.at(),
            attempts.isEmpty() ? null : attempts.getLast().provider(),
            last.reason(),
            last.detail(),
            last.status() == DeliveryStatus.RETRYING && !stopped ? last.nextAttemptAt() : null),
        attempts);
  }
}
