package dev.bongsu.channel.browser;

import dev.bongsu.channel.spi.ProviderKind;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Channel;
import java.net.URI;
import java.nio.file.Path;

/** Browsers by Web Push. */
public final class WebPushKind implements ProviderKind {
  /**
   * For the push service in the sandbox, with keys of the data directory. Whatever else an address
   * names is not called: nothing leaves the sandbox, and nobody reaches this machine's own servers
   * through it.
   *
   * @param endpoints what all endpoints of its subscriptions begin with
   */
  public static Blueprint sandbox(String id, URI endpoints) {
    return new WebPushSettings(
        ProviderSettings.defaults(id, WebPushSettings.TYPE),
        "mailto:bongsu@sandbox.invalid",
        null,
        true,
        endpoints);
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
