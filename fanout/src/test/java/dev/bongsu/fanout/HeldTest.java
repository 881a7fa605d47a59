package dev.bongsu.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.ledger.NotificationStatus;
import dev.bongsu.log.LogRecord;
import dev.bongsu.log.wire.CancellationRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HeldTest {
  private final House house = new House();

  @AfterEach
  void leave() {
    house.close();
  }

  @Test
  void what_is_to_be_sent_later_waits_until_then_and_over_a_restart() throws Exception {
    NotificationId id = house.submit(Draft.to("u1").at(inAnHour()));
    house.settle();
    assertThat(house.view(id).status()).isEqualTo(NotificationStatus.SCHEDULED);
    house.crash();
    house.clock.advance(Duration.ofMinutes(59));
    assertThat(house.held.step()).isZero();

    house.clock.advance(Duration.ofMinutes(1));
    assertThat(house.held.step()).isEqualTo(1);
    house.settle();

    assertThat(house.deliveries(Channel.INAPP)).hasSize(1);
    assertThat(house.view(id).status()).isEqualTo(NotificationStatus.SENDING);
    assertThat(house.view(id).counts().expected()).isEqualTo(1);
  }

  @Test
  void what_is_put_back_twice_is_sent_once() throws Exception {
    house.submit(Draft.to("u1").key("k").at(inAnHour()));
    house.settle();
    house.clock.advance(Duration.ofHours(1));

    house.held.step();
    house.clock.advance(HeldStore.PATIENCE);
    assertThat(house.held.step()).isEqualTo(1);
    house.settle();

    assertThat(house.deliveries(Channel.INAPP)).hasSize(1);
    house.clock.advance(HeldStore.PATIENCE);
    assertThat(house.held.step()).isZero();
  }

  @Test
  void a_crash_while_the_release_is_planned_loses_nothing_and_doubles_nothing() throws Exception {
    house.group("all", List.of("u1", "u2"));
    NotificationId id = house.submit(Draft.to("u3").groups("all").at(inAnHour()));
    house.settle();
    house.clock.advance(Duration.ofHours(1));
    house.held.step();
    house.calledOff =
        (_, _) -> {
          house.log.breakDown("killed");
          house.calledOff = (_, _) -> false;
          return false;
        };
    house.plan();
    house.planner.awaitCuts();
    house.planner.step(Duration.ZERO);

    house.crash();
    house.settle();

    assertThat(house.deliveries(Channel.INAPP)).hasSize(3);
    assertThat(house.view(id).counts().expected()).isEqualTo(3);
  }

  @Test
  void what_is_cancelled_before_it_is_due_is_never_sent() throws Exception {
    NotificationId id = house.submit(Draft.to("u1").at(inAnHour()));
    house.settle();

    house.held.hear(
        new LogRecord(
            "cancellations",
            0,
            0,
            0,
            CancellationRecord.newBuilder()
                .setNotificationId(ByteString.copyFrom(id.bytes()))
                .build()
                .toByteArray()));
    house.clock.advance(Duration.ofHours(1));

    assertThat(house.held.step()).isZero();
  }

  private Instant inAnHour() {
    return house.clock.instant().plus(Duration.ofHours(1));
  }
}
