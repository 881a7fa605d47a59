package dev.bongsu.channel.email;

import dev.bongsu.channel.spi.OutboundMessage;
import dev.bongsu.channel.spi.Provider;
import dev.bongsu.channel.spi.Surroundings;
import dev.bongsu.kernel.Outcome;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Hands mails to one relay over kept connections, and hears what comes back. */
final class SmtpProvider implements Provider.OneByOne {
  private final SmtpSettings settings;
  private final Surroundings around;
  private final Clock clock;
  private final MailAddress from;
  private final MailWriter writer;
  private final Luggage luggage;
  private final DomainGate gate;
  private final SmtpPool pool;
  private final @Nullable BounceListener listener;

  /**
   * Connects to nothing before the first mail, but listens at once for what comes back.
   *
   * @throws java.io.UncheckedIOException if it cannot listen there
   */
  SmtpProvider(SmtpSettings settings, Surroundings around) {
    this.settings = settings;
    this.around = around;
    this.clock = around.clock();
    this.from = MailAddress.of(settings.from().address()).orElseThrow();
    this.writer = new MailWriter(settings.from(), new DkimSigner(settings.dkim()));
    this.luggage = new Luggage(around.attachments());
    this.gate = new DomainGate(settings.perDomain(), settings.common().maxInFlight(), clock);
    Bounces bounces = settings.bounces();
    this.listener =
        bounces == null || bounces.listen() == null
            ? null
            : BounceListener.start(
                bounces,
                bounces.listen(),
                new ReportReader(settings.common().id(), from.domain(), clock),
                around.receipts());
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
    return switch (gate.enter(to.get().domain())) {
      case DomainGate.Entry.PutOff(Outcome outcome) -> outcome;
      case DomainGate.Entry.Passed(DomainGate.Pass pass) -> {
        try {
          yield send(message, to.get());
        } finally {
          pass.done();
        }
      }
    };
  }

  /** Where it hears what comes back; empty where nobody told it to. */
  Optional<Integer> bouncePort() {
    return Optional.ofNullable(listener).map(BounceListener::port);
  }

  @Override
  public void close() {
    if (listener != null) {
      listener.close();
    }
    pool.close();
  }

  private Outcome send(OutboundMessage message, MailAddress to) throws InterruptedException {
    return luggage.with(
        message.attachments(),
        enclosures -> {
          try {
            return send(mail(message, to, enclosures));
          } catch (SmtpTrouble e) {
            return new Outcome.TryLater(e.code(), null, e.getMessage());
          }
        });
  }

  private Mail mail(OutboundMessage message, MailAddress to, List<Enclosure> enclosures) {
    Bounces bounces = settings.bounces();
    return new Mail(
        message.id(),
        bounces == null ? from : bounces.senderOf(message.id()),
        to,
        bounces == null ? Mail.Reports.FAILURES : Mail.Reports.ALL,
        writer.write(
            message, to, around.links().unsubscribe(message), enclosures, clock.instant()));
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
