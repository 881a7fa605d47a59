package dev.bongsu.channel.email;

import dev.bongsu.channel.spi.OutboundMessage;
import dev.bongsu.channel.spi.Provider;
import dev.bongsu.kernel.Outcome;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Hands mails to one relay over kept connections. */
public final class SmtpProvider implements Provider.OneByOne {
  private final SmtpSettings settings;
  private final Clock clock;
  private final MailWriter writer;
  private final SmtpPool pool;

  /** Connects to nothing before the first mail. */
  public SmtpProvider(SmtpSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    this.writer = new MailWriter(settings.from(), new DkimSigner(java.util.List.of()));
    this.pool = new SmtpPool(settings, clock);
  }

  @Override
  public String id() {
    return settings.common().id();
  }

  @Override
  public Outcome send(OutboundMessage message) throws InterruptedException {
    Optional<MailAddress> to = MailAddress.of(message.address().value());
    if (to.isEmpty()) {
      return new Outcome.AddressGone(clock.instant(), "not an address of a mailbox");
    }
    Mail mail =
        new Mail(
            message.id(),
            MailAddress.of(settings.from().address()).orElseThrow(),
            to.get(),
            Mail.Reports.FAILURES,
            writer.write(message, to.get(), null, java.util.List.of(), clock.instant()));
    try {
      return send(mail);
    } catch (SmtpTrouble e) {
      return new Outcome.TryLater(e.code(), null, e.getMessage());
    }
  }

  @Override
  public void close() {
    pool.close();
  }

  private Outcome send(Mail mail) throws SmtpTrouble, InterruptedException {
    Outcome outcome = sendIn(pool.take(), mail);
    while (outcome == null) {
      // A kept session that the relay had given up. Nothing was handed over, so another may try;
      // a new one always has an outcome, so this ends when none is kept.
      outcome = sendIn(pool.take(), mail);
    }
    return outcome;
  }

  private @Nullable Outcome sendIn(SmtpSession session, Mail mail) {
    try {
      return session.send(mail, clock.instant());
    } finally {
      pool.giveBack(session);
    }
  }
}
