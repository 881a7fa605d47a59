package dev.bongsu.channel.email;

import dev.bongsu.channel.spi.ProviderKind;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Channel;
import java.nio.file.Path;

/** Mail over SMTP. */
public final class SmtpKind implements ProviderKind {
  private static final String TYPE = "smtp";
  private static final Mailbox SANDBOX = new Mailbox("Bongsu", "bongsu@sandbox.invalid");

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
    return SmtpSettings.read(fields, base);
  }

  /** A provider for the sandbox's server on this machine. */
  public static Blueprint sandbox(String id, int port) {
    return SmtpSettings.plain(
        ProviderSettings.defaults(id, TYPE),
        new Relay("127.0.0.1", port, Tls.NONE, null, null),
        SANDBOX);
  }
}
