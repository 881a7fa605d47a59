package dev.bongsu.channel.spi;

import dev.bongsu.channel.spi.ProviderState.Standing;
import dev.bongsu.kernel.Blame;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A provider with what guards it: its bound, its limit, its circuit, how it did of late, and what
 * was counted of it. For many threads.
 */
public final class ProviderLine {
  /** How many messages may be with a provider where nothing else is said (C8). */
  public static final int DEFAULT_IN_FLIGHT = 256;

  /** How many calls it takes to judge a provider. */
  static final int ENOUGH_CALLS = 20;

  /** From this share of failures on it is better to use another, where there is one. */
  static final double TOO_MANY_FAILURES = 0.3;

  /** From this share of slow answers on, likewise. */
  static final double TOO_MANY_SLOW = 0.5;

  /** How often a degraded provider gets a message all the same. */
  static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(1);

  /** How many of those it takes, nearly all of them good, for it to be used again. */
  static final int ENOUGH_SAMPLES = 5;

  private static final double FEW_FAILURES = 0.1;
  private static final int ENOUGH_WAITING = 5;
  private static final int RATE_SECONDS = 5;
  private static final Logger LOG = LoggerFactory.getLogger(ProviderLine.class);

  private final Provider provider;
  private final int maxInFlight;
  private final Clock clock;
  private final RateLimit limit;
  private final CircuitBreaker circuit;
  private final CallWindow window = new CallWindow();
  private final Pause pause;
  private final LongAdder accepted = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder retried = new LongAdder();
  private final LongAdder calls = new LongAdder();
  private final LongAdder callNanos = new LongAdder();
  private @Nullable Return returning;
  private double bearable;
  private boolean troubled;
  private boolean degraded;
  private int inFlight;
  private long silentSince;
  private long judgedAt;
  private long sampledAt;

  /** What a provider answers to a message that looks for one. */
  enum Offer {
    /** It is for this one, and must be {@link #answered} or {@link #returned}. */
    TAKEN,
    /** It is for this one, but there is no room at the moment. */
    FULL,
    /** Not for this one: another may take it. */
    DECLINED
  }

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
    this.clock = clock;
    this.limit = new RateLimit(maxPerSecond, clock);
    this.circuit = new CircuitBreaker(provider.id(), clock);
    this.pause = new Pause(clock);
    this.silentSince = clock.millis();
    this.judgedAt = silentSince;
    this.sampledAt = silentSince;
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
  public synchronized int inFlight() {
    return inFlight;
  }

  /** How many calls were answered, in whatever way; a batch is one. */
  public long calls() {
    return calls.sum();
  }

  /** How long these calls took, together. */
  public double callSeconds() {
    return callNanos.sum() / 1e9;
  }

  /** How it is now. */
  public synchronized ProviderState state() {
    Standing standing = standing();
    CallWindow.Sum sum = window.sum(clock.millis());
    return new ProviderState(
        provider.id(),
        standing,
        circuit.cause(),
        share(standing),
        inFlight,
        maxInFlight,
        new ProviderState.Window(
            sum.calls(),
            sum.errorRate(),
            Duration.ofMillis(sum.latencyMillis(0.5)),
            Duration.ofMillis(sum.latencyMillis(0.95)),
            Duration.ofMillis(sum.latencyMillis(0.99))),
        pause.until());
  }

  int maxInFlight() {
    return maxInFlight;
  }

  /** Whether messages go to it at the moment, be it few. */
  synchronized boolean isOpen() {
    return switch (standing()) {
      case UP, DEGRADED, RETURNING -> true;
      case PAUSED, PROBED, DOWN -> false;
    };
  }

  /** Whether it does not need to be spared. */
  synchronized boolean isWell() {
    return standing() == Standing.UP;
  }

  /**
   * Asks for a place for a message.
   *
   * @param another whether another provider could take the message
   */
  synchronized Offer offer(boolean another) {
    return switch (standing()) {
      case DOWN, PAUSED -> Offer.DECLINED;
      case PROBED -> inFlight < maxInFlight && circuit.tryPass() ? taken() : Offer.DECLINED;
      case DEGRADED -> another ? sample() : place();
      case RETURNING -> spare(another);
      case UP -> place();
    };
  }

  /** It never reached the provider. */
  synchronized void returned() {
    ended();
    circuit.abandon();
  }

  void called(long nanos) {
    calls.increment();
    callNanos.add(nanos);
  }

  synchronized void answered(Outcome outcome, long latencyMillis) {
    ended();
    boolean throttled = isThrottling(outcome);
    circuit.note(throttled ? new Outcome.Refused(FailureCode.THROTTLED, null) : outcome);
    if (outcome instanceof Outcome.TryLater(_, Duration wish, _) && (throttled || wish != null)) {
      pause(wish);
    }
    boolean taken = outcome instanceof Outcome.Accepted;
    window.add(clock.millis(), taken, !throttled && isItsFault(outcome), latencyMillis);
    switch (outcome) {
      case Outcome.Accepted _ -> {
        accepted.increment();
        pause.taken();
      }
      case Outcome.Refused _, Outcome.AddressGone _ -> failed.increment();
      case Outcome.TryLater _, Outcome.Unknown _ -> retried.increment();
    }
    judge();
  }

