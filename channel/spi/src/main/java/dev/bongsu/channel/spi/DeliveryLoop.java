package dev.bongsu.channel.spi;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Priority;
import dev.bongsu.log.LogReader;
import dev.bongsu.log.LogRecord;
import dev.bongsu.log.ReaderSpec;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.DeliveryRecord;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One turn after another of a channel: take what the log has, hear what became of what was handed
 * over, hand over what may go, record. All state is of the one thread that turns it.
 *
 * <p>It takes more from the log than it hands over, so that it sees the end of time of deliveries
 * that cannot go: while every circuit is open it holds what it has, and moves what it cannot hold
 * aside for two minutes, so that nothing expires unseen behind it.
 */
final class DeliveryLoop implements AutoCloseable {
  private static final Duration IDLE = Duration.ofMillis(250);
  private static final Duration HELD = Duration.ofMillis(20);
  private static final Duration BUSY = Duration.ofMillis(5);
  private static final int FEW = 32;
  private static final long COMMIT_EVERY_MILLIS = 5;
  private static final long COMMIT_EVERY_MILLIS_WHEN_BUSY = 20;

  /**
   * Between two commits. One costs the log about the same however much it carries, so what comes
   * meanwhile shares the next.
   */
  private static final Duration PACE = Duration.ofMillis(20);

  /** The same after a commit of much: then throughput counts for more than delay. */
  private static final Duration PACE_UNDER_LOAD = Duration.ofMillis(50);

  private static final int MUCH = 128;

  /** With less than this in flight, providers would have nothing to do during the longer rest. */
  private static final int ROOM = 2_000;

  /** The reason of what is cancelled because its recipient has read it elsewhere. */
  private static final String READ = "read";

