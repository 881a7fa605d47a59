package dev.bongsu.channel.sms;

import dev.bongsu.channel.spi.ProviderKind;
import dev.bongsu.channel.twilio.TwilioAccount;
import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Channel;
import java.nio.file.Path;

/** Short messages through Twilio. */
public final class TwilioSmsKind implements ProviderKind {
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
