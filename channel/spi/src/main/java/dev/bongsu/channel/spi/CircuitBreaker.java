package dev.bongsu.channel.spi;

import dev.bongsu.kernel.Blame;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps messages away from a provider that is down. It opens after {@value #FAILURES_TO_OPEN}
 * failures of the provider in a row, or at the first that only an operator can mend; then single
 * probes pass, at growing distances, until one is answered. For many threads.
 */
public final class CircuitBreaker {
  /** How many failures in a row it takes. */
  static final int FAILURES_TO_OPEN = 20;

  /** How many it takes while it has not yet answered as many times since it was open. */
  static final int FAILURES_TO_OPEN_AGAIN = 3;

  static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  static final Duration FIRST_WAIT_FOR_OPERATOR = Duration.ofSeconds(5);
  static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(CircuitBreaker.class);

  /** What the breaker lets pass. */
  public enum State {
    /** Everything. */
    CLOSED,
    /** Nothing. */
    OPEN,
    /** One probe. */
    HALF_OPEN
  }

  private final String provider;
  private final Clock clock;
  private State state = State.CLOSED;
  private int failures;
  private int answersToTrust;
  private Duration wait = FIRST_WAIT;
  private Instant probeAt = Instant.MIN;
  private boolean probing;
  private @Nullable FailureCode cause;

  /** Closed; {@code provider} is the id that the log and {@link #problem} name. */
  public CircuitBreaker(String provider, Clock clock) {
    this.provider = provider;
    this.clock = clock;
  }

  /** Whether a message may go now; one that may in {@link State#HALF_OPEN} is the probe. */
  public synchronized boolean tryPass() {
    return switch (state()) {
      case CLOSED -> true;
      case OPEN -> false;
      case HALF_OPEN -> {
        boolean free = !probing;
        probing = true;
        yield free;
      }
    };
  }

  /** A message that could pass did not reach the provider after all. */
  public synchronized void abandon() {
    probing = false;
  }

  /** What came of a message that could pass. */
  public synchronized void note(Outcome outcome) {
    switch (outcome) {
      case Outcome.Accepted _, Outcome.Refused _, Outcome.AddressGone _ -> answered();
      case Outcome.TryLater(FailureCode code, Duration wish, _) ->
          noteFailure(code, wish == null ? Duration.ZERO : wish);
      case Outcome.Unknown _ -> noteFailure(FailureCode.NO_ANSWER, Duration.ZERO);
    }
  }

  /** As of now. */
  public synchronized State state() {
    if (state == State.OPEN && !clock.instant().isBefore(probeAt)) {
      state = State.HALF_OPEN;
      probing = false;
    }
    return state;
  }

  /** Null while closed, else why not. */
  public synchronized @Nullable String problem() {
    return cause == null ? null : "provider " + provider + ": " + cause.apiName();
  }

  /** Why it is not closed; null while it is. */
  synchronized @Nullable FailureCode cause() {
    return cause;
  }

  /** Whether it is open for a reason that only an operator can mend. */
  public synchronized boolean alarmed() {
    return cause != null && cause.blame() == Blame.OPERATOR;
  }

  private void noteFailure(FailureCode code, Duration wish) {
    switch (code.blame()) {
      case RECIPIENT, SENDER -> answered();
      case OPERATOR -> failed(code, FAILURES_TO_OPEN, FIRST_WAIT_FOR_OPERATOR);
      case PROVIDER -> failed(code, 1, wish);
    }
  }

  private void answered() {
    if (state != State.CLOSED) {
      LOG.info("Provider {} answers again", provider);
      answersToTrust = FAILURES_TO_OPEN;
    } else if (answersToTrust > 0) {
      answersToTrust--;
    }
    state = State.CLOSED;
    failures = 0;
    wait = FIRST_WAIT;
    cause = null;
  }

  private void failed(FailureCode code, int weight, Duration atLeast) {
    switch (state()) {
      case OPEN -> {
        // One that was on its way when the circuit opened; it tells nothing new.
      }
      case HALF_OPEN -> open(code, longer(wait.multipliedBy(2), atLeast));
      case CLOSED -> {
        failures = Math.min(FAILURES_TO_OPEN, failures + weight);
        if (failures >= (answersToTrust > 0 ? FAILURES_TO_OPEN_AGAIN : FAILURES_TO_OPEN)) {
          open(code, longer(FIRST_WAIT, atLeast));
        }
      }
    }
  }

  private void open(FailureCode code, Duration next) {
    boolean news = cause != code;
    wait = next.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : next;
    probeAt = clock.instant().plus(wait);
    state = State.OPEN;
    cause = code;
    if (news && code.blame() == Blame.OPERATOR) {
      LOG.error(
          "Provider {} takes nothing from us: {}. Its deliveries wait; mend its settings",
          provider,
          code.apiName());
    } else if (news) {
      LOG.warn("Provider {} is down: {}. Its deliveries wait", provider, code.apiName());
    }
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
