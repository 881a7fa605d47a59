package dev.bongsu.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.access.RateLimits.Decision;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
  private static final RateLimits.Limit TEN = new RateLimits.Limit(10, 20);
  private long now;

  @Test
  void without_a_limit_everything_goes_on() {
    assertThat(new RateLimits(null, () -> now).take("shop", 1_000_000))
        .isEqualTo(new Decision.Unlimited());
  }

  @Test
  void a_burst_is_granted_then_what_flows_in() {
    var limits = new RateLimits(TEN, () -> now);

    assertThat(limits.take("shop", 20))
        .isEqualTo(new Decision.Granted(TEN, 0, Duration.ofSeconds(2)));
    assertThat(limits.take("shop", 1))
        .isEqualTo(new Decision.Exceeded(TEN, Duration.ofMillis(100)));
    now += Duration.ofMillis(500).toNanos();
    assertThat(limits.take("shop", 3))
        .isEqualTo(new Decision.Granted(TEN, 2, Duration.ofMillis(1_800)));
    now += Duration.ofHours(1).toNanos();
    assertThat(limits.take("shop", 1))
        .isEqualTo(new Decision.Granted(TEN, 19, Duration.ofMillis(100)));
  }

  @Test
  void a_refused_request_takes_nothing() {
    var limits = new RateLimits(TEN, () -> now);
    limits.take("shop", 15);

    assertThat(limits.take("shop", 10)).isInstanceOf(Decision.Exceeded.class);
    assertThat(limits.take("shop", 5)).isInstanceOf(Decision.Granted.class);
  }

  @Test
  void more_than_the_burst_is_granted_to_a_full_bucket_and_owed() {
    var limits = new RateLimits(TEN, () -> now);

    assertThat(limits.take("shop", 50)).isInstanceOf(Decision.Granted.class);
    assertThat(limits.take("shop", 1))
        .isEqualTo(new Decision.Exceeded(TEN, Duration.ofMillis(3_100)));
  }

  @Test
  void subjects_do_not_share() {
    var limits = new RateLimits(TEN, () -> now);
    limits.take("shop", 20);

    assertThat(limits.take("bank", 20)).isInstanceOf(Decision.Granted.class);
  }

  @Test
  void a_limit_that_limits_nothing_is_refused() {
    assertThatThrownBy(() -> new RateLimits.Limit(0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RateLimits.Limit(Double.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RateLimits.Limit(1, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
