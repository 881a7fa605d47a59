package dev.bongsu.channel.android;

import dev.bongsu.channel.spi.ProviderKind;
import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Channel;
import java.nio.file.Path;

/** Firebase Cloud Messaging. */
public final class FcmKind implements ProviderKind {
  @Override
  public Channel channel() {
    return Channel.ANDROID;
  }

  @Override
  public String type() {
    return FcmSettings.TYPE;
  }

  @Override
  public Blueprint read(Fields fields, Path base) {
    return FcmSettings.read(fields, base);
  }
}
