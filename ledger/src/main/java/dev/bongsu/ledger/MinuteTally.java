package dev.bongsu.ledger;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryStatus;
import dev.bongsu.log.wire.DeliveryEvent;
import dev.bongsu.log.wire.OutcomeGroup;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;

/** How many deliveries came to which status in which minute. Not for several threads. */
final class MinuteTally {
  // Sorted, so that two writers lock rows in the same order.
  private final SortedMap<Key, Figures> figures = new TreeMap<>();

  /** What is told apart. */
  record Key(Instant minute, Channel channel, DeliveryStatus status, String template, String sender)
      implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::minute)
            .thenComparing(Key::channel)
            .thenComparing(Key::status)
            .thenComparing(Key::template)
            .thenComparing(Key::sender);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * What is counted.
   *
   * @param latencyMillis of all attempts together
   */
  record Figures(long deliveries, long attempts, long latencyMillis) {
    private Figures plus(Figures other) {
      return new Figures(
          deliveries + other.deliveries,
          attempts + other.attempts,
          latencyMillis + other.latencyMillis);
    }
  }

  SortedMap<Key, Figures> figures() {
    return figures;
  }

  /** A delivery came to this status with this event. */
  void moved(OutcomeGroup group, Channel channel, DeliveryStatus to, DeliveryEvent event) {
    Instant minute = Instant.ofEpochMilli(event.getAt()).truncatedTo(ChronoUnit.MINUTES);
    boolean tried = event.hasAttempt();
    figures.merge(
        new Key(minute, channel, to, group.getTemplate(), group.getSender()),
        new Figures(1, tried ? 1 : 0, tried ? event.getAttempt().getLatencyMs() : 0),
        Figures::plus);
  }
}
