package dev.bongsu.channel.voice;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import java.net.URLDecoder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TwilioVoiceContractTest extends TwilioContract {
  TwilioVoiceContractTest() {
    super(Channel.VOICE);
  }

  @Test
  void a_call_says_who_what_and_where_its_status_goes() throws Exception {
    OutboundMessage message = message(content());
    try (Provider.OneByOne provider = provider(Behaviour.ACCEPTS)) {
      assertThat(provider.send(message)).isEqualTo(new Outcome.Accepted("SM1"));
    }

    String posted = URLDecoder.decode(twilio.posted.take(), UTF_8);
    String callback = "https://bongsu.example.com/v1/callbacks/tw?delivery=" + message.id();
    assertThat(posted)
        .startsWith("To=+821012345678&From=+15550001&Twiml=<?xml")
        .contains("action=\"" + callback + "\"")
        .contains(">봉수 &amp; you</Say>")
        .endsWith(
            "&StatusCallback="
                + callback
                + "&StatusCallbackMethod=POST"
                + "&StatusCallbackEvent=initiated&StatusCallbackEvent=completed");
  }

  @Test
  void a_speech_that_twilio_would_not_take_never_leaves() throws Exception {
    try (Provider.OneByOne provider = provider(Behaviour.ACCEPTS)) {
      assertThat(provider.send(message(new Content(Map.of("say", "x".repeat(4_000))))))
          .isInstanceOfSatisfying(
              Outcome.Refused.class,
              it -> assertThat(it.code()).isEqualTo(FailureCode.PAYLOAD_TOO_LARGE));
    }
    assertThat(twilio.posted).isEmpty();
  }

  @Override
  protected Provider.OneByOne provider(TwilioAccount account, Surroundings around) {
    var settings = new TwilioVoiceSettings(account, "+15550001", CallRules.USUAL);
    return new TwilioVoiceProvider(settings, around);
  }

  @Override
  protected Content content() {
    return new Content(Map.of("say", "봉수 & you"));
  }
}
