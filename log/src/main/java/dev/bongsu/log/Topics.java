package dev.bongsu.log;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Priority;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The names of all topics. All have the same number of partitions, and what concerns one recipient
 * stands in the same partition of each.
 */
public final class Topics {
  /** What became of deliveries ({@code OutcomeRecord}); the ledger reads it. */
  public static final String OUTCOMES = "outcomes";

  /** What a channel could not deliver ({@code UndeliveredRecord}); the inbox reads it. */
  public static final String UNDELIVERED = "undelivered";

  /**
   * What providers report of messages that they took ({@code ReceiptRecord}); the ledger reads it.
   */
  public static final String RECEIPTS = "receipts";

  /**
   * What is not to be sent any more ({@code CancellationRecord}); every sending process reads all
   * of it.
   */
  public static final String CANCELLATIONS = "cancellations";

  /** What recipients read, by their devices' word ({@code ReadRecord}); fan-out reads it. */
  public static final String READS = "reads";

  private Topics() {}

  /** Accepted requests ({@code NotificationRecord}). */
  public static String notifications(Priority priority) {
    return "notifications." + priority.apiName();
  }

  /** Chunks of large audiences ({@code ChunkRecord}). */
  public static String fanout(Priority priority) {
    return "fanout." + priority.apiName();
  }

  /** Decided deliveries of a channel ({@code DeliveryRecord}). */
  public static String deliveries(Channel channel, Priority priority) {
    return "deliveries." + channel.apiName() + "." + priority.apiName();
  }

  /** A topic for every priority, the most urgent first. */
  public static List<String> byPriority(Function<Priority, String> topic) {
    return Arrays.stream(Priority.values()).map(topic).toList();
  }

  /** Every topic there is. */
  public static List<String> all() {
    List<String> all = new ArrayList<>();
    all.addAll(byPriority(Topics::notifications));
    all.addAll(byPriority(Topics::fanout));
    for (Channel channel : Channel.values()) {
      all.addAll(byPriority(priority -> deliveries(channel, priority)));
    }
    Arrays.stream(Tier.values()).map(Tier::topic).forEach(all::add);
    all.addAll(List.of(OUTCOMES, UNDELIVERED, RECEIPTS, READS, CANCELLATIONS));
    return List.copyOf(all);
  }
}
