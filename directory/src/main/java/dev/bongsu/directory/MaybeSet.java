package dev.bongsu.directory;

/**
 * A set that may claim to hold what it does not, once in a hundred times or less, and never denies
 * what it does (B. H. Bloom, "Space/time trade-offs in hash coding with allowable errors", 1970): 2
 * bytes an entry keep fan-out from asking the database about those who refuse nothing, which is
 * nearly everybody. Guarded by whoever owns it.
 */
final class MaybeSet {
  private static final int HASHES = 5;
  private static final int BITS_PER_ENTRY = 16;
  private static final long LEAST_CAPACITY = 1_024;

  /** 64 MB: above that many it errs more often, and is still right. */
  private static final long MOST_CAPACITY = 1L << 25;

  private final long[] words;
  private final long capacity;
  private long size;

  /** For about this many. */
  MaybeSet(long expected) {
    long wanted = Math.clamp(expected, LEAST_CAPACITY, MOST_CAPACITY);
    this.capacity = Long.highestOneBit(wanted - 1) << 1;
    this.words = new long[(int) (capacity * BITS_PER_ENTRY / Long.SIZE)];
  }

  /** Adds what has these two independent hashes. */
  void add(long one, long other) {
    if (mayContain(one, other)) {
      return;
    }
    for (int i = 0; i < HASHES; i++) {
      long bit = bit(one, other, i);
      words[(int) (bit >>> 6)] |= 1L << bit;
    }
    size++;
  }

  boolean mayContain(long one, long other) {
    for (int i = 0; i < HASHES; i++) {
      long bit = bit(one, other, i);
      if ((words[(int) (bit >>> 6)] & 1L << bit) == 0) {
        return false;
      }
    }
    return true;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Whether a larger one would err less. */
  boolean isFull() {
    return size > capacity && capacity < MOST_CAPACITY;
  }

  private long bit(long one, long other, int i) {
    return (one + i * other) & (capacity * BITS_PER_ENTRY - 1);
  }
}
