package dev.bongsu.channel.voice;

import dev.bongsu.channel.spi.ProviderKind;
import dev.bongsu.channel.twilio.TwilioAccount;
import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Channel;
import java.net.URI;
import java.nio.file.Path;

/** Calls through Twilio. */
public final class TwilioVoiceKind implements ProviderKind {
  /** The provider of a Twilio on loopback. */
  public static Blueprint sandbox(
      String id, URI baseUrl, String accountSid, String authToken, CallRules rules) {
    return new TwilioVoiceSettings(
        TwilioAccount.sandbox(id, baseUrl, accountSid, authToken),
        TwilioAccount.TEST_NUMBER,
        rules);
  }

  @Override
  public Channel channel() {
    return Channel.VOICE;
  }

  @Override
  public String type() {
    return TwilioAccount.TYPE;
  }

  @Override
  public Blueprint read(Fields fields, Path base) {
    return TwilioVoiceSettings.read(fields, base);
  }
}
