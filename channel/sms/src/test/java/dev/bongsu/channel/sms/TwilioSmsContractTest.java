package dev.bongsu.channel.sms;

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

class TwilioSmsContractTest extends ChannelContract {
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
  protected Provider.OneByOne provider(Behaviour behaviour) {
    twilio.behaves(behaviour, ADDRESS + " with " + SECRET);
    var settings = new TwilioSmsSettings(twilio.account(SECRET), "+15550001", null);
    return new TwilioSmsProvider(settings, new TestSurroundings(CLOCK, directory).surroundings());
  }

  @Override
  protected Address address() {
    return new Address(Channel.SMS, ADDRESS);
  }

  @Override
  protected Content content() {
    return new Content(Map.of("text", "봉수 & you"));
  }
}
