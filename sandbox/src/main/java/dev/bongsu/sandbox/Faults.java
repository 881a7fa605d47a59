package dev.bongsu.sandbox;

import dev.bongsu.kernel.Channel;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** How each channel's provider misbehaves at the moment. For many threads. */
public final class Faults {
  private final RandomGenerator random;
  private final Map<Channel, InjectedFault> faults = new EnumMap<>(Channel.class);
  private long changes;

  /** None yet; which messages a fault meets is up to {@code random}. */
  public Faults(RandomGenerator random) {
    this.random = random;
  }

  /** From now on; connections that hang in a fault of before are closed. */
  public synchronized void set(Channel channel, InjectedFault fault) {
    faults.put(channel, fault);
    changes++;
    notifyAll();
  }

  /** What the next message meets. */
  synchronized FaultMode next(Channel channel) {
    InjectedFault fault = faults.getOrDefault(channel, InjectedFault.NONE);
    boolean meets = fault.rate() >= 1 || random.nextDouble() < fault.rate();
    return meets ? fault.mode() : FaultMode.NONE;
  }

  /** How often faults were set. */
  synchronized long changes() {
    return changes;
  }

  /** Waits until faults were set more often than {@code before}, and no longer than that. */
  synchronized void awaitChange(long before, Duration most) throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    while (changes == before) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }
}
