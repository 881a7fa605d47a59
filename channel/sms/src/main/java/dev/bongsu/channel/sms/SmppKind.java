package dev.bongsu.channel.sms;

import dev.bongsu.channel.spi.ProviderKind;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Channel;
import dev.bongsu.smpp.Bind;
import dev.bongsu.smpp.Party;
import java.nio.file.Path;

/** Short messages over SMPP. */
public final class SmppKind implements ProviderKind {
  private static final Party NAME = new Party(Party.ALPHANUMERIC, Party.UNKNOWN, "Bongsu");

  /**
   * The provider of an SMSC on loopback that lets everybody bind.
   *
   * @param deliveryTag the optional parameter by which it gets to know our delivery
   */
  public static Blueprint sandbox(String id, int port, int deliveryTag) {
    return new SmppSettings(
        ProviderSettings.defaults(id, SmppSettings.TYPE),
        new SmppSettings.Endpoint("127.0.0.1", port, false),
        new Bind("bongsu", "", "", Bind.VERSION_3_4),
        NAME,
        SmppSettings.DEFAULT_WINDOW,
        SmppSettings.Dialect.USUAL.withDeliveryTag(deliveryTag));
  }

  @Override
  public Channel channel() {
    return Channel.SMS;
  }

  @Override
  public String type() {
    return SmppSettings.TYPE;
  }

  @Override
  public Blueprint read(Fields fields, Path base) {
    return SmppSettings.read(fields, base);
  }
}
