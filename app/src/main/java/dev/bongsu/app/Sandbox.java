package dev.bongsu.app;

import dev.bongsu.channel.email.Mailbox;
import dev.bongsu.channel.email.SmtpSettings;
import dev.bongsu.channel.email.Tls;
import dev.bongsu.channel.spi.ProviderLine;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.Trust;
import dev.bongsu.frontend.Rooms;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.ledger.Ledger;
import dev.bongsu.sandbox.Faults;
import dev.bongsu.sandbox.Origin;
import dev.bongsu.sandbox.SandboxMessages;
import dev.bongsu.sandbox.SmtpSandbox;
import dev.bongsu.sandbox.SmtpSandboxSettings;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** The provider simulator of this process, and how channels reach it like any other provider. */
final class Sandbox implements AutoCloseable {
  static final String ID = "sandbox";

  private static final long MAX_BYTES = 16L * 1024 * 1024;
  private static final Mailbox FROM = new Mailbox("Bongsu", "bongsu@sandbox.invalid");

  private final SandboxMessages messages;
  private final Faults faults = new Faults(new SplittableRandom());
  private final SmtpSandbox smtp;

  private Sandbox(Ledger ledger, Clock clock) {
    this.messages =
        new SandboxMessages(MAX_BYTES, clock, deliveries -> origins(ledger, deliveries));
    this.smtp = SmtpSandbox.start(SmtpSandboxSettings.defaults(), messages, faults);
  }

  static Sandbox start(Ledger ledger, Clock clock) {
    return new Sandbox(ledger, clock);
  }

  /** How mail gets here. */
  SmtpSettings mailSettings() {
    var common =
        new ProviderSettings(
            ID,
            SmtpSettings.TYPE,
            ProviderSettings.DEFAULT_TIMEOUT,
            null,
            ProviderLine.DEFAULT_IN_FLIGHT,
            Trust.JDK);
    return new SmtpSettings(common, "127.0.0.1", smtp.port(), Tls.NONE, null, null, FROM);
  }

  /** What the frontend shows of it. */
  Rooms.Sandbox forFrontend() {
    return new Rooms.Sandbox(messages, faults);
  }

  @Override
  public void close() {
    smtp.close();
  }

  private static Map<DeliveryId, Origin> origins(Ledger ledger, Collection<DeliveryId> deliveries) {
    Map<DeliveryId, Origin> origins = new HashMap<>();
    for (DeliveryId id : deliveries) {
      ledger
          .delivery(id)
          .ifPresent(view ->
              origins.put(id, new Origin(view.notificationId(), view.target().recipient())));
    }
    return origins;
  }
}
