package dev.bongsu.channel.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.channel.spi.RetryPolicy.Next;
import dev.bongsu.kernel.AfterUnknown;
import dev.bongsu.kernel.DeliveryStatus;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {
  private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
  private static final Instant END = NOW.plus(Duration.ofDays(3));

  @Test
  void what_was_accepted_is_sent() {
    assertThat(after(1, new Outcome.Accepted(null)))
        .isEqualTo(new Next.Finish(DeliveryStatus.SENT));
  }

  @Test
  void what_was_refused_has_failed() {
    assertThat(after(1, new Outcome.Refused(FailureCode.MESSAGE_REFUSED, null)))
        .isEqualTo(new Next.Finish(DeliveryStatus.FAILED));
  }

  @Test
  void a_dead_address_bounces() {
    assertThat(after(1, new Outcome.AddressGone(NOW, null)))
        .isEqualTo(new Next.Finish(DeliveryStatus.BOUNCED));
  }

  @ParameterizedTest
  @CsvSource({"1,PT5S", "2,PT30S", "3,PT2M", "4,PT10M", "5,PT1H", "6,PT6H", "7,PT6H", "99,PT6H"})
  void the_distance_between_attempts_grows(int attempt, Duration distance) {
    assertThat(after(attempt, later(null))).isEqualTo(new Next.Retry(NOW.plus(distance)));
  }

  @Test
  void what_may_have_been_sent_is_rather_sent_twice_but_not_at_once() {
    assertThat(after(1, new Outcome.Unknown(null))).isEqualTo(new Next.Retry(NOW.plusSeconds(15)));
  }

  @Test
  void what_may_have_been_sent_ends_where_it_is_rather_never_sent_than_twice() {
    assertThat(RetryPolicy.after(1, new Outcome.Unknown(null), AfterUnknown.STOP, NOW, END))
        .isEqualTo(new Next.Finish(DeliveryStatus.FAILED));
    assertThat(RetryPolicy.after(1, later(null), AfterUnknown.STOP, NOW, END))
        .isEqualTo(new Next.Retry(NOW.plusSeconds(5)));
  }

  @ParameterizedTest
  @CsvSource({"PT20S,PT20S", "PT1S,PT5S", "P9D,PT6H"})
  void the_providers_wish_lengthens_the_wait_within_bounds(Duration wish, Duration wait) {
    assertThat(after(1, later(wish))).isEqualTo(new Next.Retry(NOW.plus(wait)));
  }

  @Test
  void no_wait_goes_beyond_the_end_of_time() {
    assertThat(RetryPolicy.after(5, later(null), AfterUnknown.RETRY, NOW, NOW.plusSeconds(7)))
        .isEqualTo(new Next.Retry(NOW.plusSeconds(7)));
  }

  @Test
  void what_fails_after_its_time_expires_at_once() {
    assertThat(RetryPolicy.after(1, later(null), AfterUnknown.RETRY, NOW, NOW))
        .isEqualTo(new Next.Finish(DeliveryStatus.EXPIRED));
  }

  private static Next after(int attempt, Outcome outcome) {
    return RetryPolicy.after(attempt, outcome, AfterUnknown.RETRY, NOW, END);
  }

  private static Outcome later(@Nullable Duration wish) {
    return new Outcome.TryLater(FailureCode.PROVIDER_BUSY, wish, null);
  }
}
