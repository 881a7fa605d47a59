package dev.bongsu.channel.spi;

import static dev.bongsu.channel.spi.Stage.delivery;
import static dev.bongsu.channel.spi.Stage.settle;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.kernel.Priority;
import dev.bongsu.log.Tier;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.CancellationRecord;
import dev.bongsu.log.wire.Delivery;
import dev.bongsu.log.wire.DeliveryEvent;
import dev.bongsu.log.wire.Dismissal;
import dev.bongsu.log.wire.Hop;
import dev.bongsu.log.wire.Message;
import dev.bongsu.log.wire.ReadElsewhere;
import dev.bongsu.log.wire.RetryRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What a channel does once its recipient has read elsewhere what it was to send, or has sent. */
class DismissalTest {
  private final Stage stage = new Stage();
  private final List<OutboundDismissal> dismissed = new CopyOnWriteArrayList<>();
  private Function<OutboundDismissal, Outcome> answer = _ -> new Outcome.Accepted(null);

  @Test
  void what_its_recipient_has_read_elsewhere_is_not_sent_and_says_so() throws Exception {
    Message.Builder message = stage.message();
    stage.append(
        Channel.EMAIL,
        message,
        delivery(message, Channel.EMAIL, "ann"),
        delivery(message, Channel.EMAIL, "bob"));
    read(message, "ann");
    run(Channel.EMAIL, stage.line("relay"));

    assertThat(stage.sent)
        .extracting(each -> String.valueOf(each.recipient()))
        .containsExactly("bob");
    DeliveryEvent event =
        stage.events().stream().filter(each -> each.getRecipient().equals("ann")).findFirst().get();
    assertThat(event.getStatus()).isEqualTo("cancelled");
    assertThat(event.getReason()).isEqualTo("read");
  }

  @Test
  void what_is_to_be_tried_again_is_not_and_nothing_follows_it() throws Exception {
    stage.answer = _ -> new Outcome.TryLater(FailureCode.PROVIDER_BUSY, null, "busy");
    Message.Builder message = stage.message();
    Delivery.Builder mail =
        delivery(message, Channel.EMAIL, "ann")
            .addNext(
                Hop.newBuilder()
                    .setChannel("sms")
                    .setDeliveryId(ByteString.copyFrom(new byte[16]))
                    .setAddress("+15550001"));
    stage.append(Channel.EMAIL, message, mail);
    run(Channel.EMAIL, stage.line("relay"));
    RetryRecord retry = stage.retries(Tier.within(Duration.ofSeconds(5))).getFirst();
    read(message, "ann");
    stage.append(
        Topics.deliveries(Channel.EMAIL, Priority.NORMAL), retry.getDelivery().toByteArray());
    run(Channel.EMAIL, stage.line("relay"));

    assertThat(stage.sent).hasSize(1);
    assertThat(stage.events().getLast().getStatus()).isEqualTo("cancelled");
    assertThat(stage.events().getLast().getPrevious()).isEqualTo("retrying");
    assertThat(stage.log.records(Topics.deliveries(Channel.SMS, Priority.NORMAL))).isEmpty();
  }

  @Test
  void an_inbox_keeps_what_was_read_elsewhere() throws Exception {
    Message.Builder message = stage.message();
    stage.append(Channel.INAPP, message, delivery(message, Channel.INAPP, "ann"));
    read(message, "ann");
    run(Channel.INAPP, stage.line("inbox"));

    assertThat(stage.events().getFirst().getStatus()).isEqualTo("sent");
  }

  @Test
  void what_is_shown_is_taken_back_and_counts_as_nothing() throws Exception {
    Message.Builder message = stage.message();
    Delivery.Builder shown = delivery(message, Channel.IOS, "ann");
    read(message, "ann");
    stage.append(Channel.IOS, message, dismissal(shown));
    run(Channel.IOS, line());

    OutboundDismissal heard = dismissed.getFirst();
    assertThat(heard.address().value()).isEqualTo("token-of-ann");
    assertThat(heard.deliveries()).containsExactly(DeliveryId.of(shown.getId().toByteArray()));
    assertThat(heard.unread()).isEqualTo(2);
    assertThat(heard.expiresAt()).isEqualTo(Instant.ofEpochMilli(message.getExpiresAt()));
    assertThat(dismissed).hasSize(1);
    assertThat(stage.sent).isEmpty();
    assertThat(stage.log.records(Topics.OUTCOMES)).isEmpty();
  }

