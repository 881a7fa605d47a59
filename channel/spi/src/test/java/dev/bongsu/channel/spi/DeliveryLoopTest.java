package dev.bongsu.channel.spi;

import static dev.bongsu.channel.spi.Stage.delivery;
import static dev.bongsu.channel.spi.Stage.settle;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.kernel.Priority;
import dev.bongsu.log.Tier;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.CancellationRecord;
import dev.bongsu.log.wire.DeliveryEvent;
import dev.bongsu.log.wire.DeliveryRecord;
import dev.bongsu.log.wire.Hop;
import dev.bongsu.log.wire.Message;
import dev.bongsu.log.wire.RetryRecord;
import dev.bongsu.log.wire.UndeliveredRecord;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeliveryLoopTest {
  private static final Outcome DOWN =
      new Outcome.TryLater(FailureCode.PROVIDER_UNREACHABLE, null, "no connection");

  private final Stage stage = new Stage();

  @Test
  void a_delivery_is_sent_and_recorded_with_its_attempt() throws InterruptedException {
    Message.Builder message = stage.message();
    stage.append(Channel.EMAIL, message, delivery(message, Channel.EMAIL, "u1"));
    run(stage.line("relay"));

    DeliveryEvent event = only(stage.events());
    assertThat(event.getStatus()).isEqualTo("sent");
    assertThat(event.getPrevious()).isEqualTo("pending");
    assertThat(event.getStep()).isEqualTo(2);
    assertThat(event.getAddress()).isEqualTo("u***@example.com");
    assertThat(event.getAttempt().getProvider()).isEqualTo("relay");
    assertThat(event.getAttempt().getResult()).isEqualTo("accepted");
    assertThat(event.getAttempt().getCode()).isEmpty();
    assertThat(event.getAttempt().getProviderMessageId()).isEqualTo("m1");
  }

  @Test
  void what_is_committed_is_not_sent_again() throws InterruptedException {
    Message.Builder message = stage.message();
    stage.append(Channel.EMAIL, message, delivery(message, Channel.EMAIL, "u1"));
    run(stage.line("relay"));
    run(stage.line("relay"));

    assertThat(stage.sent).hasSize(1);
  }

  @Test
  void the_most_urgent_goes_first() throws InterruptedException {
    for (String priority : List.of("low", "normal", "high")) {
      Message.Builder message = stage.message().setPriority(priority);
      stage.append(Channel.EMAIL, message, delivery(message, Channel.EMAIL, priority));
    }
    // With one in flight there is an order to see.
    run(stage.line("relay", 1, null));

    assertThat(stage.sent.stream().map(sent -> String.valueOf(sent.recipient())))
        .containsExactly("high", "normal", "low");
  }

  @Test
  void a_refusal_for_now_waits_in_a_retry_topic() throws InterruptedException {
    stage.answer = _ -> DOWN;
    Message.Builder message = stage.message();
    stage.append(
        Channel.EMAIL,
        message,
        delivery(message, Channel.EMAIL, "u1"),
        delivery(message, Channel.EMAIL, "u2"));
    run(stage.line("relay"));

    assertThat(stage.events())
        .hasSize(2)
        .allSatisfy(event -> {
          assertThat(event.getStatus()).isEqualTo("retrying");
          assertThat(event.getNextAttemptAt())
              .isEqualTo(stage.clock.instant().plusSeconds(5).toEpochMilli());
          assertThat(event.getAttempt().getResult()).isEqualTo("retry");
          assertThat(event.getAttempt().getCode()).isEqualTo("provider-unreachable");
        });
    RetryRecord retry = only(stage.retries(Tier.S5));
    assertThat(retry.getChannel()).isEqualTo("email");
    assertThat(retry.getDelivery().getDeliveriesList())
        .hasSize(2)
        .allSatisfy(waiting -> assertThat(waiting.getAttempts()).isEqualTo(1));
  }

  @Test
  void a_retry_continues_where_the_attempt_before_ended() throws InterruptedException {
    stage.answer = _ -> new Outcome.Unknown("no answer");
    Message.Builder message = stage.message();
    stage.append(Channel.EMAIL, message, delivery(message, Channel.EMAIL, "u1").setAttempts(1));
    run(stage.line("relay"));

    DeliveryEvent event = only(stage.events());
    assertThat(event.getPrevious()).isEqualTo("retrying");
    assertThat(event.getStep()).isEqualTo(4);
    assertThat(event.getAttempt().getResult()).isEqualTo("unknown");
    assertThat(stage.retries(Tier.S30)).hasSize(1);
    assertThat(only(stage.sent).attempt()).isEqualTo(2);
  }

  @Test
  void what_is_over_expires_without_an_attempt_and_goes_to_the_inbox() throws InterruptedException {
    Message.Builder message = stage.message();
    stage.append(Channel.EMAIL, message, delivery(message, Channel.EMAIL, "u1"));
    stage.clock.advance(Duration.ofDays(4));
    run(stage.line("relay"));

    assertThat(stage.sent).isEmpty();
    DeliveryEvent event = only(stage.events());
    assertThat(event.getStatus()).isEqualTo("expired");
    assertThat(event.getStep()).isEqualTo(1);
    assertThat(event.hasAttempt()).isFalse();
    assertThat(only(undelivered()).getContent().toStringUtf8()).isEqualTo("{\"text\":\"hello\"}");
  }

  @Test
  void what_was_called_off_is_not_sent() throws InterruptedException {
    Message.Builder message = stage.message();
    stage.append(
        Topics.CANCELLATIONS,
        CancellationRecord.newBuilder()
            .setAt(stage.clock.millis())
            .setNotificationId(message.getNotificationId())
            .build()
            .toByteArray());
    stage.append(Channel.EMAIL, message, delivery(message, Channel.EMAIL, "u1"));
    run(stage.line("relay"));

    assertThat(stage.sent).isEmpty();
    assertThat(only(stage.events()).getStatus()).isEqualTo("cancelled");
    assertThat(undelivered()).isEmpty();
  }

  @Test
  void an_erased_recipient_gets_nothing_from_before_but_what_comes_after()
      throws InterruptedException {
    Message.Builder before = stage.message();
    stage.clock.advance(Duration.ofSeconds(1));
    stage.append(
        Topics.CANCELLATIONS,
        CancellationRecord.newBuilder()
            .setAt(stage.clock.millis())
            .setRecipient("u1")
            .build()
            .toByteArray());
    Message.Builder after = stage.message();
    stage.append(Channel.EMAIL, before, delivery(before, Channel.EMAIL, "u1"));
    stage.append(Channel.EMAIL, after, delivery(after, Channel.EMAIL, "u1"));
    run(stage.line("relay"));

    assertThat(stage.events().stream().map(DeliveryEvent::getStatus))
        .containsExactlyInAnyOrder("cancelled", "sent");
  }

  @Test
  void the_next_channel_follows_what_ends_undelivered() throws InterruptedException {
    stage.answer = _ -> new Outcome.Refused(FailureCode.MESSAGE_REFUSED, "no");
    Message.Builder message = stage.message().setPriority("high");
    ByteString next = delivery(message, Channel.IOS, "u1").getId();
    stage.append(
        Channel.EMAIL,
        message,
        delivery(message, Channel.EMAIL, "u1")
            .addNext(
                Hop.newBuilder().setChannel("sms").setDeliveryId(next).setAddress("+15550001234"))
            .addNext(Hop.newBuilder().setChannel("inapp").setAddress("u1")));
    run(stage.line("relay"));

    DeliveryEvent event = only(stage.events());
    assertThat(event.getStatus()).isEqualTo("failed");
    assertThat(event.getReason()).isEqualTo("message-refused");
    assertThat(event.getNext().getDeliveryId()).isEqualTo(next);
    assertThat(event.getNextAddress()).doesNotContain("5550001");
    DeliveryRecord follower =
        only(
            stage.parsed(Topics.deliveries(Channel.SMS, Priority.HIGH), DeliveryRecord::parseFrom));
    assertThat(follower.getDeliveries(0).getAddress()).isEqualTo("+15550001234");
    assertThat(follower.getDeliveries(0).getNextList()).hasSize(1);
    assertThat(undelivered()).isEmpty();
  }

  @Test
  void what_comes_rendered_is_sent_as_it_is() throws InterruptedException {
    Message.Builder message =
        stage
            .message()
            .clearTemplate()
            .setRendered(true)
            .setContent(ByteString.copyFromUtf8("{\"subject\": \"s\", \"text\": \"t\"}"));
    stage.append(Channel.EMAIL, message, delivery(message, Channel.EMAIL, "u1"));
    run(stage.line("relay"));

    assertThat(only(stage.sent).content().text("subject")).isEqualTo("s");
    assertThat(only(stage.events()).getStatus()).isEqualTo("sent");
  }

  @Test
  void what_cannot_be_rendered_has_failed_and_says_why() throws InterruptedException {
    stage.rendered =
        new Renderer.Rendered.Impossible(FailureCode.RENDERING_FAILED, "line 1: too long");
    Message.Builder message = stage.message();
    stage.append(Channel.EMAIL, message, delivery(message, Channel.EMAIL, "u1"));
    run(stage.line("relay"));

    DeliveryEvent event = only(stage.events());
    assertThat(event.getStatus()).isEqualTo("failed");
    assertThat(event.getReason()).isEqualTo("rendering-failed");
    assertThat(event.getAttempt().getDetail()).isEqualTo("line 1: too long");
    assertThat(stage.sent).isEmpty();
  }

  @Test
  void what_cannot_be_rendered_now_comes_again_as_if_untouched() throws InterruptedException {
    stage.rendered = new Renderer.Rendered.NotNow("the database is away");
    Message.Builder message = stage.message();
    stage.append(Channel.EMAIL, message, delivery(message, Channel.EMAIL, "u1"));
    run(stage.line("relay"));

    assertThat(stage.events()).isEmpty();
    assertThat(only(stage.retries(Tier.S5)).getDelivery().getDeliveries(0).getAttempts()).isZero();
  }

  @Test
  void while_the_circuit_is_open_deliveries_wait_and_still_expire() throws InterruptedException {
    ProviderLine line = stage.line("relay");
    line.circuit().note(new Outcome.TryLater(FailureCode.CREDENTIALS_REFUSED, null, null));
    Message.Builder soon =
        stage.message().setExpiresAt(stage.clock.instant().plusSeconds(2).toEpochMilli());
    Message.Builder late = stage.message();
    stage.append(Channel.EMAIL, late, delivery(late, Channel.EMAIL, "late"));
    stage.append(Channel.EMAIL, soon, delivery(soon, Channel.EMAIL, "soon"));
    try (DeliveryLoop loop = loop(line)) {
      settle(loop);
      assertThat(stage.events()).isEmpty();

      stage.clock.advance(Duration.ofSeconds(3));
      settle(loop);
      assertThat(only(stage.events()).getRecipient()).isEqualTo("soon");

      stage.clock.advance(Duration.ofSeconds(3));
      settle(loop);
    }
    assertThat(only(stage.sent).recipient()).hasToString("late");
  }

  @Test
  void an_open_circuit_does_not_hide_what_expires_behind_many_others() throws InterruptedException {
    ProviderLine line = stage.line("relay", 1, null);
    for (int i = 0; i < 2_000; i++) {
      Message.Builder message = stage.message();
      stage.append(Channel.EMAIL, message, delivery(message, Channel.EMAIL, "u" + i));
    }
    Message.Builder soon =
        stage.message().setExpiresAt(stage.clock.instant().plusSeconds(2).toEpochMilli());
    stage.append(Channel.EMAIL, soon, delivery(soon, Channel.EMAIL, "soon"));
    stage.answer = _ -> new Outcome.TryLater(FailureCode.CREDENTIALS_REFUSED, null, "535 5.7.8 no");
    try (DeliveryLoop loop = loop(line)) {
      for (int second = 0; second < 30; second++) {
        settle(loop);
        settle(loop);
        stage.clock.advance(Duration.ofSeconds(1));
      }
    }
    assertThat(stage.events().stream().filter(event -> event.getStatus().equals("expired")))
        .hasSize(1);
    assertThat(stage.sent).hasSizeLessThan(10);
    assertThat(stage.retries(Tier.M2)).isNotEmpty();
  }

  @Test
  void the_second_provider_takes_over_while_the_first_is_down() throws InterruptedException {
    ProviderLine first = stage.line("first");
    ProviderLine second = stage.line("second");
    first.circuit().note(new Outcome.TryLater(FailureCode.TLS_FAILED, null, null));
    Message.Builder message = stage.message();
    stage.append(Channel.EMAIL, message, delivery(message, Channel.EMAIL, "u1"));
    run(first, second);

    assertThat(only(stage.events()).getAttempt().getProvider()).isEqualTo("second");
    assertThat(second.accepted()).isEqualTo(1);
  }

  @Test
  void no_more_a_second_than_the_provider_takes() throws InterruptedException {
    for (int i = 0; i < 50; i++) {
      Message.Builder message = stage.message();
      stage.append(Channel.EMAIL, message, delivery(message, Channel.EMAIL, "u" + i));
    }
    try (DeliveryLoop loop = loop(stage.line("relay", 256, 10))) {
      for (int tenth = 0; tenth < 20; tenth++) {
        settle(loop);
        stage.clock.advance(Duration.ofMillis(100));
      }
    }
    assertThat(stage.sent).hasSizeBetween(19, 21);
  }

  @Test
  void a_batch_provider_gets_many_records_at_once_and_one_outcome_record_tells_of_all()
      throws InterruptedException {
    for (int i = 0; i < 300; i++) {
      Message.Builder message = stage.message();
      stage.append(Channel.INAPP, message, delivery(message, Channel.INAPP, "u" + i));
    }
    var provider = new Batches();
    stage.run(Channel.INAPP, new ProviderLine(provider, 8192, null, stage.clock));

    assertThat(provider.messages).hasValue(300);
    assertThat(stage.events()).hasSize(300);
    assertThat(stage.log.records(Topics.OUTCOMES)).hasSizeLessThan(300);
  }

  @Test
  void a_record_that_nobody_can_read_stops_nothing() throws InterruptedException {
    stage.append(Topics.deliveries(Channel.EMAIL, Priority.NORMAL), new byte[] {1, 2, 3});
    Message.Builder message = stage.message();
    stage.append(Channel.EMAIL, message, delivery(message, Channel.EMAIL, "u1"));
    run(stage.line("relay"));

    assertThat(stage.sent).hasSize(1);
    assertThat(stage.log.queues()).allSatisfy(queue -> assertThat(queue.depth()).isZero());
  }

  @Test
  void a_defect_of_a_provider_is_tried_again_and_tells_nothing_of_the_address()
      throws InterruptedException {
    stage.answer =
        message -> {
          throw new IllegalStateException("no way to " + message.address().value());
        };
    Message.Builder message = stage.message();
    stage.append(Channel.EMAIL, message, delivery(message, Channel.EMAIL, "u1"));
    run(stage.line("relay"));

    DeliveryEvent event = only(stage.events());
    assertThat(event.getAttempt().getCode()).isEqualTo("provider-fault");
    assertThat(event.getAttempt().getDetail()).doesNotContain("@");
  }

  @Test
  void a_drained_loop_leaves_what_it_did_not_send_and_repeats_nothing()
      throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    stage.answer =
        message -> {
          if (String.valueOf(message.recipient()).equals("slow")) {
            awaitQuietly(never);
          }
          return new Outcome.Accepted(null);
        };
    Message.Builder message = stage.message();
    stage.append(
        Channel.EMAIL,
        message,
        delivery(message, Channel.EMAIL, "quick"),
        delivery(message, Channel.EMAIL, "slow"));
    try (DeliveryLoop loop = loop(stage.line("relay"))) {
      while (stage.sent.size() < 2 || loop.handedOver() != 1) {
        loop.step(Duration.ofMillis(1));
      }
      loop.drain(Duration.ofMillis(200));
    }
    never.countDown();
    run(stage.line("relay"));

    assertThat(stage.sent.stream().map(sent -> String.valueOf(sent.recipient())))
        .containsExactlyInAnyOrder("quick", "slow", "slow");
    assertThat(stage.events()).hasSize(2);
  }

  @Test
  void there_is_no_rest_while_what_is_not_recorded_takes_all_the_room()
      throws InterruptedException {
    try (DeliveryLoop loop = loop(stage.line("relay", 4, null))) {
      appendTo("u1");
      assertThat(restAfterCommit(loop)).isPositive();

      appendTo("u2", "u3", "u4", "u5");
      assertThat(restAfterCommit(loop)).isZero();
    }
  }

  private void appendTo(String... recipients) {
    for (String recipient : recipients) {
      Message.Builder message = stage.message();
      stage.append(Channel.EMAIL, message, delivery(message, Channel.EMAIL, recipient));
    }
  }

  private Duration restAfterCommit(DeliveryLoop loop) throws InterruptedException {
    int recorded = stage.events().size();
    Duration rest = loop.step(Duration.ofMillis(1));
    while (stage.events().size() == recorded) {
      rest = loop.step(Duration.ofMillis(1));
    }
    return rest;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private List<UndeliveredRecord> undelivered() {
    return stage.parsed(Topics.UNDELIVERED, UndeliveredRecord::parseFrom);
  }

  private void run(ProviderLine... lines) throws InterruptedException {
    stage.run(Channel.EMAIL, lines);
  }

  private DeliveryLoop loop(ProviderLine line) {
    return new DeliveryLoop(Channel.EMAIL, List.of(line), stage.context());
  }

  private static <T> T only(List<T> list) {
    assertThat(list).hasSize(1);
    return list.getFirst();
  }

  private static final class Batches implements Provider.InBatches {
    private final AtomicInteger messages = new AtomicInteger();

    @Override
    public String id() {
      return "inbox";
    }

    @Override
    public List<Outcome> send(List<OutboundMessage> batch) {
      messages.addAndGet(batch.size());
      return batch.stream().<Outcome>map(_ -> new Outcome.Accepted(null)).toList();
    }

    @Override
    public void close() {}
  }
}
