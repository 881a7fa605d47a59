package dev.bongsu.inbox;

import dev.bongsu.kernel.RecipientId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one inbox. It holds no item: whoever is slow to ask is behind, and misses nothing. Close
 * it when the recipient goes. {@link #next} belongs to one thread at a time, {@link #close} to any.
 */
public final class Subscription implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);
  private static final int AT_ONCE = 100;
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(5);
  private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final RecipientId recipient;
  private final InboxStore store;
  private final Arrivals arrivals;
  private final long number;
  private final Semaphore news = new Semaphore(0);
  private Position position;
  private long changesFrom;
  // Whether there may be more than was read. At first there may.
  private volatile boolean behind = true;
  private volatile long readAt = System.nanoTime();
  private volatile @Nullable Runnable listener;
  private volatile boolean changed;
  private volatile boolean closed;

  Subscription(
      RecipientId recipient, Position position, InboxStore store, Arrivals arrivals, long number) {
    this.recipient = recipient;
    this.position = position;
    this.changesFrom = position.xid() + 1;
    this.store = store;
    this.arrivals = arrivals;
    this.number = number;
  }

  /** What presence knows it by. */
  long number() {
    return number;
  }

  /**
   * Has this done whenever there may be something, by whoever finds out, so it must be short; what
   * {@link #next} answers in no time at all is then what there is. For those who do not wait.
   */
  public void whenNews(Runnable listener) {
    this.listener = listener;
    listener.run();
  }

  /**
   * What came, in order, at most {@value #AT_ONCE}; waits for it, and answers nothing if nothing
   * came in {@code max}, something has changed or this is closed. While the database is away it
   * asks again now and then.
   */
  public List<InboxEntry> next(Duration max) throws InterruptedException {
    long end = System.nanoTime() + max.toNanos();
    while (!closed && (isBehind() || awaitNews(end))) {
      news.drainPermits();
      List<InboxEntry> entries = read();
      if (!entries.isEmpty() || changed) {
        return entries;
      }
      long again = System.nanoTime() + ASK_AGAIN_NANOS;
      if (behind && !awaitNews(Math.min(end, again)) && System.nanoTime() - end >= 0) {
        break;
      }
    }
    return List.of();
  }

  /**
   * Whether there may be something that nobody was woken for. Thousands that wait ask for nothing
   * unless they are woken, but for a look now and then.
   */
  public boolean isBehind() {
    return behind || System.nanoTime() - readAt > LOOK_AGAIN_NANOS;
  }

  private boolean awaitNews(long end) throws InterruptedException {
    return news.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  /**
   * What the recipient's devices said of items since this was asked last, in order; to be asked
   * after each {@link #next}. What was said before the stream began may be among it, and what was
   * said minutes ago is not.
   */
  public List<InboxChange> changes() throws InterruptedException {
    if (!changed) {
      return List.of();
    }
    changed = false;
    arrivals.takeTurn();
    try {
      NewsStore.Changes read = Aside.ask(() -> arrivals.changes(recipient, changesFrom));
      changesFrom = read.settled();
      return read.changes();
    } catch (JdbiException e) {
      LOG.debug("what changed in an inbox cannot be read at the moment", e);
      return List.of();
    } finally {
      arrivals.endTurn();
    }
  }

  private List<InboxEntry> read() throws InterruptedException {
    behind = true;
    arrivals.takeTurn();
    try {
      List<InboxEntry> entries = Aside.ask(() -> store.read(recipient, position, AT_ONCE, false));
      behind = entries.size() == AT_ONCE;
      readAt = System.nanoTime();
      if (!entries.isEmpty()) {
        position = entries.getLast().position();
      }
      return entries;
    } catch (JdbiException e) {
      LOG.debug("an inbox cannot be read at the moment", e);
      return List.of();
    } finally {
      arrivals.endTurn();
    }
  }

  RecipientId recipient() {
    return recipient;
  }

  /** Whether it was closed, from either side. */
  public boolean isClosed() {
    return closed;
  }

  /** There may be something new, or something changed. */
  void wake(boolean hasChanged) {
    if (hasChanged) {
      changed = true;
    }
    wake();
  }

  private void wake() {
    if (news.availablePermits() == 0) {
      news.release();
    }
    Runnable listening = listener;
    if (listening != null) {
      listening.run();
    }
  }

  @Override
  public void close() {
    closed = true;
    wake();
    arrivals.leave(this);
  }
}
