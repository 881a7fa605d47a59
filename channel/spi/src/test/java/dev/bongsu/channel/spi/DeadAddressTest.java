package dev.bongsu.channel.spi;

import static dev.bongsu.channel.spi.Stage.delivery;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.DeadAddress;
import dev.bongsu.log.wire.DeliveryEvent;
import dev.bongsu.log.wire.Message;
import dev.bongsu.log.wire.ReceiptRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is told of an address that a provider calls dead, and of which nobody is. */
class DeadAddressTest {
  private final Stage stage = new Stage();

  @Test
  void a_dead_mailbox_bounces_and_is_left_for_the_inbox() throws InterruptedException {
    stage.answer = message -> new Outcome.AddressGone(message.acceptedAt(), "550 5.1.1 no");
    Message.Builder message = stage.message();
    stage.append(Channel.EMAIL, message, delivery(message, Channel.EMAIL, "u1"));
    stage.run(Channel.EMAIL, stage.line("relay"));

    DeliveryEvent event = only(stage.events());
    assertThat(event.getStatus()).isEqualTo("bounced");
    assertThat(event.getReason()).isEqualTo("address-unknown");
    assertThat(event.getAttempt().getResult()).isEqualTo("gone");
    assertThat(stage.log.records(Topics.UNDELIVERED)).hasSize(1);
    assertThat(stage.gone).isEmpty();
    DeadAddress dead = only(only(receipts()).getDeadAddressesList());
    assertThat(dead.getChannel()).isEqualTo("email");
    assertThat(dead.getAddress()).isEqualTo("u1@example.com");
    assertThat(dead.getProvider()).isEqualTo("relay");
  }

  @Test
  void a_refusal_of_the_message_says_nothing_of_the_address() throws InterruptedException {
    stage.answer = _ -> new Outcome.Refused(FailureCode.MESSAGE_REFUSED, "554 5.7.1 no");
    Message.Builder message = stage.message();
    stage.append(Channel.EMAIL, message, delivery(message, Channel.EMAIL, "u1"));
    stage.run(Channel.EMAIL, stage.line("relay"));

    assertThat(only(stage.events()).getStatus()).isEqualTo("failed");
    assertThat(receipts()).isEmpty();
  }

  @Test
  void a_dead_device_is_forgotten() throws InterruptedException {
    stage.answer = message -> new Outcome.AddressGone(message.acceptedAt(), null);
    Message.Builder message = stage.message();
    stage.append(Channel.IOS, message, delivery(message, Channel.IOS, "u1"));
    stage.run(Channel.IOS, stage.line("apns"));

    assertThat(stage.gone).containsExactly(new Address(Channel.IOS, "token-of-u1"));
    assertThat(receipts()).as("it is taken from its recipient instead (A15)").isEmpty();
  }

  private List<ReceiptRecord> receipts() {
    return stage.parsed(Topics.RECEIPTS, ReceiptRecord::parseFrom);
  }

  private static <T> T only(List<T> list) {
    assertThat(list).hasSize(1);
    return list.getFirst();
  }
}