  /** What it gets now; notices on the way that a circuit has closed or a pause is over. */
  private Standing standing() {
    switch (circuit.state()) {
      case OPEN -> {
        troubled = true;
        return Standing.DOWN;
      }
      case HALF_OPEN -> {
        troubled = true;
        return Standing.PROBED;
      }
      case CLOSED -> {
        // It depends on more.
      }
    }
    if (pause.until() != null) {
      return Standing.PAUSED;
    }
    if (troubled) {
      troubled = false;
      comeBack();
    }
    judgeSilence();
    if (degraded) {
      return Standing.DEGRADED;
    }
    if (returning != null && returning.isOver()) {
      returning = null;
    }
    return returning == null ? Standing.UP : Standing.RETURNING;
  }

  /** What keeps our own messages needs no sparing: taking one again changes nothing there. */
  private void comeBack() {
    degraded = false;
    returning =
        switch (provider) {
          case Provider.OneByOne _ -> new Return(Math.max(bearable, tookPerSecond() / 2), clock);
          case Provider.InBatches _ -> null;
        };
    bearable = 0;
    silentSince = clock.millis();
    window.clear();
  }

  private double tookPerSecond() {
    return (double) window.sum(clock.millis(), RATE_SECONDS).taken() / RATE_SECONDS;
  }

  private Offer place() {
    return inFlight < maxInFlight && limit.tryTake() ? taken() : Offer.FULL;
  }

  private Offer sample() {
    boolean due = clock.millis() - sampledAt >= BETWEEN_SAMPLES.toMillis();
    if (!due || inFlight >= maxInFlight || !limit.tryTake()) {
      return Offer.DECLINED;
    }
    sampledAt = clock.millis();
    return taken();
  }

  private Offer spare(boolean another) {
    if (returning == null || (another && !returning.isItsTurn())) {
      return Offer.DECLINED;
    }
    boolean room = inFlight < maxInFlight && returning.tryTake() && limit.tryTake();
    return room ? taken() : another ? Offer.DECLINED : Offer.FULL;
  }

  private Offer taken() {
    if (inFlight == 0) {
      silentSince = clock.millis();
    }
    inFlight++;
    return Offer.TAKEN;
  }

  private void ended() {
    inFlight--;
    silentSince = clock.millis();
  }

  private void pause(@Nullable Duration wish) {
    if (pause.until() == null) {
      LOG.info("Provider {} asked us to slow down", provider.id());
      bearable = tookPerSecond() / 2;
      troubled = true;
    }
    pause.ask(wish);
  }

  /** A provider that answers nothing is judged by that. */
  private void judgeSilence() {
    boolean waiting = inFlight >= Math.min(ENOUGH_WAITING, maxInFlight);
    boolean silent = clock.millis() - silentSince >= CallWindow.SLOW_MILLIS;
    if (!degraded && waiting && silent) {
      degrade("answers nothing");
    }
  }

  /** At most once a second: it adds up the whole window. */
  private void judge() {
    long now = clock.millis();
    if (now - judgedAt < TimeUnit.SECONDS.toMillis(1)) {
      return;
    }
    judgedAt = now;
    CallWindow.Sum sum = window.sum(now);
    if (degraded) {
      boolean good = sum.errorRate() < FEW_FAILURES && sum.slowRate() < FEW_FAILURES;
      if (sum.calls() >= ENOUGH_SAMPLES && good) {
        LOG.info("Provider {} does well again", provider.id());
        comeBack();
      }
    } else if (sum.calls() >= ENOUGH_CALLS) {
      if (sum.errorRate() >= TOO_MANY_FAILURES) {
        degrade("fails often");
      } else if (sum.slowRate() >= TOO_MANY_SLOW) {
        degrade("answers slowly");
      }
    }
  }

  private void degrade(String how) {
    LOG.warn("Provider {} {}; others of its channel are used where there are any", id(), how);
    degraded = true;
    returning = null;
    sampledAt = clock.millis();
    window.clear();
  }

  private String id() {
    return provider.id();
  }

  private double share(Standing standing) {
    return switch (standing) {
      case UP -> 1;
      case RETURNING -> returning == null ? 1 : returning.share();
      case DEGRADED, PAUSED, PROBED, DOWN -> 0;
    };
  }

  private static boolean isThrottling(Outcome outcome) {
    return outcome instanceof Outcome.TryLater(FailureCode code, _, _)
        && code == FailureCode.THROTTLED;
  }

  private static boolean isItsFault(Outcome outcome) {
    return switch (outcome) {
      case Outcome.TryLater(FailureCode code, _, _) ->
          code.blame() == Blame.PROVIDER || code.blame() == Blame.OPERATOR;
      case Outcome.Unknown _ -> true;
      case Outcome.Accepted _, Outcome.Refused _, Outcome.AddressGone _ -> false;
    };
  }
}
