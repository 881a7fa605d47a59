package dev.bongsu.channel.spi;

import static dev.bongsu.channel.spi.Stage.delivery;
import static dev.bongsu.channel.spi.Stage.settle;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.log.Tier;
import dev.bongsu.log.wire.DeliveryEvent;
import dev.bongsu.log.wire.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TierLoopTest {
  private final Stage stage = new Stage();
  private final List<TierLoop> tiers = new ArrayList<>();
  private final DeliveryLoop loop =
      new DeliveryLoop(Channel.EMAIL, List.of(stage.line("relay")), stage.context());

  @BeforeEach
  void open() {
    for (Tier tier : Tier.values()) {
      tiers.add(new TierLoop(tier, stage.log, stage.clock));
    }
  }

  @AfterEach
  void close() {
    tiers.forEach(TierLoop::close);
    loop.close();
  }

  @Test
  void a_delivery_comes_back_when_it_is_due_and_not_before() throws InterruptedException {
    stage.answer = _ -> new Outcome.TryLater(FailureCode.PROVIDER_BUSY, null, null);
    append();
    turn();
    assertThat(stage.sent).hasSize(1);

    advance(Duration.ofMillis(4_900));
    assertThat(stage.sent).hasSize(1);

    advance(Duration.ofMillis(100));
    assertThat(stage.sent).hasSize(2);
  }

  @Test
  void a_wait_between_two_tiers_is_at_most_five_seconds_late() throws InterruptedException {
    stage.answer =
        message ->
            message.attempt() == 1
                ? new Outcome.TryLater(FailureCode.THROTTLED, Duration.ofSeconds(47), null)
                : new Outcome.Accepted(null);
    append();
    turn();
    for (int second = 0; second < 47; second++) {
      assertThat(stage.sent).hasSize(1);
      advance(Duration.ofSeconds(1));
    }
    for (int second = 0; second < 5; second++) {
      advance(Duration.ofSeconds(1));
    }
    assertThat(stage.sent).hasSize(2);
  }

  @Test
  void a_delivery_that_never_succeeds_expires_in_time() throws InterruptedException {
    stage.answer = _ -> new Outcome.TryLater(FailureCode.RECIPIENT_UNAVAILABLE, null, null);
    append();
    for (int second = 0; second < 60 + 5; second++) {
      turn();
      stage.clock.advance(Duration.ofSeconds(1));
    }
    turn();

    assertThat(stage.events().stream().map(DeliveryEvent::getStatus))
        .containsExactly("retrying", "retrying", "retrying", "expired");
    assertThat(stage.events().stream().map(DeliveryEvent::getStep)).containsExactly(2, 4, 6, 7);
    assertThat(stage.log.queues()).allSatisfy(queue -> assertThat(queue.depth()).isZero());
  }

  private void append() {
    Message.Builder message =
        stage.message().setExpiresAt(stage.clock.instant().plusSeconds(60).toEpochMilli());
    stage.append(Channel.EMAIL, message, delivery(message, Channel.EMAIL, "u1"));
  }

  private void advance(Duration by) throws InterruptedException {
    stage.clock.advance(by);
    turn();
  }

  private void turn() throws InterruptedException {
    for (int i = 0; i < 2; i++) {
      for (TierLoop tier : tiers) {
        tier.step(Duration.ZERO);
      }
      settle(loop);
    }
  }
}
