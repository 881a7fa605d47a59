package dev.bongsu.channel.voice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.channel.spi.ChannelContract;
import dev.bongsu.channel.spi.OutboundMessage;
import dev.bongsu.channel.spi.Provider;
import dev.bongsu.channel.spi.TestSurroundings;
import dev.bongsu.channel.twilio.ScriptedTwilio;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import java.net.URLDecoder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwilioVoiceContractTest extends ChannelContract {
  private static final String ADDRESS = "+821012345678";
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2027-01-01T00:00:00Z"), ZoneOffset.UTC);

  @TempDir Path directory;
  private ScriptedTwilio twilio = new ScriptedTwilio(Path.of("."));

  @BeforeEach
  void startTwilio() {
    twilio.close();
    twilio = new ScriptedTwilio(directory);
  }

  @AfterEach
  void closeTwilio() {
    twilio.close();
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
                + "&StatusCallbackMethod=POST&StatusCallbackEvent=completed");
  }

  @Test
  void the_time_that_twilio_asks_for_is_told() throws Exception {
    try (Provider.OneByOne provider = provider(Behaviour.IS_BUSY)) {
      assertThat(provider.send(message(content())))
          .isInstanceOfSatisfying(
              Outcome.TryLater.class,
              later -> {
                assertThat(later.code()).isEqualTo(FailureCode.THROTTLED);
                assertThat(later.retryAfter()).isEqualTo(Duration.ofSeconds(7));
              });
    }
  }

  @Test
  void a_speech_that_twilio_would_not_take_never_leaves() throws Exception {
    try (Provider.OneByOne provider = provider(Behaviour.ACCEPTS)) {
      assertThat(provider.send(message(new Content(Map.of("say", "x".repeat(2_000))))))
          .isInstanceOfSatisfying(
              Outcome.Refused.class,
              it -> assertThat(it.code()).isEqualTo(FailureCode.PAYLOAD_TOO_LARGE));
    }
    assertThat(twilio.posted).isEmpty();
  }

  @Override
  protected Provider.OneByOne provider(Behaviour behaviour) {
    twilio.behaves(behaviour, ADDRESS + " with " + SECRET);
    var settings =
        new TwilioVoiceSettings(
            twilio.account(SECRET), "+15550001", TwilioVoiceSettings.Speech.USUAL, false);
    return new TwilioVoiceProvider(settings, new TestSurroundings(CLOCK, directory).surroundings());
  }

  @Override
  protected Address address() {
    return new Address(Channel.VOICE, ADDRESS);
  }

  @Override
  protected Content content() {
    return new Content(Map.of("say", "봉수 & you"));
  }
}
