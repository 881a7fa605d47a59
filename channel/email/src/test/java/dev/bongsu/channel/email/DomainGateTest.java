package dev.bongsu.channel.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class DomainGateTest {
  private static final Clock NOW =
      Clock.fixed(Instant.parse("2027-01-01T00:00:00Z"), ZoneOffset.UTC);

  @Test
  void without_limits_everything_passes() throws InterruptedException {
    var gate = new DomainGate(DomainLimits.NONE, 4, NOW);
    for (int i = 0; i < 1_000; i++) {
      pass(gate, "slow.example");
    }
    assertThat(gate.domains()).isZero();
  }

  @Test
  void a_domain_that_is_busy_puts_its_own_mails_off_and_no_others() throws Exception {
    var gate = new DomainGate(new DomainLimits(2, null), 16, NOW);
    DomainGate.Pass first = pass(gate, "slow.example");
    DomainGate.Pass second = pass(gate, "SLOW.example");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> waiting = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        waiting.add(
            threads.submit(() -> {
              pass(gate, "slow.example").done();
              return null;
            }));
      }
      while (gate.waiting("slow.example") < 4) {
        Thread.onSpinWait();
      }
      Outcome.TryLater off = putOff(gate, "slow.example");
      DomainGate.Pass other = pass(gate, "quick.example");

      assertThat(off.code()).isEqualTo(FailureCode.RECIPIENT_UNAVAILABLE);
      assertThat(off.retryAfter()).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
      other.done();
      first.done();
      second.done();
      for (Future<?> each : waiting) {
        each.get();
      }
    }
    assertThat(gate.domains()).isZero();
  }

  @Test
  void what_is_over_the_rate_is_spread_over_the_time_it_takes() throws InterruptedException {
    var gate = new DomainGate(new DomainLimits(null, 10), 16, NOW);
    pass(gate, "slow.example").done();
    List<Duration> waits = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waits.add(putOff(gate, "slow.example").retryAfter());
    }
    pass(gate, "quick.example").done();

    assertThat(waits)
        .containsExactly(Duration.ofSeconds(5), Duration.ofMillis(5_100), Duration.ofMillis(5_200));
  }

  private static DomainGate.Pass pass(DomainGate gate, String domain) throws InterruptedException {
    return gate.enter(domain) instanceof DomainGate.Entry.Passed(DomainGate.Pass pass)
        ? pass
        : never();
  }

  private static Outcome.TryLater putOff(DomainGate gate, String domain)
      throws InterruptedException {
    return gate.enter(domain) instanceof DomainGate.Entry.PutOff(Outcome.TryLater later)
        ? later
        : never();
  }

  @SuppressWarnings("TypeParameterUnusedInFormals")
  private static <T> T never() {
    throw new AssertionError("wanted the other entry");
  }
}
