package dev.bongsu.channel.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.kernel.MovingClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitTest {
  private final MovingClock clock = new MovingClock();

  @Test
  void it_lets_pass_evenly_what_it_says() {
    RateLimit limit = new RateLimit(10, clock);
    int passed = 0;
    for (int millis = 0; millis < 10_000; millis++) {
      clock.advance(Duration.ofMillis(1));
      passed += limit.tryTake() ? 1 : 0;
    }
    assertThat(passed).isBetween(99, 101);
  }

  @Test
  void a_pause_makes_no_burst() {
    RateLimit limit = new RateLimit(100, clock);
    clock.advance(Duration.ofHours(1));
    int passed = 0;
    while (limit.tryTake()) {
      passed++;
    }
    assertThat(passed).isEqualTo(5);
  }

  @Test
  void without_a_limit_all_pass() {
    RateLimit limit = new RateLimit(null, clock);
    for (int i = 0; i < 10_000; i++) {
      assertThat(limit.tryTake()).isTrue();
    }
  }

  @Test
  void none_a_second_is_no_limit_but_a_mistake() {
    assertThatThrownBy(() -> new RateLimit(0, clock))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1");
  }
}
