package dev.bongsu.kernel;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what a source answered, absences too: at most so long while the source answers, and for
 * as long as it must while the source fails. So what was asked before can be asked again when the
 * database is away. For many threads; a value is loaded by one of them at a time.
 *
 * <p>Bounded by two generations: when the young one is full it becomes the old one, whose entries
 * that nobody asks for again go with the next change of generations.
 */
public final class FreshCache<K, V> {
  private static final Duration PROBE_EVERY = Duration.ofSeconds(1);

  /**
   * How long one probe may take before another caller tries. Longer than the wait for a connection.
   */
  private static final Duration PROBE_LASTS = Duration.ofSeconds(30);

  private record Entry<V>(Optional<V> value, long loadedAtNanos) {}

  private record Generations<K, V>(
      ConcurrentHashMap<K, Entry<V>> young, ConcurrentHashMap<K, Entry<V>> old) {}

  private final int maxYoung;
  private final long presentForNanos;
  private final long absentForNanos;
  private final LongSupplier nanoTime;
  private final Function<K, Optional<V>> source;
  private volatile Generations<K, V> generations =
      new Generations<>(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());

  /** The next time to ask a source that failed; 0 while it answers. */
  private final AtomicLong nextProbe = new AtomicLong();

  /**
   * An empty cache.
   *
   * @param maxEntries how many entries are kept, at least 2
   * @param presentFor for how long a value is believed
   * @param absentFor for how long an absence is believed
   * @param nanoTime the time as by {@link System#nanoTime}
   * @param source what is asked; throws when it cannot answer
   */
  public FreshCache(
      int maxEntries,
      Duration presentFor,
      Duration absentFor,
      LongSupplier nanoTime,
      Function<K, Optional<V>> source) {
    if (maxEntries < 2) {
      throw new IllegalArgumentException("maxEntries must be at least 2 but is " + maxEntries);
    }
    this.maxYoung = maxEntries / 2;
    this.presentForNanos = presentFor.toNanos();
    this.absentForNanos = absentFor.toNanos();
    this.nanoTime = nanoTime;
    this.source = source;
  }

  /**
   * What the source says, or said a moment ago, or said last if it fails now. Throws what the
   * source throws where nothing is remembered.
   */
  public Optional<V> find(K key) {
    Entry<V> known = remembered(key);
    long now = nanoTime.getAsLong();
    if (known != null && (isFresh(known, now) || isToBeSpared(now))) {
      return known.value();
    }
    Generations<K, V> current = generations;
    Entry<V> found =
        current.young().compute(key, (_, entry) -> reloaded(key, entry == null ? known : entry));
    if (current.young().size() > maxYoung) {
      turn();
    }
    return found.value();
  }

  /** Asks the source anew when this key is wanted next, whatever was remembered. */
  public void forget(K key) {
    Generations<K, V> current = generations;
    current.old().remove(key);
    current.young().remove(key);
  }

  /** Forgets every present value like this. */
  public void forgetIf(Predicate<V> forgettable) {
    Generations<K, V> current = generations;
    current.old().values().removeIf(entry -> entry.value().filter(forgettable).isPresent());
    current.young().values().removeIf(entry -> entry.value().filter(forgettable).isPresent());
  }

  private Entry<V> reloaded(K key, @Nullable Entry<V> known) {
    long now = nanoTime.getAsLong();
    if (known != null && (isFresh(known, now) || isToBeSpared(now))) {
      return known;
    }
    boolean failing = nextProbe.get() != 0;
    if (failing) {
      nextProbe.set(later(now, PROBE_LASTS));
    }
    try {
      Optional<V> value = source.apply(key);
      nextProbe.set(0);
      return new Entry<>(value, now);
    } catch (RuntimeException e) {
      nextProbe.set(later(nanoTime.getAsLong(), PROBE_EVERY));
      if (known == null) {
        throw e;
      }
      return known;
    }
  }

  private @Nullable Entry<V> remembered(K key) {
    Generations<K, V> current = generations;
    Entry<V> young = current.young().get(key);
    return young != null ? young : current.old().get(key);
  }

  private synchronized void turn() {
    Generations<K, V> full = generations;
    if (full.young().size() > maxYoung) {
      generations = new Generations<>(new ConcurrentHashMap<>(), full.young());
    }
  }

  private boolean isFresh(Entry<V> entry, long now) {
    long age = now - entry.loadedAtNanos();
    return age < (entry.value().isPresent() ? presentForNanos : absentForNanos);
  }

  /** Whether the source failed a moment ago, or somebody is trying it just now. */
  private boolean isToBeSpared(long now) {
    long probeAt = nextProbe.get();
    return probeAt != 0 && now - probeAt < 0;
  }

  /** Never 0, which means that all is well. */
  private static long later(long now, Duration wait) {
    long then = now + wait.toNanos();
    return then == 0 ? 1 : then;
  }
}
