package dev.bongsu.inbox;

import dev.bongsu.kernel.RecipientId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who follows which inbox, on this process at once and on all others a moment later: what changes
 * is written together, a quarter of a second's worth at a time. For many threads.
 */
final class Presence implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Presence.class);
  private static final long BEAT_MILLIS = 3_000;
  private static final long GATHER_MILLIS = 250;

  private final PresenceStore store;
  private final Clock clock;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<Long, PresenceStore.Row> here = new ConcurrentHashMap<>();
  private final Semaphore changes = new Semaphore(0);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile int others;

  /** What the table has of this process; of the one thread that writes it. */
  private Map<Long, PresenceStore.Row> told = Map.of();

  private Presence(PresenceStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  static Presence keep(PresenceStore store, Clock clock) {
    var presence = new Presence(store, clock);
    Thread.ofVirtual().name("inbox-presence").start(presence::run);
    return presence;
  }

  /** A device has come; the number is what it {@link #went} by. */
  long came(RecipientId recipient, Connection.Kind kind) {
    long number = numbers.incrementAndGet();
    here.put(
        number, new PresenceStore.Row(number, recipient, new Connection(kind, clock.instant())));
    changes.release();
    return number;
  }

  void went(long number) {
    if (here.remove(number) != null) {
      changes.release();
    }
  }

  /** Whether anybody else could store something for who is connected here. */
  boolean isAlone() {
    return others == 0;
  }

  /** Who follows this inbox, the longest first. */
  List<Connection> of(RecipientId recipient, List<Long> numbersHere) {
    List<Connection> all = new ArrayList<>(store.elsewhere(recipient));
    for (Long number : numbersHere) {
      PresenceStore.Row row = here.get(number);
      if (row != null) {
        all.add(row.connection());
      }
    }
    all.sort(Comparator.comparing(Connection::since));
    return all;
  }

  private void run() {
    try {
      long beatAt = System.nanoTime();
      while (closed.getCount() > 0) {
        long left = TimeUnit.NANOSECONDS.toMillis(beatAt - System.nanoTime());
        if (left <= 0) {
          beatAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(BEAT_MILLIS);
          tell(true);
        } else if (changes.tryAcquire(left, TimeUnit.MILLISECONDS)
            && !closed.await(GATHER_MILLIS, TimeUnit.MILLISECONDS)) {
          tell(false);
        }
      }
      store.leave();
    } catch (JdbiException e) {
      LOG.debug("that this process ends is told by its silence", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      ended.countDown();
    }
  }

  private void tell(boolean beat) {
    changes.drainPermits();
    try {
      if (beat) {
        PresenceStore.Beat found = store.beat();
        others = found.others();
        if (found.isNew()) {
          told = Map.of();
        }
      }
      Map<Long, PresenceStore.Row> now = Map.copyOf(here);
      List<PresenceStore.Row> came =
          now.values().stream().filter(each -> !told.containsKey(each.number())).toList();
      List<Long> went = told.keySet().stream().filter(each -> !now.containsKey(each)).toList();
      if (!came.isEmpty() || !went.isEmpty()) {
        store.change(came, went);
        told = now;
      }
    } catch (JdbiException e) {
      LOG.debug("who is connected cannot be told at the moment", e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    changes.release();
    try {
      boolean _ = ended.await(BEAT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
