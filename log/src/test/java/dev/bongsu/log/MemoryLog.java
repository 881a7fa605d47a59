package dev.bongsu.log;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The log in memory, for tests: what {@link Log} promises without disk, broker or delay. A poll
 * never waits when there is something to answer, so a test in one thread steps through it; {@code
 * poll(Duration.ZERO)} never waits at all. Listeners hear a record before its append is
 * acknowledged or its commit returns.
 */
public final class MemoryLog implements Log {
  private static final int PARTITIONS = 3;

  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, List<List<LogRecord>>> topics = new HashMap<>();
  private final Map<String, MemoryGroup> groups = new HashMap<>();
  private final List<MemoryListener> listeners = new ArrayList<>();
  private volatile @Nullable String problem;
  private volatile @Nullable String paused;

  /** An empty log, which stamps records with the time of {@code clock}. */
  public MemoryLog(Clock clock) {
    this.clock = clock;
    for (String topic : Topics.all()) {
      List<List<LogRecord>> partitions = new ArrayList<>();
      for (int partition = 0; partition < PARTITIONS; partition++) {
        partitions.add(new ArrayList<>());
      }
      topics.put(topic, List.copyOf(partitions));
    }
  }

  /** Everything that stands in a topic, in order within each partition. */
  public List<LogRecord> records(String topic) {
    return locked(() -> partitionsOf(topic).stream().<LogRecord>flatMap(List::stream).toList());
  }

  /** From now on the log is away: appends are refused, polls return nothing, commits do nothing. */
  public void breakDown(String why) {
    problem = why;
  }

  /** The log is back. */
  public void heal() {
    problem = null;
  }

  /**
   * As if the process was killed: every reader loses its place without a commit and never gets
   * anything again; what was appended and committed stays.
   */
  public void crash() {
    lockedRun(() -> groups.values().forEach(MemoryGroup::expelAll));
  }

  @Override
  public int partitions() {
    return PARTITIONS;
  }

  @Override
  public int partitionOf(String key) {
    return Partitioning.partitionOf(key, PARTITIONS);
  }

  @Override
  public LogWriter writer() {
    return entry -> {
      partitionsOf(entry.topic());
      String refused = problem();
      if (refused == null) {
        lockedRun(() -> append(entry));
      }
      tellListeners();
      return () -> {
        if (refused != null) {
          throw new LogUnavailableException(refused, new IllegalStateException(refused));
        }
      };
    };
  }

  @Override
  public LogReader reader(ReaderSpec spec) {
    spec.topicsByPriority().forEach(this::partitionsOf);
    return new MemoryReader(this, spec);
  }

  @Override
  public PositionedReader positioned(
      String group, String topic, PositionedReader.Positions positions) {
    partitionsOf(topic);
    return new MemoryPositionedReader(this, group, topic, positions);
  }

  @Override
  public Listening listen(String topic, boolean fromBeginning, Consumer<LogRecord> listener) {
    MemoryListener heard =
        locked(() -> {
          MemoryListener made =
              new MemoryListener(this, partitionsOf(topic), fromBeginning, listener);
          listeners.add(made);
          return made;
        });
    heard.hear();
    return () -> lockedRun(() -> listeners.remove(heard));
  }

  /** Depth and age are exact; the rates are 0, as no time passes here. */
  @Override
  public List<QueueDepth> queues() {
    return locked(() -> Topics.all().stream().map(this::queue).toList());
  }

  @Override
  public void pause(@Nullable String why) {
    paused = why;
  }

  @Override
  public @Nullable String problem() {
    String why = paused;
    return why == null ? problem : why;
  }

  @Override
  public void close() {
    crash();
  }

  private QueueDepth queue(String topic) {
    long depth = 0;
    long oldest = Long.MAX_VALUE;
    for (MemoryGroup group : groups.values()) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        if (group.reads(topic)) {
          for (LogRecord record : partitionsOf(topic).get(partition)) {
            if (!group.isDone(record)) {
              depth++;
              oldest = Math.min(oldest, record.appendedAtMillis());
            }
          }
        }
      }
    }
    double age = depth == 0 ? 0 : (clock.millis() - oldest) / 1000.0;
    return new QueueDepth(topic, depth, age, 0, 0);
  }

  /** Under the lock. */
  void append(Entry entry) {
    List<LogRecord> partition = partitionsOf(entry.topic()).get(entry.partition());
    partition.add(
        new LogRecord(
            entry.topic(), entry.partition(), partition.size(), clock.millis(), entry.value()));
    changed.signalAll();
  }

  /** Under the lock. */
  boolean isAway() {
    return problem != null;
  }

  /** Under the lock: whether readers get nothing. */
  boolean isSilent() {
    return problem() != null;
  }

  /** Under the lock. */
  MemoryGroup group(String name) {
    return groups.computeIfAbsent(name, _ -> new MemoryGroup(PARTITIONS));
  }

  List<List<LogRecord>> partitionsOf(String topic) {
    List<List<LogRecord>> partitions = topics.get(topic);
    if (partitions == null) {
      throw new IllegalArgumentException("there is no topic named " + topic);
    }
    return partitions;
  }

  /** Outside of the lock, as listeners may do what they like. */
  void tellListeners() {
    locked(() -> List.copyOf(listeners)).forEach(MemoryListener::hear);
  }

  /**
   * Under the lock: waits for a change, at most until {@code deadlineNanos}; false if it passed.
   */
  @SuppressWarnings("WaitNotInLoop") // the callers loop
  boolean awaitChange(long deadlineNanos) throws InterruptedException {
    return changed.awaitNanos(deadlineNanos - System.nanoTime()) > 0;
  }

  /** Under the lock. */
  void signal() {
    changed.signalAll();
  }

  <T> T locked(Step<T> step) {
    lock.lock();
    try {
      return step.take();
    } finally {
      lock.unlock();
    }
  }

  void lockedRun(Runnable step) {
    lock.lock();
    try {
      step.run();
    } finally {
      lock.unlock();
    }
  }

  <T> T lockedInterruptibly(InterruptibleStep<T> step) throws InterruptedException {
    if (!lock.tryLock(1, TimeUnit.MINUTES)) {
      throw new IllegalStateException("a step of the log took more than a minute");
    }
    try {
      return step.take();
    } finally {
      lock.unlock();
    }
  }

  @FunctionalInterface
  interface Step<T> {
    T take();
  }

  @FunctionalInterface
  interface InterruptibleStep<T> {
    T take() throws InterruptedException;
  }
}
