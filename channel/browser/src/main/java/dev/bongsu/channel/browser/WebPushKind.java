package dev.bongsu.channel.browser;

import dev.bongsu.channel.spi.ProviderKind;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Channel;
import java.nio.file.Path;

/** Browsers by Web Push. */
public final class WebPushKind implements ProviderKind {
  /** For the push service in the sandbox, with keys of the data directory. */
  public static Blueprint sandbox(String id) {
    return new WebPushSettings(
        ProviderSettings.defaults(id, WebPushSettings.TYPE),
        "mailto:bongsu@sandbox.invalid",
        null,
        true);
  }

  @Override
  public Channel channel() {
    return Channel.BROWSER;
  }

  @Override
  public String type() {
    return WebPushSettings.TYPE;
  }

  @Override
  public Blueprint read(Fields fields, Path base) {
    return WebPushSettings.read(fields, base);
  }
}