  private static final int LOOK_AHEAD = 1024;
  private static final long MAX_BYTES = 32 * 1024 * 1024;
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
  private static final Duration HOLD_FOR = Duration.ofSeconds(5);
  private static final Duration ASIDE_FOR = Duration.ofMinutes(2);
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryLoop.class);

  private final Channel channel;
  private final Failover failover;
  private final Cancellations cancellations;
  private final Clock clock;
  private final LogReader reader;
  private final Senders senders;
  private final Conclusions conclusions;
  private final Backlog backlog = new Backlog();
  private final Finished finished = new Finished();
  private final Set<PolledRecord> open = new HashSet<>();
  private final int lookAhead;
  private int handedOver;
  private int uncommitted;
  private boolean passedOver;
  private long lastCommitMillis;
  private Instant lookAt;
  private @Nullable Instant heldSince;

  DeliveryLoop(Channel channel, List<ProviderLine> lines, ChannelContext context) {
    this.channel = channel;
    this.failover = new Failover(lines);
    this.cancellations = context.cancellations();
    this.clock = context.clock();
    this.lookAt = clock.instant();
    this.lookAhead = LOOK_AHEAD + 2 * lines.stream().mapToInt(ProviderLine::maxInFlight).sum();
    this.reader =
        context
            .log()
            .reader(
                new ReaderSpec(
                    "channel." + channel.apiName(),
                    Topics.byPriority(priority -> Topics.deliveries(channel, priority)),
                    lookAhead,
                    MAX_BYTES,
                    DeliveryLoop::weight));
    Rendering rendering = new Rendering(context.renderer());
    this.senders = new Senders(channel, rendering, context);
    this.conclusions = new Conclusions(rendering, clock);
  }

  /** One turn; waits a little where there is nothing to do. Answers how long to rest after it. */
  Duration step() throws InterruptedException {
    return step(patience());
  }

  /** One turn that waits at most so long for records. */
  Duration step(Duration patience) throws InterruptedException {
    for (LogRecord record : reader.poll(patience)) {
      take(record);
    }
    hear();
    look();
    handOver();
    return commitIfDue();
  }

  /** Hears what is with the providers, at most for {@code max}, and records it; then it is over. */
  void drain(Duration max) throws InterruptedException {
    long deadline = System.nanoTime() + max.toNanos();
    while (handedOver > 0 && System.nanoTime() < deadline) {
      Report report = senders.reports().poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (report != null) {
        hear(report);
      }
    }
    // Half a record cannot be recorded: what is left of it becomes a record of its own.
    for (PolledRecord record : Set.copyOf(open)) {
      if (record.isTouched() && reader.owns(record.record())) {
        record.requeueRest();
        finishIfDone(record);
      }
    }
    commit();
  }

  @Override
  public void close() {
    senders.close();
    reader.close();
  }

  /** How many deliveries are with providers. */
  int handedOver() {
    return handedOver;
  }

  private Duration patience() {
    if (!senders.reports().isEmpty()) {
      return Duration.ZERO;
    }
    if (handedOver > 0 || finished.weight() > 0) {
      return BUSY;
    }
    return backlog.isEmpty() ? IDLE : HELD;
  }

  private void take(LogRecord record) {
    try {
      PolledRecord polled = PolledRecord.of(record, channel);
      open.add(polled);
      backlog.add(polled);
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      // Passed over: it can never be read, and what stands behind it can.
      LOG.error(
          "A record of {} cannot be read, partition {}, offset {}: {}",
          record.topic(),
          record.partition(),
          record.offset(),
          e.getClass().getSimpleName());
      reader.finish(record, List.of());
      passedOver = true;
    }
  }

  private void hear() {
    for (Report report = senders.reports().poll();
        report != null;
        report = senders.reports().poll()) {
      hear(report);
    }
  }

  private void hear(Report report) {
    handedOver--;
    switch (report) {
      case Report.Tried tried -> tried.line().answered(tried.outcome(), tried.latencyMillis());
      case Report.Impossible _,
          Report.NotNow _,
          Report.Arrived _,
          Report.Unreached _,
          Report.CutOff _ ->
          report.line().returned();
    }
    conclusions.conclude(report);
    finishIfDone(report.delivery().of());
  }

  private void handOver() {
    while (true) {
      PolledRecord record = begun();
      if (record == null) {
        heldSince = null;
        return;
      }
      PolledDelivery delivery = record.unsent().element();
      if (settle(record, delivery)) {
        record.unsent().remove();
        finishIfDone(record);
        continue;
      }
      switch (failover.choose(delivery)) {
        case Failover.Choice.Go(ProviderLine line) -> {
          record.unsent().remove();
          record.handOver(delivery);
          handedOver++;
          senders.send(delivery, line);
        }
        case Failover.Choice.Park(Duration wait) -> {
          record.unsent().remove();
          conclusions.park(delivery, wait);
          finishIfDone(record);
        }
        case Failover.Choice.Hold() -> {
          hold();
          return;
        }
      }
    }
  }

  private void hold() {
    if (failover.isAnyOpen()) {
      heldSince = null;
    } else if (heldSince == null) {
      heldSince = clock.instant();
    }
  }

  /** The record whose deliveries go now, null if there is none or no room for it. */
  private @Nullable PolledRecord begun() {
    while (true) {
      PolledRecord begun = backlog.begun();
      if (begun != null) {
        return begun;
      }
      PolledRecord next = backlog.next();
      if (next == null) {
        return null;
      }
      if (!reader.owns(next.record())) {
        backlog.drop(next);
        open.remove(next);
      } else if (uncommitted > 0 && uncommitted + next.weight() > boundOf(next.priority())) {
        return null;
      } else {
        backlog.begin(next);
        uncommitted += next.weight();
      }
    }
  }

  /** The less urgent leaves some room, so that what is urgent need not wait for a commit. */
  private int boundOf(Priority priority) {
    int bound = failover.bound();
    return switch (priority) {
      case HIGH -> bound;
      case NORMAL -> bound - bound / 16;
      case LOW -> bound - bound / 8;
    };
  }

  private boolean settle(PolledRecord record, PolledDelivery delivery) {
    String recipient = delivery.wire().getRecipient();
    boolean late = !clock.instant().isBefore(record.expiresAt());
    if (delivery.isDismissal()) {
      return late || cancellations.isErased(record.message(), recipient);
    }
    if (cancellations.covers(record.message(), recipient)) {
      conclusions.cancel(delivery, "");
      return true;
    }
    // An inbox interrupts nobody, and keeps what was read as well.
    if (channel != Channel.INAPP && cancellations.isRead(record.message(), recipient)) {
      conclusions.cancel(delivery, READ);
      return true;
    }
    if (late) {
      conclusions.expire(delivery);
    }
    return late;
  }

  /** Looks after what waits in hand, now and then. */
  private void look() {
    Instant now = clock.instant();
    if (now.isBefore(lookAt)) {
      return;
    }
    lookAt = now.plus(BETWEEN_LOOKS);
    for (PolledRecord record : backlog.waiting()) {
      record.unsent().removeIf(delivery -> settle(record, delivery));
    }
    boolean full = backlog.weight() > lookAhead / 2;
    if (heldSince != null && full && !now.isBefore(heldSince.plus(HOLD_FOR))) {
      for (PolledRecord record : backlog.waiting()) {
        record.unsent().forEach(delivery -> conclusions.park(delivery, ASIDE_FOR));
        record.unsent().clear();
      }
    }
    for (PolledRecord record : backlog.removeWaiting(PolledRecord::isDone)) {
      // It counts as begun until it is committed, like any other.
      uncommitted += record.weight();
      finishIfDone(record);
    }
  }

  private void finishIfDone(PolledRecord record) {
    if (record.isDone() && open.remove(record)) {
      finished.add(record);
    }
  }

  private Duration commitIfDue() throws InterruptedException {
    int weight = finished.weight();
    if (weight == 0 && !passedOver) {
      return Duration.ZERO;
    }
    boolean quiet = handedOver == 0;
    long every = handedOver < FEW ? COMMIT_EVERY_MILLIS : COMMIT_EVERY_MILLIS_WHEN_BUSY;
    boolean late = clock.millis() - lastCommitMillis >= every;
    if (!quiet && !late && weight < failover.bound() / 2) {
      return Duration.ZERO;
    }
    Duration rest = restAfter(weight);
    commit();
    return rest;
  }

  /** How long to rest after a commit of so much. */
  private Duration restAfter(int weight) {
    if (failover.bound() >= ROOM) {
      return weight >= MUCH ? PACE_UNDER_LOAD : PACE;
    }
    // What waits for a commit has taken all room: providers would have nothing to do, and no more
    // would share the next.
    return uncommitted >= boundOf(Priority.LOW) ? Duration.ZERO : PACE;
  }

  private void commit() throws InterruptedException {
    int weight = finished.weight();
    finished.finishAll(reader, clock.instant());
    reader.commit();
    uncommitted -= weight;
    passedOver = false;
    lastCommitMillis = clock.millis();
  }

  /** How many deliveries a record holds, without reading them. */
  private static int weight(LogRecord record) {
    int deliveries = 0;
    try {
      CodedInputStream in = CodedInputStream.newInstance(record.value());
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        deliveries += tag >>> 3 == DeliveryRecord.DELIVERIES_FIELD_NUMBER ? 1 : 0;
        in.skipField(tag);
      }
    } catch (IOException _) {
      // It is no record of deliveries; whoever reads it will say so.
    }
    return Math.max(1, deliveries);
  }
}
