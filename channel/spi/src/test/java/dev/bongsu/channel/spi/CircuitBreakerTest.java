package dev.bongsu.channel.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.channel.spi.CircuitBreaker.State;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.MovingClock;
import dev.bongsu.kernel.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
  private static final Outcome DOWN =
      new Outcome.TryLater(FailureCode.PROVIDER_UNREACHABLE, null, null);
  private static final Outcome TAKEN = new Outcome.Accepted(null);

  private final MovingClock clock = new MovingClock();
  private final CircuitBreaker circuit = new CircuitBreaker("relay", clock);

  @Test
  void it_opens_after_enough_failures_in_a_row() {
    fail(CircuitBreaker.FAILURES_TO_OPEN - 1);
    assertThat(circuit.state()).isEqualTo(State.CLOSED);

    fail(1);
    assertThat(circuit.state()).isEqualTo(State.OPEN);
    assertThat(circuit.tryPass()).isFalse();
    assertThat(circuit.problem()).isEqualTo("provider relay: provider-unreachable");
    assertThat(circuit.alarmed()).isFalse();
  }

  @Test
  void an_answer_between_failures_keeps_it_closed() {
    fail(CircuitBreaker.FAILURES_TO_OPEN - 1);
    circuit.note(new Outcome.Refused(FailureCode.MESSAGE_REFUSED, null));
    fail(CircuitBreaker.FAILURES_TO_OPEN - 1);

    assertThat(circuit.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void a_full_mailbox_is_an_answer() {
    fail(CircuitBreaker.FAILURES_TO_OPEN - 1);
    circuit.note(new Outcome.TryLater(FailureCode.RECIPIENT_UNAVAILABLE, null, null));
    fail(1);

    assertThat(circuit.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void refused_credentials_open_it_at_once_and_raise_the_alarm() {
    circuit.note(new Outcome.TryLater(FailureCode.CREDENTIALS_REFUSED, null, null));

    assertThat(circuit.state()).isEqualTo(State.OPEN);
    assertThat(circuit.alarmed()).isTrue();
  }

  @Test
  void one_probe_passes_after_a_while_and_its_success_closes_it() {
    fail(CircuitBreaker.FAILURES_TO_OPEN);
    clock.advance(CircuitBreaker.FIRST_WAIT);

    assertThat(circuit.tryPass()).isTrue();
    assertThat(circuit.tryPass()).isFalse();
    circuit.note(TAKEN);
    assertThat(circuit.state()).isEqualTo(State.CLOSED);
    assertThat(circuit.problem()).isNull();
  }

  @Test
  void probes_that_fail_grow_rare_but_never_stop() {
    fail(CircuitBreaker.FAILURES_TO_OPEN);
    Duration wait = CircuitBreaker.FIRST_WAIT;
    for (int i = 0; i < 10; i++) {
      clock.advance(wait.minusMillis(1));
      assertThat(circuit.tryPass()).isFalse();
      clock.advance(Duration.ofMillis(1));
      assertThat(circuit.tryPass()).isTrue();
      circuit.note(DOWN);
      wait = wait.multipliedBy(2);
      wait = wait.compareTo(CircuitBreaker.LONGEST_WAIT) > 0 ? CircuitBreaker.LONGEST_WAIT : wait;
    }
  }

  @Test
  void a_probe_that_was_never_sent_leaves_room_for_another() {
    fail(CircuitBreaker.FAILURES_TO_OPEN);
    clock.advance(CircuitBreaker.FIRST_WAIT);
    assertThat(circuit.tryPass()).isTrue();

    circuit.abandon();

    assertThat(circuit.tryPass()).isTrue();
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      circuit.note(DOWN);
    }
  }
}