  @Test
  void a_dismissal_is_tried_three_times_in_all_and_leaves_nothing_behind() throws Exception {
    answer = _ -> new Outcome.TryLater(FailureCode.PROVIDER_BUSY, null, "busy");
    Message.Builder message = stage.message();
    Delivery.Builder shown = dismissal(delivery(message, Channel.IOS, "ann"));
    stage.append(Channel.IOS, message, shown);
    run(Channel.IOS, line());
    stage.append(Channel.IOS, message, shown.clone().setAttempts(1));
    run(Channel.IOS, line());
    stage.append(Channel.IOS, message, shown.clone().setAttempts(2));
    run(Channel.IOS, line());

    assertThat(dismissed).hasSize(3);
    int waiting = 0;
    for (Tier tier : Tier.values()) {
      waiting += stage.retries(tier).size();
    }
    assertThat(waiting).isEqualTo(2);
    assertThat(stage.log.records(Topics.OUTCOMES)).isEmpty();
    assertThat(stage.log.records(Topics.UNDELIVERED)).isEmpty();
  }

  @Test
  void a_device_that_is_gone_is_forgotten_by_a_dismissal_too() throws Exception {
    answer = _ -> new Outcome.AddressGone(stage.clock.instant(), "Unregistered");
    Message.Builder message = stage.message();
    stage.append(Channel.IOS, message, dismissal(delivery(message, Channel.IOS, "ann")));
    run(Channel.IOS, line());

    assertThat(stage.gone).extracting(address -> address.value()).containsExactly("token-of-ann");
  }

  @Test
  void nothing_is_taken_back_too_late_or_from_whoever_was_erased_or_by_who_cannot()
      throws Exception {
    Message.Builder late = stage.message();
    stage.append(Channel.IOS, late, dismissal(delivery(late, Channel.IOS, "ann")));
    stage.clock.advance(Duration.ofDays(4));
    Message.Builder erased = stage.message();
    stage.append(Channel.IOS, erased, dismissal(delivery(erased, Channel.IOS, "bob")));
    stage.clock.advance(Duration.ofSeconds(1));
    stage.append(
        Topics.CANCELLATIONS,
        CancellationRecord.newBuilder()
            .setAt(stage.clock.millis())
            .setRecipient("bob")
            .build()
            .toByteArray());
    run(Channel.IOS, line());
    Message.Builder message = stage.message();
    stage.append(Channel.IOS, message, dismissal(delivery(message, Channel.IOS, "cid")));
    run(Channel.IOS, stage.line("dumb"));

    assertThat(dismissed).isEmpty();
    assertThat(stage.sent).isEmpty();
    assertThat(stage.log.records(Topics.OUTCOMES)).isEmpty();
    run(Channel.IOS, line());
    assertThat(dismissed).isEmpty();
  }

  private void read(Message.Builder message, String recipient) {
    stage.append(
        Topics.CANCELLATIONS,
        CancellationRecord.newBuilder()
            .setAt(stage.clock.millis())
            .setRead(
                ReadElsewhere.newBuilder()
                    .setNotificationId(message.getNotificationId())
                    .setRecipient(recipient))
            .build()
            .toByteArray());
  }

  private static Delivery.Builder dismissal(Delivery.Builder shown) {
    return shown
        .clone()
        .setDismissal(Dismissal.newBuilder().addDeliveryIds(shown.getId()).setUnread(2));
  }

  private ProviderLine line() {
    return new ProviderLine(new Taking(), ProviderLine.DEFAULT_IN_FLIGHT, null, stage.clock);
  }

  private void run(Channel channel, ProviderLine line) throws InterruptedException {
    try (DeliveryLoop loop = new DeliveryLoop(channel, List.of(line), stage.context())) {
      for (int i = 0; i < 5; i++) {
        settle(loop);
      }
    }
  }

  private final class Taking implements Provider.OneByOne, Dismisser {
    @Override
    public String id() {
      return "push";
    }

    @Override
    public Outcome send(OutboundMessage message) {
      stage.sent.add(message);
      return new Outcome.Accepted(null);
    }

    @Override
    public Outcome dismiss(OutboundDismissal dismissal) {
      dismissed.add(dismissal);
      return answer.apply(dismissal);
    }

    @Override
    public void close() {}
  }
}
