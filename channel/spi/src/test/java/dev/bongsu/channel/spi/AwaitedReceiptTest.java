package dev.bongsu.channel.spi;

import static dev.bongsu.channel.spi.Stage.delivery;
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
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Providers that say later whether anybody was reached, and what follows where nobody was. */
class AwaitedReceiptTest {
  private static final Duration WITHIN = Duration.ofMinutes(3);
  private static final Duration A_TURN_LATER = WITHIN.plusSeconds(10);

  private final Stage stage = new Stage();
  private final List<TierLoop> tiers =
      Arrays.stream(Tier.values()).map(tier -> new TierLoop(tier, stage.log, stage.clock)).toList();

  @AfterEach
  void close() {
    tiers.forEach(TierLoop::close);
  }

  @Test
  void what_was_taken_is_open_until_it_is_heard_of() throws InterruptedException {
    append(stage.message());
    try (DeliveryLoop loop = loop(1)) {
      stage.pass(loop, tiers, Duration.ofMinutes(2));
      assertThat(statuses()).containsExactly("sending");
      hear(Arrivals.Heard.RECEIPT);
      stage.pass(loop, tiers, A_TURN_LATER);
    }

    assertThat(statuses()).containsExactly("sending", "sent");
    assertThat(stage.events().getLast().getPrevious()).isEqualTo("sending");
    assertThat(stage.sent).hasSize(1);
  }

  @Test
  void of_what_nothing_is_heard_counts_as_sent() throws InterruptedException {
    append(stage.message());
    try (DeliveryLoop loop = loop(1)) {
      stage.pass(loop, tiers, A_TURN_LATER);
    }

    assertThat(statuses()).containsExactly("sending", "sent");
    assertThat(stage.sent).hasSize(1);
  }

  @Test
  void what_reached_nobody_is_handed_over_again_as_often_as_was_said_and_then_goes_on()
      throws InterruptedException {
    Message.Builder message = stage.message();
    stage.append(
        Channel.VOICE,
        message,
        delivery(message, Channel.VOICE, "u1")
            .addNext(Hop.newBuilder().setChannel("sms").setAddress("+15550001234")));
    try (DeliveryLoop loop = loop(1)) {
      stage.pass(loop, tiers, Duration.ofSeconds(9));
      hear(Arrivals.Heard.UNREACHED);
      stage.pass(loop, tiers, A_TURN_LATER.multipliedBy(3));
    }

    assertThat(statuses()).containsExactly("sending", "sending", "failed");
    DeliveryEvent last = stage.events().getLast();
    assertThat(last.getReason()).isEqualTo("recipient-unavailable");
    assertThat(last.getNext().getChannel()).isEqualTo("sms");
    assertThat(stage.sent).extracting(OutboundMessage::attempt).containsExactly(1, 2);
    assertThat(stage.askedOfTaken).as("each is to be heard of").containsExactly(1, 2);
    assertThat(stage.events().get(1).getAttempt().getDetail()).as("it is no second send").isEmpty();
  }

  @Test
  void without_another_channel_it_lies_in_the_inbox() throws InterruptedException {
    append(stage.message());
    try (DeliveryLoop loop = loop(0)) {
      stage.pass(loop, tiers, Duration.ofSeconds(9));
      hear(Arrivals.Heard.UNREACHED);
      stage.pass(loop, tiers, A_TURN_LATER);
    }

    assertThat(statuses()).containsExactly("sending", "failed");
    assertThat(stage.sent).hasSize(1);
    assertThat(stage.log.records(Topics.UNDELIVERED)).hasSize(1);
  }

  @Test
  void a_provider_that_is_busy_when_it_is_handed_over_again_uses_up_no_repeat()
      throws InterruptedException {
    append(stage.message());
    try (DeliveryLoop loop = loop(1)) {
      stage.pass(loop, tiers, Duration.ofSeconds(9));
      hear(Arrivals.Heard.UNREACHED);
      stage.answer =
          sent ->
              sent.attempt() == 2
                  ? new Outcome.TryLater(FailureCode.PROVIDER_BUSY, null, "busy")
                  : new Outcome.Accepted("m" + sent.attempt());
      stage.pass(loop, tiers, A_TURN_LATER.multipliedBy(4));
    }

    assertThat(statuses()).containsExactly("sending", "sending", "sending", "failed");
    assertThat(stage.sent).hasSize(3);
  }

  @Test
  void what_expires_before_it_is_heard_of_was_sent_at_once() throws InterruptedException {
    append(stage.message().setExpiresAt(stage.clock.instant().plus(WITHIN).toEpochMilli()));
    try (DeliveryLoop loop = loop(1)) {
      stage.pass(loop, tiers, Duration.ofSeconds(9));
    }

    assertThat(statuses()).containsExactly("sent");
  }

  private void append(Message.Builder message) {
    stage.append(Channel.VOICE, message, delivery(message, Channel.VOICE, "u1"));
  }

  private void hear(Arrivals.Heard heard) {
    stage.heard.put(DeliveryId.of(stage.events().getFirst().getDeliveryId().toByteArray()), heard);
  }

  private List<String> statuses() {
    return stage.events().stream().map(DeliveryEvent::getStatus).toList();
  }

  private DeliveryLoop loop(int repeats) {
    var caller =
        new Provider.OneByOne() {
          @Override
          public String id() {
            return "caller";
          }

          @Override
          public @Nullable AwaitedReceipt awaitedReceipt() {
            return new AwaitedReceipt(WITHIN, repeats);
          }

          @Override
          public Outcome send(OutboundMessage message) {
            stage.sent.add(message);
            return stage.answer.apply(message);
          }

          @Override
          public void close() {}
        };
    return new DeliveryLoop(
        Channel.VOICE, List.of(new ProviderLine(caller, 256, null, stage.clock)), stage.context());
  }
}
