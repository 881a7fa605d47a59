package dev.bongsu.channel.email;

import dev.bongsu.channel.spi.ProviderKind;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Channel;
import java.net.URI;
import java.nio.file.Path;

/** Mail over Amazon SES, by its API version 2. */
public final class SesKind implements ProviderKind {
  private static final String TYPE = "ses";
  private static final Mailbox SANDBOX = new Mailbox("Bongsu", "bongsu@sandbox.invalid");

  /**
   * A provider for the sandbox's stand-in on this machine.
   *
   * @param url where it is, and where its events are signed
   * @param topicArn of its events
   */
  public static Blueprint sandbox(
      String id, URI url, String region, String accessKey, String secretKey, String topicArn) {
    return new SesSettings(
        ProviderSettings.defaults(id, TYPE),
        url,
        new SesSettings.Access(region, accessKey, secretKey),
        SANDBOX,
        null,
        new SesSettings.Events(topicArn, url));
  }

  @Override
  public Channel channel() {
    return Channel.EMAIL;
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Blueprint read(Fields fields, Path base) {
    return SesSettings.read(fields, base);
  }
}
