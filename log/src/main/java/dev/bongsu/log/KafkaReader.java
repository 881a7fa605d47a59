package dev.bongsu.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class KafkaReader implements LogReader {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaReader.class);
  private static final long COMMIT_DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long TAIL_NANOS = TimeUnit.SECONDS.toNanos(1);
  // As long as it takes the brokers to answer, if they have something.
  private static final Duration MOMENT = Duration.ofMillis(3);
  private static final Duration PAUSE = Duration.ofMillis(500);
  // Longer than a transaction that a killed process left open may last.
  private static final Duration POSITIONS = Duration.ofSeconds(30);
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private final Client client;
  private final ReaderSpec spec;
  private final String name;
  private final Health health;
  private final Runnable closed;
  private final InFlight inFlight;
  private final Outbox outbox;

  private final ReentrantLock waking = new ReentrantLock();
  private boolean waiting;
  private boolean woken;

  private Consumer<byte[], byte[]> consumer;
  private int pausedFrom;
  private long tailAtNanos = System.nanoTime();
  // The steps of a commit of which we do not know whether it took effect.
  private List<Lane.Step> inDoubt = List.of();

  KafkaReader(Client client, ReaderSpec spec, String name, Health health, Runnable closed) {
    this.client = client;
    this.spec = spec;
    this.name = name;
    this.health = health;
    this.closed = closed;
    this.inFlight = new InFlight(spec);
    this.outbox = new Outbox(client, name);
    this.consumer = join();
  }

  private Consumer<byte[], byte[]> join() {
    Consumer<byte[], byte[]> member =
        client.member(spec.group(), name, spec.topicsByPriority().size() == 1);
    member.subscribe(spec.topicsByPriority(), new Moves());
    pausedFrom = spec.topicsByPriority().size();
    return member;
  }

  @Override
  public List<LogRecord> poll(Duration max) throws InterruptedException {
    int all = spec.topicsByPriority().size();
    long start = System.nanoTime();
    boolean fetched = false;
    while (true) {
      if (inFlight.waiting() < all && health.paused() == null) {
        // Whatever more urgent thing has come meanwhile goes first.
        var _ = fetch(Duration.ZERO);
        fetched = true;
        // A turn costs its owner about the same however much it carries: under load, wait for more.
        boolean more = true;
        while (more && inFlight.isFilling()) {
          more = fetch(MOMENT);
        }
        List<LogRecord> out = inFlight.handOut();
        if (!out.isEmpty()) {
          return out;
        }
      }
      long left = start + max.toNanos() - System.nanoTime();
      Long finishedAt = inFlight.finishedAtNanos();
      if (finishedAt != null) {
        long commitBy = Math.max(start - finishedAt, 0) + finishedAt + COMMIT_DELAY_NANOS;
        left = Math.min(left, commitBy - System.nanoTime());
      }
      if (left <= 0 && fetched) {
        return List.of();
      }
      var _ = fetch(Duration.ofNanos(Math.max(0, left)));
      fetched = true;
    }
  }

  /**
   * Takes what the log has of the priorities of which not enough waits here, of none while nothing
   * is to be worked on; answers whether anything came.
   */
  private boolean fetch(Duration wait) throws InterruptedException {
    try {
      pauseFrom(health.paused() == null ? inFlight.enoughFrom() : 0);
      boolean came = await(wait);
      if (!came) {
        commitTails();
      }
      return came;
    } catch (InterruptException e) {
      throw Membership.interrupted(e);
    } catch (KafkaException e) {
      rejoin(e);
      return false;
    }
  }

  /** Answers whether something came; {@link #finish} ends the wait. */
  private boolean await(Duration wait) {
    if (wait.isZero()) {
      return take(wait);
    }
    boolean came = false;
    try {
      setWaiting(true);
      came = take(wait);
    } catch (WakeupException _) {
      woken = false;
    } finally {
      setWaiting(false);
    }
    if (woken) {
      // The call came too late to end this wait, and would end whatever comes next.
      woken = false;
      try {
        came |= take(Duration.ZERO);
      } catch (WakeupException _) {
        return came;
      }
    }
    return came;
  }

  private boolean take(Duration wait) {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(wait);
    for (TopicPartition partition : records.partitions()) {
      if (!inFlight.arrive(partition, records.records(partition))) {
        throw new KafkaException(partition + " came without notice");
      }
    }
    return !records.isEmpty();
  }

  private void setWaiting(boolean value) {
    waking.lock();
    try {
      waiting = value;
    } finally {
      waking.unlock();
    }
  }

  private void pauseFrom(int priority) {
    if (priority != pausedFrom) {
      List<TopicPartition> paused = new ArrayList<>();
      List<TopicPartition> resumed = new ArrayList<>();
      for (TopicPartition partition : consumer.assignment()) {
        boolean goes = spec.topicsByPriority().indexOf(partition.topic()) < priority;
        (goes ? resumed : paused).add(partition);
      }
      consumer.pause(paused);
      consumer.resume(resumed);
      pausedFrom = priority;
    }
  }

  /** Positions behind marks that are no records, so that an empty queue looks empty. */
  private void commitTails() {
    long now = System.nanoTime();
    if (now - tailAtNanos < TAIL_NANOS) {
      return;
    }
    tailAtNanos = now;
    Map<TopicPartition, OffsetAndMetadata> tails = new HashMap<>();
    inFlight
        .idle()
        .forEach((partition, position) -> {
          long reached = consumer.position(partition, ANSWER);
          if (reached > position) {
            tails.put(partition, new OffsetAndMetadata(reached));
          }
        });
    if (!tails.isEmpty()) {
      consumer.commitSync(tails, ANSWER);
      tails.forEach((partition, reached) -> inFlight.advance(partition, reached.offset()));
    }
    health.up();
  }

  /** Begins anew after what the client cannot overcome by itself. */
  private void rejoin(KafkaException cause) throws InterruptedException {
    LOG.warn("reader {} begins anew: {}", name, health.down(cause));
    inFlight.drop(inFlight.partitions());
    Membership.giveUp(consumer, name);
    try {
      // Whoever gets our partitions waits for what we left open.
      outbox.resolve();
    } catch (KafkaException e) {
      LOG.debug("reader {} cannot resolve its last commit yet", name, e);
    }
    // Not at once again and again; nothing is there to be missed while the log is away.
    Thread.sleep(PAUSE);
    consumer = join();
  }

  @Override
  public void finish(LogRecord record, List<Entry> appends) {
    appends.forEach(entry -> health.checkTopic(entry.topic()));
    if (inFlight.finish(record, appends)) {
      waking.lock();
      try {
        if (waiting) {
          woken = true;
          consumer.wakeup();
        }
      } finally {
        waking.unlock();
      }
    }
  }

  @Override
  public int commit() throws InterruptedException {
    int settled = 0;
    try {
      settled = resolve();
      List<Lane.Step> steps = inFlight.steps();
      if (!steps.isEmpty()) {
        inDoubt = steps;
        take(steps);
        for (Lane.Step step : steps) {
          settled += settle(step, step.finished());
        }
        inDoubt = List.of();
        health.up();
      }
      return settled;
    } catch (InterruptException e) {
      inFlight.unsettled();
      throw Membership.interrupted(e);
    } catch (CommitFailedException | RebalanceInProgressException e) {
      // The next fetch tells which partitions stay ours; what is finished in them is kept.
      inFlight.unsettled();
      LOG.debug("reader {} commits when its group has settled", name, e);
      return settled;
    } catch (KafkaException e) {
      inFlight.unsettled();
      LOG.warn("reader {} could not commit and tries again: {}", name, health.down(e));
      return settled;
    }
  }

  private void take(List<Lane.Step> steps) {
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    List<Entry> appends = new ArrayList<>();
    for (Lane.Step step : steps) {
      positions.put(
          step.lane().partition(),
          new OffsetAndMetadata(step.after().position(), step.after().beside()));
      step.finished().forEach(one -> appends.addAll(one.appends()));
    }
    if (appends.isEmpty()) {
      consumer.commitSync(positions, ANSWER);
    } else {
      outbox.commit(appends, positions, consumer.groupMetadata());
    }
  }

  /** Finds out whether the commit that is in doubt took effect. */
  private int resolve() {
    if (inDoubt.isEmpty()) {
      return 0;
    }
    outbox.resolve();
    int settled = 0;
    List<Lane.Step> ours = inDoubt.stream().filter(step -> inFlight.has(step.lane())).toList();
    HashSet<TopicPartition> partitions = new HashSet<>();
    ours.forEach(step -> partitions.add(step.lane().partition()));
    Map<TopicPartition, @Nullable OffsetAndMetadata> kept = committed(partitions);
    for (Lane.Step step : ours) {
      OffsetAndMetadata position = kept.get(step.lane().partition());
      if (position != null) {
        settled += settle(step, Lane.settledIn(step, unfinished(position)));
      }
    }
    inDoubt = List.of();
    return settled;
  }

  private int settle(Lane.Step step, List<Lane.Held> finished) {
    inFlight.settle(step.lane(), finished);
    return finished.size();
  }

  private Map<TopicPartition, @Nullable OffsetAndMetadata> committed(
      Collection<TopicPartition> partitions) {
    return partitions.isEmpty()
        ? Map.of()
        : new HashMap<>(consumer.committed(new HashSet<>(partitions), POSITIONS));
  }

  private static Unfinished unfinished(OffsetAndMetadata position) {
    return Unfinished.read(position.offset(), position.metadata());
  }

  @Override
  public boolean owns(LogRecord record) {
    return inFlight.owns(record);
  }

  @Override
  public void close() {
    try {
      commit();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    inFlight.drop(inFlight.partitions());
    outbox.close();
    Membership.end(consumer, name);
    closed.run();
  }

  /** Partitions that come and go; called from within a fetch. */
  private final class Moves implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      setWaiting(false);
      Map<TopicPartition, @Nullable OffsetAndMetadata> kept;
      try {
        kept = committed(partitions);
      } catch (WakeupException _) {
        // It was meant for the wait that this call is part of, and comes but once.
        kept = committed(partitions);
      }
      for (TopicPartition partition : partitions) {
        OffsetAndMetadata position = kept.get(partition);
        inFlight.open(
            partition, position == null ? new Unfinished(List.of(), 0) : unfinished(position));
      }
      pausedFrom = -1;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      setWaiting(false);
      try {
        commit();
        if (inFlight.finishedAtNanos() != null) {
          // A call to end the wait that this is part of may have ended the commit instead.
          commit();
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      inFlight.drop(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      inFlight.drop(partitions);
    }
  }
}
