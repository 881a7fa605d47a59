package dev.bongsu.channel.sms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.channel.spi.OutboundMessage;
import dev.bongsu.channel.spi.Provider;
import dev.bongsu.channel.spi.Surroundings;
import dev.bongsu.channel.twilio.TwilioAccount;
import dev.bongsu.channel.twilio.TwilioContract;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TwilioSmsContractTest extends TwilioContract {
  TwilioSmsContractTest() {
    super(Channel.SMS);
  }

  @Test
  void a_message_says_who_what_and_where_its_status_goes() throws Exception {
    OutboundMessage message = message(content());
    try (Provider.OneByOne provider = provider(Behaviour.ACCEPTS)) {
      assertThat(provider.send(message)).isEqualTo(new Outcome.Accepted("SM1"));
    }

    assertThat(twilio.posted.take())
        .isEqualTo(
            "To=%2B821012345678&From=%2B15550001&Body=%EB%B4%89%EC%88%98+%26+you"
                + "&StatusCallback=https%3A%2F%2Fbongsu.example.com%2Fv1%2Fcallbacks%2Ftw"
                + "%3Fdelivery%3D"
                + message.id());
  }

  @Test
  void a_text_that_twilio_would_not_take_never_leaves() throws Exception {
    try (Provider.OneByOne provider = provider(Behaviour.ACCEPTS)) {
      assertThat(provider.send(message(new Content(Map.of("text", "x".repeat(1_601))))))
          .isInstanceOfSatisfying(
              Outcome.Refused.class,
              it -> assertThat(it.code()).isEqualTo(FailureCode.PAYLOAD_TOO_LARGE));
    }
    assertThat(twilio.posted).isEmpty();
  }

  @Override
  protected Provider.OneByOne provider(TwilioAccount account, Surroundings around) {
    var settings = new TwilioSmsSettings(account, "+15550001", null);
    return new TwilioSmsProvider(settings, around);
  }

  @Override
  protected Content content() {
    return new Content(Map.of("text", "봉수 & you"));
  }
}
