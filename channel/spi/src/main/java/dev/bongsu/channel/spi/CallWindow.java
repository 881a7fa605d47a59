package dev.bongsu.channel.spi;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * What came of a provider's calls within the last {@value #SECONDS} s, a slot for each second. Not
 * for several threads.
 */
final class CallWindow {
  static final int SECONDS = 30;

  /** From here on an answer is slow: messages are to arrive within seconds. */
  static final long SLOW_MILLIS = 5_000;

  /** Four to a doubling, so that a quantile is at most a quarter too high; the last is 17 min. */
  private static final int BUCKETS = 80;

  private static final int PER_DOUBLING = 4;

  private final Slot[] slots = new Slot[SECONDS];

  private static final class Slot {
    private final int[] latencies = new int[BUCKETS];
    private long second = Long.MIN_VALUE;
    private int calls;
    private int taken;
    private int failures;
    private int slow;
  }

  /**
   * What there was.
   *
   * @param taken how many were accepted
   * @param failures how many went wrong by the provider's fault
   * @param slow how many took longer than {@link #SLOW_MILLIS}
   * @param latencies how many ended in each bucket
   */
  @SuppressWarnings("ArrayRecordComponent") // made for one look, never compared
  record Sum(int calls, int taken, int failures, int slow, int[] latencies) {
    double errorRate() {
      return calls == 0 ? 0 : (double) failures / calls;
    }

    double slowRate() {
      return calls == 0 ? 0 : (double) slow / calls;
    }

    /** What this share of calls was not slower than, in milliseconds; 0 without calls. */
    long latencyMillis(double share) {
      long wanted = Math.max(1, (long) Math.ceil(calls * share));
      long seen = 0;
      for (int bucket = 0; bucket < latencies.length && calls > 0; bucket++) {
        seen += latencies[bucket];
        if (seen >= wanted) {
          return highest(bucket);
        }
      }
      return 0;
    }
  }

  CallWindow() {
    for (int i = 0; i < SECONDS; i++) {
      slots[i] = new Slot();
    }
  }

  /** A call ended at this time, in this way. */
  void add(long nowMillis, boolean taken, boolean failed, long latencyMillis) {
    long second = TimeUnit.MILLISECONDS.toSeconds(nowMillis);
    Slot slot = slots[(int) Math.floorMod(second, (long) SECONDS)];
    if (slot.second != second) {
      clear(slot, second);
    }
    slot.calls++;
    slot.taken += taken ? 1 : 0;
    slot.failures += failed ? 1 : 0;
    slot.slow += latencyMillis >= SLOW_MILLIS ? 1 : 0;
    slot.latencies[bucket(latencyMillis)]++;
  }

  /** Nothing of before counts any more. */
  void clear() {
    for (Slot slot : slots) {
      clear(slot, Long.MIN_VALUE);
    }
  }

  /** All of it, as of now. */
  Sum sum(long nowMillis) {
    return sum(nowMillis, SECONDS);
  }

  /** What there was within the last so many seconds. */
  Sum sum(long nowMillis, int seconds) {
    long oldest = TimeUnit.MILLISECONDS.toSeconds(nowMillis) - seconds;
    int calls = 0;
    int taken = 0;
    int failures = 0;
    int slow = 0;
    int[] latencies = new int[BUCKETS];
    for (Slot slot : slots) {
      if (slot.second > oldest) {
        calls += slot.calls;
        taken += slot.taken;
        failures += slot.failures;
        slow += slot.slow;
        for (int i = 0; i < BUCKETS; i++) {
          latencies[i] += slot.latencies[i];
        }
      }
    }
    return new Sum(calls, taken, failures, slow, latencies);
  }

  private static void clear(Slot slot, long second) {
    slot.second = second;
    slot.calls = 0;
    slot.taken = 0;
    slot.failures = 0;
    slot.slow = 0;
    Arrays.fill(slot.latencies, 0);
  }

  private static int bucket(long millis) {
    if (millis < PER_DOUBLING) {
      return (int) Math.max(0, millis);
    }
    int doublings = 63 - Long.numberOfLeadingZeros(millis);
    int within = (int) (millis >> (doublings - 2)) & (PER_DOUBLING - 1);
    return Math.min(BUCKETS - 1, (doublings - 1) * PER_DOUBLING + within);
  }

  private static long highest(int bucket) {
    if (bucket < PER_DOUBLING) {
      return bucket;
    }
    int doublings = bucket / PER_DOUBLING + 1;
    long lowest = (long) (PER_DOUBLING + bucket % PER_DOUBLING) << (doublings - 2);
    return lowest + (1L << (doublings - 2)) - 1;
  }
}
