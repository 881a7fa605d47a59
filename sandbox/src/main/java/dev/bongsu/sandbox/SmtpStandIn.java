package dev.bongsu.sandbox;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A mail server on loopback that delivers nothing: what it accepts goes to {@link SandboxMessages},
 * and it misbehaves as {@link Faults} say. One virtual thread a connection.
 */
public final class SmtpStandIn implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 1_000;

  private final SmtpStandInSettings settings;
  private final SandboxMessages messages;
  private final Faults faults;
  private final AtomicReference<@Nullable MailReports> reports = new AtomicReference<>();
  private final Listener listener;

  private SmtpStandIn(SmtpStandInSettings settings, SandboxMessages messages, Faults faults) {
    this.settings = settings;
    this.messages = messages;
    this.faults = faults;
    this.listener = Listener.start("smtp-sandbox", settings.port(), null, this::serve);
  }

  /**
   * Listens on 127.0.0.1.
   *
   * @throws UncheckedIOException if the port is taken
   */
  public static SmtpStandIn start(
      SmtpStandInSettings settings, SandboxMessages messages, Faults faults) {
    return new SmtpStandIn(settings, messages, faults);
  }

  /**
   * From now on senders are told what became of mails to some domains, by mails to this port of
   * 127.0.0.1: {@code bounced.invalid}, {@code full.invalid}, {@code delivered.invalid} and {@code
   * complained.invalid}.
   */
  public void reportTo(int port, Clock clock) {
    MailReports before = reports.getAndSet(new MailReports(port, faults, clock));
    if (before != null) {
      before.close();
    }
  }

  /** Where it listens. */
  public int port() {
    return listener.port();
  }

  /** Ends all connections and waits for their ends. */
  @Override
  public void close() {
    listener.close();
    MailReports told = reports.getAndSet(null);
    if (told != null) {
      told.close();
    }
  }

  /** A session took a mail, and answered so. */
  private void taken(String sender, List<String> recipients, byte[] mail, FaultMode mode) {
    DeliveryId delivery = Mime.delivery(mail);
    MailReports told = reports.get();
    for (String each : recipients) {
      messages.add(delivery, new Address(Channel.EMAIL, each), mail, Mime::body);
      if (told != null) {
        told.tell(sender, each, mail, mode);
      }
    }
  }

  private void serve(Socket socket, int connections) throws IOException {
    var connection = new SmtpConnection(socket);
    if (connections > MAX_CONNECTIONS) {
      connection.answer("421 4.7.0 too many connections");
      return;
    }
    new SmtpSession(settings, connection, this::taken, faults).run();
  }
}
