package dev.bongsu.channel.email;

import dev.bongsu.channel.spi.Provider;
import dev.bongsu.channel.spi.ProviderKind;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.Surroundings;
import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Channel;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntConsumer;

/** Mail over SMTP. */
public final class SmtpKind implements ProviderKind {
  private static final String TYPE = "smtp";
  private static final MailAddress BOUNCES = new MailAddress("bounces", "sandbox.invalid");
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

  /**
   * A provider for the sandbox's server on this machine.
   *
   * @param reports told the port at which it listens for what becomes of mails, when it is opened
   */
  public static Blueprint sandbox(String id, int port, IntConsumer reports) {
    var settings =
        new SmtpSettings(
            ProviderSettings.defaults(id, TYPE),
            new Relay("127.0.0.1", port, Tls.NONE, null, null),
            SANDBOX,
            List.of(),
            new Bounces(BOUNCES, new Bounces.Listen("127.0.0.1", 0)),
            DomainLimits.NONE);
    return new Blueprint() {
      @Override
      public ProviderSettings common() {
        return settings.common();
      }

      @Override
      public Provider open(Surroundings around) {
        var provider = new SmtpProvider(settings, around);
        provider.bouncePort().ifPresent(reports::accept);
        return provider;
      }
    };
  }
}
