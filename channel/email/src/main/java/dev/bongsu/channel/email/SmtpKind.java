package dev.bongsu.channel.email;

import dev.bongsu.channel.spi.ProviderKind;
import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Channel;
import java.nio.file.Path;

/** Mail over SMTP. */
public final class SmtpKind implements ProviderKind {
  @Override
  public Channel channel() {
    return Channel.EMAIL;
  }

  @Override
  public String type() {
    return SmtpSettings.TYPE;
  }

  @Override
  public Blueprint read(Fields fields, Path base) {
    return SmtpSettings.read(fields, base);
  }
}
