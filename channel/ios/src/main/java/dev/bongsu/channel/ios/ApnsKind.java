package dev.bongsu.channel.ios;

import dev.bongsu.channel.spi.ProviderKind;
import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Channel;
import java.nio.file.Path;

/** The Apple Push Notification service. */
public final class ApnsKind implements ProviderKind {
  @Override
  public Channel channel() {
    return Channel.IOS;
  }

  @Override
  public String type() {
    return ApnsSettings.TYPE;
  }

  @Override
  public Blueprint read(Fields fields, Path base) {
    return ApnsSettings.read(fields, base);
  }
}
