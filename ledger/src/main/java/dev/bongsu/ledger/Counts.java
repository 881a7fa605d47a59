package dev.bongsu.ledger;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryStatus;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * A notification's deliveries, suppressed ones too, by channel and status. Zeroes are left out.
 *
 * @param expected how many there are to be: once all is decided on, exactly {@link #settled()} plus
 *     {@link #pending()}; before that, what is known so far
 */
public record Counts(long expected, Map<Channel, Map<DeliveryStatus, Long>> byChannel) {
  public Counts {
    Map<Channel, Map<DeliveryStatus, Long>> copy = new EnumMap<>(Channel.class);
    byChannel.forEach((channel, statuses) -> {
      Map<DeliveryStatus, Long> known = new EnumMap<>(DeliveryStatus.class);
      statuses.forEach((status, count) -> {
        if (count != 0) {
          known.put(status, count);
        }
      });
      if (!known.isEmpty()) {
        copy.put(channel, Collections.unmodifiableMap(known));
      }
    });
    byChannel = Collections.unmodifiableMap(copy);
  }

  /** The same over all channels. */
  public Map<DeliveryStatus, Long> byStatus() {
    Map<DeliveryStatus, Long> sums = new EnumMap<>(DeliveryStatus.class);
    byChannel
        .values()
        .forEach(
            statuses -> statuses.forEach((status, count) -> sums.merge(status, count, Long::sum)));
    return sums;
  }

  /** How many are known at all. */
  public long total() {
    return byStatus().values().stream().mapToLong(Long::longValue).sum();
  }

  /** {@code final} in the contract: those that need no more work by us. */
  public long settled() {
    return byStatus().entrySet().stream()
        .filter(each -> each.getKey().isSettled())
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Those still to be settled. */
  public long pending() {
    return total() - settled();
  }
}
