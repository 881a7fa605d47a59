package dev.bongsu.channel.spi;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Priority;
import dev.bongsu.log.Entry;
import dev.bongsu.log.Log;
import dev.bongsu.log.LogReader;
import dev.bongsu.log.LogRecord;
import dev.bongsu.log.ReaderSpec;
import dev.bongsu.log.Tier;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.RetryRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the head of each partition of one retry topic; what is due goes to its channel, what is
 * not yet due to another retry topic. State is of the one thread that turns it.
 */
final class TierLoop implements AutoCloseable {
  private static final int MOST_IN_HAND = 10_000;
  private static final long MAX_BYTES = 8 * 1024 * 1024;
  private static final long IDLE_MILLIS = 250;
  private static final long SHORTEST_WAIT_MILLIS = 5;
  private static final Logger LOG = LoggerFactory.getLogger(TierLoop.class);

  private final Clock clock;
  private final LogReader reader;
  private final Map<Integer, Deque<Waiting>> partitions = new TreeMap<>();

  /** A record without its inside, of which there may be many. */
  private record Waiting(LogRecord record, long untilMillis) {}

  TierLoop(Tier tier, Log log, Clock clock) {
    this.clock = clock;
    // A group for each tier: they wait for different times, and so must not share a bound.
    this.reader =
        log.reader(ReaderSpec.of(tier.topic(), List.of(tier.topic()), MOST_IN_HAND, MAX_BYTES));
  }

  /** One turn; waits for records or for the next head to be due. */
  void step() throws InterruptedException {
    long next = IDLE_MILLIS;
    for (Deque<Waiting> partition : partitions.values()) {
      Waiting head = partition.peek();
      if (head != null) {
        next = Math.min(next, head.untilMillis() - clock.millis());
      }
    }
    step(Duration.ofMillis(Math.max(SHORTEST_WAIT_MILLIS, next)));
  }

  /** One turn that waits at most so long for records. */
  void step(Duration patience) throws InterruptedException {
    boolean passedOver = false;
    for (LogRecord record : reader.poll(patience)) {
      passedOver |= !take(record);
    }
    boolean moved = false;
    for (Deque<Waiting> partition : partitions.values()) {
      moved |= moveDue(partition);
    }
    if (moved || passedOver) {
      reader.commit();
    }
  }

  @Override
  public void close() {
    reader.close();
  }

  private boolean take(LogRecord record) {
    try {
      RetryRecord retry = RetryRecord.parseFrom(record.value());
      if (Channel.named(retry.getChannel()).isPresent()) {
        partitions
            .computeIfAbsent(record.partition(), _ -> new ArrayDeque<>())
            .add(new Waiting(record, retry.getHopUntil()));
        return true;
      }
      LOG.error("A retry for an unknown channel was passed over, offset {}", record.offset());
    } catch (InvalidProtocolBufferException _) {
      LOG.error("A record of {} cannot be read, offset {}", record.topic(), record.offset());
    }
    reader.finish(record, List.of());
    return false;
  }

  private boolean moveDue(Deque<Waiting> partition) {
    long now = clock.millis();
    boolean moved = false;
    for (Waiting head = partition.peek();
        head != null && (head.untilMillis() <= now || !reader.owns(head.record()));
        head = partition.peek()) {
      partition.remove();
      if (reader.owns(head.record())) {
        reader.finish(head.record(), List.of(moved(head.record(), now)));
        moved = true;
      }
    }
    return moved;
  }

  private static Entry moved(LogRecord record, long now) {
    RetryRecord retry;
    try {
      retry = RetryRecord.parseFrom(record.value());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("it could be read before", e);
    }
    long left = retry.getDueAt() - now;
    if (left > 0) {
      Tier tier = Tier.within(Duration.ofMillis(left));
      return new Entry(
          tier.topic(),
          record.partition(),
          retry.toBuilder().setHopUntil(now + tier.delay().toMillis()).build().toByteArray());
    }
    Channel channel = Channel.named(retry.getChannel()).orElseThrow();
    Priority priority =
        Priority.named(retry.getDelivery().getMessage().getPriority()).orElse(Priority.NORMAL);
    return new Entry(
        Topics.deliveries(channel, priority),
        record.partition(),
        retry.getDelivery().toByteArray());
  }
}
