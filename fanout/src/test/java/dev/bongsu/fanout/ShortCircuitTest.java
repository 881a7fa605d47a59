package dev.bongsu.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.kernel.MovingClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ShortCircuitTest {
  private final MovingClock clock = new MovingClock();
  private final ShortCircuit circuit = new ShortCircuit(clock);

  @Test
  void after_a_failure_one_caller_a_second_tries() {
    circuit.failed();
    assertThat(circuit.admits()).isFalse();

    clock.advance(Duration.ofSeconds(1));

    assertThat(circuit.admits()).isTrue();
    assertThat(circuit.admits()).isFalse();
  }

  @Test
  void after_a_success_everybody_tries() {
    circuit.failed();
    circuit.succeeded();

    assertThat(circuit.admits()).isTrue();
    assertThat(circuit.admits()).isTrue();
  }
}
