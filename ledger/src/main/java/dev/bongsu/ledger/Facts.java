package dev.bongsu.ledger;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryStatus;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the rows of one notification's deliveries add up to. Not for several threads. */
final class Facts {
  private final Map<Channel, Map<DeliveryStatus, Long>> counts = new EnumMap<>(Channel.class);
  private long hops;
  private long chunks;
  private long chunkedDeliveries;
  private @Nullable Instant decidedAt;
  private @Nullable Instant settledAt;

  void count(Channel channel, DeliveryStatus status, long count) {
    counts
        .computeIfAbsent(channel, _ -> new EnumMap<>(DeliveryStatus.class))
        .merge(status, count, Long::sum);
  }

  /** Deliveries that came into being because others ended undelivered. */
  void hops(long count) {
    hops += count;
  }

  void chunks(long count, long deliveries) {
    chunks += count;
    chunkedDeliveries += deliveries;
  }

  void decidedAt(@Nullable Instant at) {
    decidedAt = later(decidedAt, at);
  }

  void settledAt(@Nullable Instant at) {
    settledAt = later(settledAt, at);
  }

  /** The notification as it stands at {@code now}, its request left out. */
  NotificationView view(Recorded recorded, Instant now) {
    if (recorded.cancelled()) {
      counts.values().forEach(Facts::cancelUnsettled);
    }
    Long planned = expected(recorded);
    long total = new Counts(0, counts).total();
    var sums = new Counts(planned == null ? Math.max(total, chunkedDeliveries) : planned, counts);
    boolean expanded = planned != null && planned == total;
    NotificationStatus status = status(recorded, sums, expanded, now);
    boolean done = expanded && sums.pending() == 0;
    Instant accepted = recorded.bare().times().acceptedAt();
    Instant expandedAt = later(later(accepted, recorded.plannedAt()), decidedAt);
    boolean rejected = status == NotificationStatus.REJECTED;
    return new NotificationView(
        recorded.bare(),
        status,
        sums,
        expanded && !rejected ? expandedAt : null,
        done && !rejected ? later(expandedAt, settledAt) : null);
  }

  private NotificationStatus status(Recorded recorded, Counts sums, boolean expanded, Instant now) {
    if (recorded.bare().plan() instanceof NotificationRow.Plan.Rejected) {
      return NotificationStatus.REJECTED;
    }
    Map<DeliveryStatus, Long> byStatus = sums.byStatus();
    long cancelled = byStatus.getOrDefault(DeliveryStatus.CANCELLED, 0L);
    long suppressed = byStatus.getOrDefault(DeliveryStatus.SUPPRESSED, 0L);
    if (recorded.cancelled() && cancelled + suppressed == sums.total()) {
      return NotificationStatus.CANCELLED;
    }
    if (expanded && sums.pending() == 0) {
      return cancelled > 0 && cancelled == sums.total()
          ? NotificationStatus.CANCELLED
          : NotificationStatus.COMPLETED;
    }
    if (expanded) {
      return NotificationStatus.SENDING;
    }
    Instant sendAt = recorded.bare().times().sendAt();
    if (sums.total() == 0 && sendAt != null && sendAt.isAfter(now)) {
      return NotificationStatus.SCHEDULED;
    }
    return sums.total() > 0 || chunks > 0 || recorded.chunks() != null
        ? NotificationStatus.EXPANDING
        : NotificationStatus.ACCEPTED;
  }

  /** How many deliveries there are to be; null while that is not known. */
  private @Nullable Long expected(Recorded recorded) {
    if (recorded.chunked()) {
      Integer wanted = recorded.chunks();
      return wanted != null && chunks >= wanted ? Long.valueOf(chunkedDeliveries) : null;
    }
    return switch (recorded.bare().plan()) {
      case NotificationRow.Plan.Decided(int deliveries) -> deliveries + hops;
      case NotificationRow.Plan.InChunks _, NotificationRow.Plan.Later _ -> null;
      case NotificationRow.Plan.Rejected _ -> 0L;
    };
  }

  private static void cancelUnsettled(Map<DeliveryStatus, Long> statuses) {
    for (DeliveryStatus status : DeliveryStatus.values()) {
      Long count = status.isSettled() ? null : statuses.remove(status);
      if (count != null) {
        statuses.merge(DeliveryStatus.CANCELLED, count, Long::sum);
      }
    }
  }

  private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.isAfter(other) ? one : other;
  }
}
