package dev.bongsu.channel.sms;

import dev.bongsu.channel.spi.ProviderKind;
import dev.bongsu.channel.twilio.TwilioAccount;
import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Channel;
import java.net.URI;
import java.nio.file.Path;

/** Short messages through Twilio. */
public final class TwilioSmsKind implements ProviderKind {
  /** A provider for the sandbox's Twilio on this machine. */
  public static Blueprint sandbox(String id, URI baseUrl, String accountSid, String authToken) {
    return new TwilioSmsSettings(
        TwilioAccount.sandbox(id, baseUrl, accountSid, authToken), TwilioAccount.TEST_NUMBER, null);
  }

  @Override
  public Channel channel() {
    return Channel.SMS;
  }

  @Override
  public String type() {
    return TwilioAccount.TYPE;
  }

  @Override
  public Blueprint read(Fields fields, Path base) {
    return TwilioSmsSettings.read(fields, base);
  }
}
