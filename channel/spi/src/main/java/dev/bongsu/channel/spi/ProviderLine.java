package dev.bongsu.channel.spi;

import dev.bongsu.kernel.Outcome;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A provider with what guards it: its bound, its limit, its circuit, and what was counted of it.
 */
public final class ProviderLine {
  /** How many messages may be with a provider where nothing else is said (C8). */
  public static final int DEFAULT_IN_FLIGHT = 256;

  private final Provider provider;
  private final int maxInFlight;
  private final RateLimit limit;
  private final CircuitBreaker circuit;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder retried = new LongAdder();
  private final LongAdder calls = new LongAdder();
  private final LongAdder callNanos = new LongAdder();

  /**
   * A line without history.
   *
   * @param maxInFlight how many messages may be handed over and not yet recorded
   * @param maxPerSecond null for no limit
   */
  public ProviderLine(
      Provider provider, int maxInFlight, @Nullable Integer maxPerSecond, Clock clock) {
    if (maxInFlight < 1) {
      throw new IllegalArgumentException("maxInFlight must be at least 1 but is " + maxInFlight);
    }
    this.provider = provider;
    this.maxInFlight = maxInFlight;
    this.limit = new RateLimit(maxPerSecond, clock);
    this.circuit = new CircuitBreaker(provider.id(), clock);
  }

  /** A provider with what its settings say. */
  public static ProviderLine of(Provider provider, ProviderSettings settings, Clock clock) {
    return new ProviderLine(provider, settings.maxInFlight(), settings.maxPerSecond(), clock);
  }

  /** Who carries. */
  public Provider provider() {
    return provider;
  }

  /** Its circuit. */
  public CircuitBreaker circuit() {
    return circuit;
  }

  /** How many messages it took since the start. */
  public long accepted() {
    return accepted.sum();
  }

  /** How many attempts ended for good without being taken. */
  public long failed() {
    return failed.sum();
  }

  /** How many attempts are to be repeated. */
  public long retried() {
    return retried.sum();
  }

  /** How many messages are with it at this moment. */
  public int inFlight() {
    return inFlight.get();
  }

  /** How many calls were answered, in whatever way; a batch is one. */
  public long calls() {
    return calls.sum();
  }

  /** How long these calls took, together. */
  public double callSeconds() {
    return callNanos.sum() / 1e9;
  }

  int maxInFlight() {
    return maxInFlight;
  }

  /** Whether a message may go now; one that may must be {@link #answered} or {@link #returned}. */
  boolean tryPass() {
    if (inFlight.get() >= maxInFlight || circuit.state() == CircuitBreaker.State.OPEN) {
      return false;
    }
    if (!limit.tryTake() || !circuit.tryPass()) {
      return false;
    }
    inFlight.incrementAndGet();
    return true;
  }

  /** It never reached the provider. */
  void returned() {
    inFlight.decrementAndGet();
    circuit.abandon();
  }

  void called(long nanos) {
    calls.increment();
    callNanos.add(nanos);
  }

  void answered(Outcome outcome) {
    inFlight.decrementAndGet();
    circuit.note(outcome);
    switch (outcome) {
      case Outcome.Accepted _ -> accepted.increment();
      case Outcome.Refused _, Outcome.AddressGone _ -> failed.increment();
      case Outcome.TryLater _, Outcome.Unknown _ -> retried.increment();
    }
  }
}
