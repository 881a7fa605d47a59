package dev.bongsu.channel.spi;

import static dev.bongsu.channel.spi.Stage.delivery;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.kernel.Channel;
import dev.bongsu.log.wire.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which trace the messages of a notification belong to. */
class TraceTest {
  private final Stage stage = new Stage();

  @Test
  void it_goes_along_to_the_provider_and_what_is_none_does_not() throws InterruptedException {
    for (String trace : List.of(ChannelContract.TRACE.value(), "x\r\ny: z", "")) {
      Message.Builder message = stage.message().setTraceparent(trace);
      stage.append(Channel.EMAIL, message, delivery(message, Channel.EMAIL, "u1"));
    }
    try (DeliveryLoop loop =
        new DeliveryLoop(Channel.EMAIL, List.of(stage.line("relay")), stage.context())) {
      Stage.settle(loop);
    }

    assertThat(stage.sent)
        .extracting(OutboundMessage::traceParent)
        .containsExactlyInAnyOrder(ChannelContract.TRACE, null, null);
  }
}
