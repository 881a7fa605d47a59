package dev.bongsu.channel.email;

import dev.bongsu.channel.spi.OutboundMessage;
import dev.bongsu.channel.spi.Provider;
import dev.bongsu.kernel.Outcome;
import java.time.Clock;

/** Hands mails to one relay over kept connections. */
public final class SmtpProvider implements Provider.OneByOne {
  private final SmtpSettings settings;
  private final Clock clock;

  /** Connects to nothing before the first mail. */
  public SmtpProvider(SmtpSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public String id() {
    return settings.common().id();
  }

  @Override
  public Outcome send(OutboundMessage message) throws InterruptedException {
    throw new UnsupportedOperationException(clock.toString());
  }

  @Override
  public void close() {}
}
