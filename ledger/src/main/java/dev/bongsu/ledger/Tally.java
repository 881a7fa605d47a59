package dev.bongsu.ledger;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryStatus;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How one batch changes the counts of a chunked notification. Not for several threads. */
final class Tally {
  /**
   * A row of it.
   *
   * @param channel null for what is expected rather than moved
   * @param atMillis when the last of these was settled, or a chunk decided on; 0 where none was
   */
  record Row(
      @Nullable Channel channel,
      @Nullable DeliveryStatus status,
      long change,
      int chunks,
      long atMillis) {}

  private static final class Sum {
    private long change;
    private long atMillis;
  }

  private final Map<Channel, Map<DeliveryStatus, Sum>> moves = new EnumMap<>(Channel.class);
  private int chunks;
  private long expected;
  private long expectedAtMillis;

  void chunk(int deliveries, long atMillis) {
    chunks++;
    expect(deliveries, atMillis);
  }

  void expectOneMore(long atMillis) {
    expect(1, atMillis);
  }

  void moved(Channel channel, @Nullable DeliveryStatus from, DeliveryStatus to, long atMillis) {
    if (from != null) {
      add(channel, from, -1, 0);
    }
    boolean settles = to.isSettled() && (from == null || !from.isSettled());
    add(channel, to, 1, settles ? atMillis : 0);
  }

  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    moves.forEach((channel, statuses) ->
        statuses.forEach((status, sum) -> {
          if (sum.change != 0) {
            rows.add(new Row(channel, status, sum.change, 0, sum.atMillis));
          }
        }));
    if (chunks != 0 || expected != 0) {
      rows.add(new Row(null, null, expected, chunks, expectedAtMillis));
    }
    return rows;
  }

  private void expect(long deliveries, long atMillis) {
    expected += deliveries;
    expectedAtMillis = Math.max(expectedAtMillis, atMillis);
  }

  private void add(Channel channel, DeliveryStatus status, long change, long atMillis) {
    Sum sum =
        moves
            .computeIfAbsent(channel, _ -> new EnumMap<>(DeliveryStatus.class))
            .computeIfAbsent(status, _ -> new Sum());
    sum.change += change;
    sum.atMillis = Math.max(sum.atMillis, atMillis);
  }
}
