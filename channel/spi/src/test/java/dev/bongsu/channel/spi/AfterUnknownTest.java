package dev.bongsu.channel.spi;

import static dev.bongsu.channel.spi.Stage.delivery;
import static dev.bongsu.channel.spi.Stage.settle;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.log.Tier;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.DeliveryEvent;
import dev.bongsu.log.wire.Hop;
import dev.bongsu.log.wire.Message;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What is rather never sent than twice (B1), through silence, refusals, kills and receipts. */
class AfterUnknownTest {
  private static final Outcome SILENT = new Outcome.Unknown("no answer within 30 s");

  private final Stage stage = new Stage();

  @Test
  void what_had_no_answer_ends_there_and_says_so() throws InterruptedException {
    stage.answer = _ -> SILENT;
    Message.Builder message = rather("stop");
    stage.append(
        Channel.SMS,
        message,
        delivery(message, Channel.SMS, "u1")
            .addNext(Hop.newBuilder().setChannel("voice").setAddress("+15550001234")));
    run(stage.line("smsc"));

    DeliveryEvent event = only(stage.events());
    assertThat(event.getStatus()).isEqualTo("failed");
    assertThat(event.getReason()).isEqualTo("no-answer");
    assertThat(event.getAttempt().getResult()).isEqualTo("unknown");
    assertThat(event.hasNext()).as("another channel could say the same twice").isFalse();
    assertThat(stage.log.records(Topics.UNDELIVERED)).hasSize(1);
    assertThat(stage.retries(Tier.S30)).isEmpty();
    assertThat(stage.sent).hasSize(1);
  }

  @Test
  void an_attempt_is_noted_before_the_provider_is_called() throws InterruptedException {
    stage.answer =
        sent -> {
          assertThat(stage.begun).containsKey(sent.id() + " 1");
          return new Outcome.Accepted("m1");
        };
    append(rather("stop"));
    run(stage.line("smsc"));

    assertThat(only(stage.events()).getStatus()).isEqualTo("sent");
  }

  @Test
  void an_attempt_that_a_killed_process_began_is_not_made_again() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    stage.answer = _ -> interrupted(never);
    append(rather("stop"));
    // Closed without being drained, as a kill would.
    try (DeliveryLoop killed = loop(stage.line("smsc"))) {
      while (stage.sent.isEmpty()) {
        killed.step(Duration.ofMillis(1));
      }
    }
    stage.answer = _ -> new Outcome.Accepted("m2");
    stage.clock.advance(Duration.ofMinutes(1));
    run(stage.line("other"));

    assertThat(stage.sent).hasSize(1);
    DeliveryEvent event = only(stage.events());
    assertThat(event.getStatus()).isEqualTo("failed");
    assertThat(event.getReason()).isEqualTo("no-answer");
    assertThat(event.getAttempt().getResult()).isEqualTo("unknown");
    assertThat(event.getAttempt().getProvider()).as("whom it was given to").isEqualTo("smsc");
    assertThat(Stage.at(event.getAttempt().getAt()))
        .isEqualTo(stage.clock.instant().minus(Duration.ofMinutes(1)));
  }

  @Test
  void a_refusal_for_now_is_clear_so_it_is_tried_again() throws InterruptedException {
    stage.answer = _ -> new Outcome.TryLater(FailureCode.PROVIDER_BUSY, null, "busy");
    Message.Builder message = rather("stop");
    stage.append(Channel.SMS, message, delivery(message, Channel.SMS, "u1"));
    run(stage.line("smsc"));
    assertThat(only(stage.events()).getStatus()).isEqualTo("retrying");
    stage.answer = _ -> new Outcome.Accepted("m1");
    stage.append(Channel.SMS, message, delivery(message, Channel.SMS, "u1").setAttempts(1));
    run(stage.line("smsc"));

    assertThat(stage.events().getLast().getStatus()).isEqualTo("sent");
    assertThat(stage.begun).hasSize(2);
  }

  @Test
  void what_cannot_be_noted_is_not_sent_but_comes_again() throws InterruptedException {
    stage.canBegin = false;
    append(rather("stop"));
    run(stage.line("smsc"));

    assertThat(stage.sent).isEmpty();
    assertThat(stage.events()).isEmpty();
    assertThat(only(stage.retries(Tier.S5)).getDelivery().getDeliveries(0).getAttempts()).isZero();
  }

  @Test
  void only_what_asks_for_it_is_noted() throws InterruptedException {
    stage.canBegin = false;
    append(stage.message());
    run(stage.line("smsc"));

    assertThat(only(stage.events()).getStatus()).isEqualTo("sent");
  }

  @Test
  void a_receipt_that_waits_for_its_outcome_is_one() throws InterruptedException {
    stage.answer = _ -> SILENT;
    Message.Builder message = stage.message();
    var again = delivery(message, Channel.SMS, "u1").setAttempts(1).setUnansweredBy("smsc");
    stage.heard.put(DeliveryId.of(again.getId().toByteArray()), Arrivals.Heard.RECEIPT);
    stage.append(Channel.SMS, message, again);
    run(stage.line("smsc"));

    assertThat(stage.sent).isEmpty();
    DeliveryEvent event = only(stage.events());
    assertThat(event.getStatus()).isEqualTo("sent");
    assertThat(event.getPrevious()).isEqualTo("retrying");
    assertThat(event.getStep()).isEqualTo(3);
    assertThat(event.hasAttempt()).isFalse();
  }

  private Message.Builder rather(String afterUnknown) {
    return stage.message().setAfterUnknown(afterUnknown);
  }

  private void append(Message.Builder message) {
    stage.append(Channel.SMS, message, delivery(message, Channel.SMS, "u1"));
  }

  private void run(ProviderLine line) throws InterruptedException {
    try (DeliveryLoop loop = loop(line)) {
      for (int i = 0; i < 5; i++) {
        settle(loop);
      }
    }
  }

  private DeliveryLoop loop(ProviderLine line) {
    return new DeliveryLoop(Channel.SMS, List.of(line), stage.context());
  }

  private static Outcome interrupted(CountDownLatch never) {
    try {
      never.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return SILENT;
  }

  private static <T> T only(List<T> list) {
    assertThat(list).hasSize(1);
    return list.getFirst();
  }
}
