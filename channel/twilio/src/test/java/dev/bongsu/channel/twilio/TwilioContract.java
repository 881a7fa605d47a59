package dev.bongsu.channel.twilio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.channel.spi.ChannelContract;
import dev.bongsu.channel.spi.Provider;
import dev.bongsu.channel.spi.Surroundings;
import dev.bongsu.channel.spi.TestSurroundings;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of channels, for those behind which Twilio is. */
public abstract class TwilioContract extends ChannelContract {
  /** Whom messages and calls go to. */
  protected static final String ADDRESS = "+821012345678";

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2027-01-01T00:00:00Z"), ZoneOffset.UTC);

  @TempDir Path directory;

  /** Who answers. */
  protected ScriptedTwilio twilio = new ScriptedTwilio(Path.of("."));

  private final Channel channel;

  /** The contract of this channel. */
  protected TwilioContract(Channel channel) {
    this.channel = channel;
  }

  /** The channel's provider. */
  protected abstract Provider.OneByOne provider(TwilioAccount account, Surroundings around);

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
  void twilio_is_told_which_trace_a_message_belongs_to() throws InterruptedException {
    try (Provider.OneByOne provider = provider(Behaviour.ACCEPTS)) {
      provider.send(message(content()));
    }

    assertThat(twilio.traces).containsExactly(TRACE.value());
  }

  @Override
  protected final Provider.OneByOne provider(Behaviour behaviour) {
    twilio.behaves(behaviour, ADDRESS + " with " + SECRET);
    return provider(
        twilio.account(SECRET, timeout(behaviour)),
        new TestSurroundings(CLOCK, directory).surroundings());
  }

  @Override
  protected final Address address() {
    return new Address(channel, ADDRESS);
  }
}
