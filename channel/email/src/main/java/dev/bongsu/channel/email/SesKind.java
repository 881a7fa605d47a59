package dev.bongsu.channel.email;

import dev.bongsu.channel.spi.ProviderKind;
import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Channel;
import java.nio.file.Path;

/** Mail over Amazon SES, by its API version 2. */
public final class SesKind implements ProviderKind {
  @Override
  public Channel channel() {
    return Channel.EMAIL;
  }

  @Override
  public String type() {
    return "ses";
  }

  @Override
  public Blueprint read(Fields fields, Path base) {
    return SesSettings.read(fields, base);
  }
}
