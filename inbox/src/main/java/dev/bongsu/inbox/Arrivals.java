package dev.bongsu.inbox;

import dev.bongsu.kernel.RecipientId;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes whoever is connected when something came for them: one query for all of them, a second
 * apart, a tenth of one where other processes may store something, and at once when this process
 * itself did.
 */
final class Arrivals implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Arrivals.class);
  private static final int MAX_SUBSCRIPTIONS = 20_000;
  private static final int MAX_OF_ONE = 64;
  private static final int READS_AT_ONCE = 8;
  private static final long IDLE_MILLIS = 1_000;

  /** What another process stores is to be seen at once too. */
  private static final long IDLE_MILLIS_AMONG_OTHERS = 100;

  /** What is older may be forgotten already: see {@link Upkeep}. */
  private static final long LONGEST_UNSEEN_NANOS = TimeUnit.SECONDS.toNanos(30);

  private static final long SHORTEST_MILLIS = 5;
  private static final long LONGEST_EXPECTING_MILLIS = 40;
  private static final long UNKNOWN = -1;

  private final InboxStore store;
  private final NewsStore news;
  private final PlaceStore places;
  private final Presence presence;
  private final ConcurrentHashMap<String, Set<Subscription>> connected = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();
  private final Semaphore turns = new Semaphore(READS_AT_ONCE);
  private final Semaphore wakes = new Semaphore(0);
  // The last place at which this process did something for somebody connected.
  private final AtomicLong stored = new AtomicLong(UNKNOWN);
  private volatile boolean closed;

  private Arrivals(InboxStore store, NewsStore news, PlaceStore places, Presence presence) {
    this.store = store;
    this.news = news;
    this.places = places;
    this.presence = presence;
  }

  static Arrivals watch(InboxStore store, NewsStore news, PlaceStore places, Presence presence) {
    var arrivals = new Arrivals(store, news, places, presence);
    Thread.ofVirtual().name("inbox-arrivals").start(arrivals::run);
    return arrivals;
  }

  Subscription subscribe(RecipientId recipient, Position from, Connection.Kind kind)
      throws TooManySubscriptionsException {
    if (count.incrementAndGet() > MAX_SUBSCRIPTIONS) {
      count.decrementAndGet();
      throw new TooManySubscriptionsException(MAX_SUBSCRIPTIONS + " inboxes are followed already");
    }
    var subscription =
        new Subscription(recipient, from, store, this, presence.came(recipient, kind));
    boolean[] full = {false};
    connected.compute(
        recipient.value(),
        (_, others) -> {
          Set<Subscription> all = others == null ? ConcurrentHashMap.newKeySet() : others;
          full[0] = all.size() >= MAX_OF_ONE;
          if (!full[0]) {
            all.add(subscription);
          }
          return all;
        });
    if (full[0]) {
      count.decrementAndGet();
      presence.went(subscription.number());
      throw new TooManySubscriptionsException(
          "this inbox is followed by " + MAX_OF_ONE + " already");
    }
    wakes.release();
    return subscription;
  }

  void leave(Subscription subscription) {
    connected.computeIfPresent(
        subscription.recipient().value(),
        (_, all) -> {
          if (all.remove(subscription)) {
            count.decrementAndGet();
            presence.went(subscription.number());
          }
          return all.isEmpty() ? null : all;
        });
  }

  /** Who follows this inbox on this process or another. */
  List<Connection> connections(RecipientId recipient) {
    Set<Subscription> followers = connected.getOrDefault(recipient.value(), Set.of());
    return presence.of(recipient, followers.stream().map(Subscription::number).toList());
  }

  /** This process has stored these at that place. */
  void stored(long place, Collection<InboxItem> items) {
    if (!connected.isEmpty()
        && items.stream().anyMatch(item -> connected.containsKey(item.recipient().value()))) {
      stored.accumulateAndGet(place, Math::max);
      wakes.release();
    }
  }

  /** This process has changed items of this recipient at that place. */
  void changed(long place, RecipientId recipient) {
    if (connected.containsKey(recipient.value())) {
      stored.accumulateAndGet(place, Math::max);
      wakes.release();
    }
  }

  /** What the recipient's devices said at this place or behind it. */
  NewsStore.Changes changes(RecipientId recipient, long since) {
    return news.changes(recipient, since);
  }

  /** Bounds how many of the followers read at once, so that all others find a connection too. */
  void takeTurn() throws InterruptedException {
    turns.acquire();
  }

  void endTurn() {
    turns.release();
  }

  private void run() {
    try {
      long known = UNKNOWN;
      long wait = IDLE_MILLIS;
      long lookedAt = System.nanoTime();
      while (!closed) {
        if (connected.isEmpty()) {
          known = UNKNOWN;
          wakes.acquire();
        } else if (wakes.tryAcquire(wait, TimeUnit.MILLISECONDS)) {
          wait = SHORTEST_MILLIS;
        }
        wakes.drainPermits();
        boolean late = System.nanoTime() - lookedAt > LONGEST_UNSEEN_NANOS;
        known = look(late ? UNKNOWN : known);
        lookedAt = System.nanoTime();
        // Somebody who was storing something when we ended holds ours back for a moment.
        boolean more = known != UNKNOWN && stored.get() >= known;
        wait = more ? Math.min(2 * wait, LONGEST_EXPECTING_MILLIS) : idle();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long idle() {
    return presence.isAlone() ? IDLE_MILLIS : IDLE_MILLIS_AMONG_OTHERS;
  }

  private long look(long known) {
    try {
      if (known == UNKNOWN) {
        long settled = places.settled();
        connected.keySet().forEach(recipient -> wake(recipient, true));
        return settled;
      }
      NewsStore.News heard = news.since(known);
      if (!heard.hashes().isEmpty()) {
        for (String recipient : connected.keySet()) {
          Boolean changed = heard.hashes().get(NewsStore.hash(recipient));
          if (changed != null) {
            wake(recipient, changed);
          }
        }
      }
      return Math.max(known, heard.settled());
    } catch (JdbiException e) {
      LOG.debug("what arrived cannot be seen at the moment", e);
      return UNKNOWN;
    }
  }

  private void wake(String recipient, boolean changed) {
    Set<Subscription> followers = connected.get(recipient);
    if (followers != null) {
      followers.forEach(each -> each.wake(changed));
    }
  }

  @Override
  public void close() {
    closed = true;
    connected.values().forEach(all -> all.forEach(Subscription::close));
    wakes.release();
    presence.close();
  }
}
