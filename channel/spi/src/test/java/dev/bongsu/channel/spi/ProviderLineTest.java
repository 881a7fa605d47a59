package dev.bongsu.channel.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.channel.spi.ProviderLine.Offer;
import dev.bongsu.channel.spi.ProviderState.Standing;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProviderLineTest {
  private static final Outcome TAKEN = new Outcome.Accepted(null);
  private static final Outcome BUSY = new Outcome.TryLater(FailureCode.PROVIDER_BUSY, null, null);
  private static final Outcome NOBODY =
      new Outcome.Refused(FailureCode.ADDRESS_UNKNOWN, "no such user");
  private static final boolean ANOTHER = true;
  private static final boolean ALONE = false;

  private final Stage stage = new Stage();
  private final ProviderLine line = stage.line("relay");

  @Test
  void one_that_fails_often_gets_a_sample_a_second_while_another_could_take_the_rest() {
    half(BUSY);
    assertThat(line.state().standing()).isEqualTo(Standing.DEGRADED);

    int samples = 0;
    for (int i = 0; i < 1_000; i++) {
      if (line.offer(ANOTHER) == Offer.TAKEN) {
        samples++;
        line.answered(BUSY, 5);
      }
      stage.clock.advance(Duration.ofMillis(10));
    }
    assertThat(samples).isBetween(9, 10);
  }

  @Test
  void one_that_fails_often_and_is_alone_gets_everything() {
    half(BUSY);

    assertThat(line.offer(ALONE)).isEqualTo(Offer.TAKEN);
    assertThat(line.offer(ALONE)).isEqualTo(Offer.TAKEN);
  }

  @Test
  void refusals_are_no_fault_of_the_provider() {
    half(NOBODY);

    assertThat(line.state().standing()).isEqualTo(Standing.UP);
    assertThat(line.state().window().errorRate()).isZero();
  }

  @Test
  void one_that_answers_slowly_is_degraded_too() {
    for (int i = 0; i < 2 * ProviderLine.ENOUGH_CALLS; i++) {
      stage.clock.advance(Duration.ofMillis(100));
      call(TAKEN, CallWindow.SLOW_MILLIS);
    }

    assertThat(line.state().standing()).isEqualTo(Standing.DEGRADED);
  }

  @Test
  void one_that_answers_nothing_is_noticed_before_its_calls_time_out() {
    for (int i = 0; i < 10; i++) {
      assertThat(line.offer(ANOTHER)).isEqualTo(Offer.TAKEN);
    }
    stage.clock.advance(Duration.ofMillis(CallWindow.SLOW_MILLIS));

    assertThat(line.state().standing()).isEqualTo(Standing.DEGRADED);
    assertThat(line.offer(ANOTHER)).isEqualTo(Offer.DECLINED);
  }

  @Test
  void one_that_rests_is_not_taken_for_one_that_answers_nothing() {
    call(TAKEN, 5);
    stage.clock.advance(Duration.ofHours(1));
    for (int i = 0; i < 10; i++) {
      assertThat(line.offer(ANOTHER)).isEqualTo(Offer.TAKEN);
    }

    assertThat(line.state().standing()).isEqualTo(Standing.UP);
  }

  @Test
  void good_samples_bring_a_degraded_one_back_little_by_little() {
    half(BUSY);
    for (int second = 0; second <= ProviderLine.ENOUGH_SAMPLES; second++) {
      stage.clock.advance(Duration.ofSeconds(1));
      if (line.offer(ANOTHER) == Offer.TAKEN) {
        line.answered(TAKEN, 5);
      }
    }
    assertThat(line.state().standing()).isEqualTo(Standing.RETURNING);
    assertThat(line.state().share()).isLessThan(0.3);

    stage.clock.advance(Return.LENGTH);
    assertThat(line.state().standing()).isEqualTo(Standing.UP);
  }

  @Test
  void throttling_stops_everything_for_as_long_as_the_provider_wished() {
    call(new Outcome.TryLater(FailureCode.THROTTLED, Duration.ofSeconds(7), null), 5);

    ProviderState state = line.state();
    assertThat(state.standing()).isEqualTo(Standing.PAUSED);
    assertThat(state.pausedUntil()).isEqualTo(stage.clock.instant().plusSeconds(7));
    assertThat(line.offer(ALONE)).isEqualTo(Offer.DECLINED);

    stage.clock.advance(Duration.ofSeconds(7));
    assertThat(line.offer(ALONE)).isEqualTo(Offer.TAKEN);
    assertThat(line.state().standing()).isEqualTo(Standing.RETURNING);
  }

  @Test
  void throttling_opens_no_circuit_however_many_hear_it() {
    for (int i = 0; i < 100; i++) {
      assertThat(line.offer(ALONE)).isEqualTo(Offer.TAKEN);
    }
    for (int i = 0; i < 100; i++) {
      line.answered(new Outcome.TryLater(FailureCode.THROTTLED, null, null), 5);
    }

    assertThat(line.circuit().state()).isEqualTo(CircuitBreaker.State.CLOSED);
    assertThat(line.state().pausedUntil()).isEqualTo(stage.clock.instant().plus(Pause.FIRST));
  }

  @Test
  void after_throttling_it_goes_on_with_half_of_what_it_took() {
    for (int tenth = 0; tenth < 60; tenth++) {
      for (int i = 0; i < 100; i++) {
        call(TAKEN, 5);
      }
      stage.clock.advance(Duration.ofMillis(100));
    }
    call(new Outcome.TryLater(FailureCode.THROTTLED, Duration.ofSeconds(30), null), 5);
    stage.clock.advance(Duration.ofSeconds(30));

    assertThat(takenIn(Duration.ofSeconds(1))).isBetween(350, 600);
  }

  @Test
  void one_that_was_down_starts_slowly_also_when_it_is_alone() {
    open();
    stage.clock.advance(CircuitBreaker.FIRST_WAIT);
    call(TAKEN, 5);

    assertThat(line.state().standing()).isEqualTo(Standing.RETURNING);
    assertThat(takenIn(Duration.ofSeconds(1))).isBetween(18, 23);
  }

  @Test
  void one_that_fails_again_while_it_returns_is_given_up_at_once() {
    open();
    stage.clock.advance(CircuitBreaker.FIRST_WAIT);
    call(TAKEN, 5);
    for (int i = 0; i < CircuitBreaker.FAILURES_TO_OPEN_AGAIN; i++) {
      stage.clock.advance(Duration.ofMillis(100));
      call(BUSY, 5);
    }

    assertThat(line.state().standing()).isEqualTo(Standing.DOWN);
  }

  @Test
  void its_state_tells_why_it_gets_nothing() {
    call(new Outcome.TryLater(FailureCode.CREDENTIALS_REFUSED, null, null), 12);

    ProviderState state = line.state();
    assertThat(state.standing()).isEqualTo(Standing.DOWN);
    assertThat(state.cause()).isEqualTo(FailureCode.CREDENTIALS_REFUSED);
    assertThat(state.share()).isZero();
    assertThat(state.window().errorRate()).isEqualTo(1);
    assertThat(state.window().p99()).isEqualTo(Duration.ofMillis(13));
  }

  @Test
  void no_more_is_with_it_than_its_bound() {
    ProviderLine narrow = stage.line("narrow", 2, null);
    assertThat(narrow.offer(ANOTHER)).isEqualTo(Offer.TAKEN);
    assertThat(narrow.offer(ANOTHER)).isEqualTo(Offer.TAKEN);
    assertThat(narrow.offer(ANOTHER)).isEqualTo(Offer.FULL);

    narrow.answered(TAKEN, 5);
    assertThat(narrow.inFlight()).isEqualTo(1);
    assertThat(narrow.offer(ANOTHER)).isEqualTo(Offer.TAKEN);
  }

  /** Every second call ends like this, until it was enough to judge. */
  private void half(Outcome outcome) {
    for (int i = 0; i < ProviderLine.ENOUGH_CALLS && line.isWell(); i++) {
      stage.clock.advance(Duration.ofMillis(100));
      call(outcome, 5);
      call(TAKEN, 5);
    }
  }

  private void call(Outcome outcome, long latencyMillis) {
    if (line.offer(ALONE) == Offer.TAKEN) {
      line.answered(outcome, latencyMillis);
    }
  }

  private void open() {
    for (int i = 0; i < CircuitBreaker.FAILURES_TO_OPEN; i++) {
      call(new Outcome.TryLater(FailureCode.PROVIDER_UNREACHABLE, null, null), 5);
    }
    assertThat(line.state().standing()).isEqualTo(Standing.DOWN);
  }

  private int takenIn(Duration time) {
    int taken = 0;
    for (long millis = 0; millis < time.toMillis(); millis += 10) {
      while (taken < 10_000 && line.offer(ALONE) == Offer.TAKEN) {
        taken++;
        line.answered(TAKEN, 5);
      }
      stage.clock.advance(Duration.ofMillis(10));
    }
    return taken;
  }
}
