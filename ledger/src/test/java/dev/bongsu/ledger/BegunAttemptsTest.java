package dev.bongsu.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.NotificationId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which attempts began, before it is known what became of them. */
class BegunAttemptsTest {
  private final World world = new World();
  private final Instant until = world.clock.instant().plus(Duration.ofDays(3));
  private BegunAttempts attempts = new BegunAttempts(world.database, world.clock);

  @AfterEach
  void close() {
    attempts.close();
    world.close();
  }

  private DeliveryId delivery(String name) {
    return DeliveryId.of(NOTIFICATION, null, new Address(Channel.SMS, name));
  }

  private static final NotificationId NOTIFICATION =
      NotificationId.firstAt(Instant.parse("2027-01-01T00:00:00Z"));

  @Test
  void an_attempt_begins_once_and_is_known_after_a_restart() throws Exception {
    assertThat(attempts.begin(delivery("+15550001"), 1, "smsc", until)).isNull();
    attempts.close();
    attempts = new BegunAttempts(world.database, world.clock);

    BegunAttempts.Begun begun = attempts.begin(delivery("+15550001"), 1, "tw", until);

    assertThat(begun).isNotNull().returns("smsc", BegunAttempts.Begun::provider);
    assertThat(attempts.begin(delivery("+15550001"), 2, "tw", until)).isNull();
    assertThat(attempts.begin(delivery("+15550002"), 1, "tw", until)).isNull();
  }

  @Test
  void of_many_who_begin_the_same_one_hears_that_it_is_new() throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor();
        var elsewhere = new BegunAttempts(world.database, world.clock)) {
      List<Callable<Boolean>> calls =
          IntStream.range(0, 200)
              .<Callable<Boolean>>mapToObj(i ->
                  () -> {
                    BegunAttempts process = i % 2 == 0 ? attempts : elsewhere;
                    return process.begin(delivery("+1555000" + i % 20), 1, "smsc", until) == null;
                  })
              .toList();
      int fresh = 0;
      for (Future<Boolean> each : executor.invokeAll(calls)) {
        fresh += each.get() ? 1 : 0;
      }
      assertThat(fresh).isEqualTo(20);
    }
  }

  @Test
  void what_expired_a_day_ago_is_forgotten() throws Exception {
    attempts.begin(delivery("+15550001"), 1, "smsc", until);
    Retention later =
        new Retention(
            world.database,
            Duration.ofDays(30),
            Clock.offset(world.clock, Duration.ofDays(4).plusHours(1)));
    Retention sooner =
        new Retention(
            world.database,
            Duration.ofDays(30),
            Clock.offset(world.clock, Duration.ofDays(4).minusHours(1)));

    sooner.maintain();
    assertThat(world.rows("begun_attempt")).isEqualTo(1);
    later.maintain();

    assertThat(world.rows("begun_attempt")).isZero();
  }

  @Test
  void nothing_begins_where_it_cannot_be_noted() {
    attempts.close();

    assertThatThrownBy(() -> attempts.begin(delivery("+15550001"), 1, "smsc", until))
        .isInstanceOf(IllegalStateException.class);
  }
}
