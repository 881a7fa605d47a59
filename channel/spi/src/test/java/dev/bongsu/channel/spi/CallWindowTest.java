package dev.bongsu.channel.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CallWindowTest {
  private static final long NOW = 1_800_000_000_123L;

  private final CallWindow window = new CallWindow();

  @Test
  void what_is_older_than_the_window_does_not_count() {
    window.add(NOW, false, true, 10);
    window.add(NOW + 29_000, true, false, 10);

    assertThat(window.sum(NOW + 29_000).errorRate()).isEqualTo(0.5);
    assertThat(window.sum(NOW + 30_000).errorRate()).isZero();
    assertThat(window.sum(NOW + 30_000).calls()).isEqualTo(1);
    assertThat(window.sum(NOW + 90_000).calls()).isZero();
  }

  @Test
  void a_second_that_comes_round_again_begins_empty() {
    window.add(NOW, false, true, 10);
    window.add(NOW + CallWindow.SECONDS * 1_000, true, false, 10);

    assertThat(window.sum(NOW + CallWindow.SECONDS * 1_000).failures()).isZero();
  }

  @Test
  void quantiles_are_at_most_a_quarter_too_high() {
    IntStream.rangeClosed(1, 1_000).forEach(millis -> window.add(NOW, true, false, millis));
    CallWindow.Sum sum = window.sum(NOW);

    assertThat(sum.latencyMillis(0.5)).isBetween(500L, 625L);
    assertThat(sum.latencyMillis(0.95)).isBetween(950L, 1_190L);
    assertThat(sum.latencyMillis(0.99)).isBetween(990L, 1_240L);
    assertThat(window.sum(NOW + 60_000).latencyMillis(0.5)).isZero();
  }

  @Test
  void latencies_of_any_length_have_a_place() {
    window.add(NOW, true, false, 0);
    window.add(NOW, true, false, Long.MAX_VALUE / 2);

    assertThat(window.sum(NOW).latencyMillis(0.5)).isZero();
    assertThat(window.sum(NOW).latencyMillis(1)).isGreaterThan(900_000);
    assertThat(window.sum(NOW).slow()).isEqualTo(1);
  }
}
