package dev.bongsu.sandbox;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A mail server on loopback that delivers nothing: what it accepts goes to {@link SandboxMessages},
 * and it misbehaves as {@link Faults} say. One virtual thread a connection.
 */
public final class SmtpSandbox implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SmtpSandbox.class);
  private static final int MAX_CONNECTIONS = 1_000;
  private static final int BACKLOG = 200;

  private final SmtpSandboxSettings settings;
  private final SandboxMessages messages;
  private final Faults faults;
  private final ServerSocket server;
  private final AtomicReference<@Nullable MailReports> reports = new AtomicReference<>();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final ExecutorService sessions =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("smtp-sandbox-", 0).factory());

  private SmtpSandbox(
      SmtpSandboxSettings settings, SandboxMessages messages, Faults faults, ServerSocket server) {
    this.settings = settings;
    this.messages = messages;
    this.faults = faults;
    this.server = server;
  }

  /**
   * Listens on 127.0.0.1.
   *
   * @throws UncheckedIOException if the port is taken
   */
  public static SmtpSandbox start(
      SmtpSandboxSettings settings, SandboxMessages messages, Faults faults) {
    try {
      // Closed by close().
      var server =
          new ServerSocket(
              settings.port(), BACKLOG, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
      var sandbox = new SmtpSandbox(settings, messages, faults, server);
      sandbox.sessions.execute(sandbox::accept);
      return sandbox;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
    return server.getLocalPort();
  }

  /** Ends all connections and waits for their ends. */
  @Override
  public void close() {
    quietly(server);
    connections.forEach(SmtpSandbox::quietly);
    sessions.close();
    MailReports told = reports.getAndSet(null);
    if (told != null) {
      told.close();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        connections.add(socket);
        sessions.execute(() -> serve(socket));
      } catch (RejectedExecutionException _) {
        break;
      } catch (SocketException _) {
        // Closed by us, or by the one who connected, before there was a connection.
      } catch (IOException e) {
        LOG.warn("the SMTP sandbox could not take a connection", e);
      }
    }
    connections.forEach(SmtpSandbox::quietly);
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

  private void serve(Socket socket) {
    try (socket) {
      var connection = new SmtpConnection(socket);
      if (connections.size() > MAX_CONNECTIONS) {
        connection.answer("421 4.7.0 too many connections");
        return;
      }
      new SmtpSession(settings, connection, this::taken, faults).run();
    } catch (IOException e) {
      LOG.debug("an SMTP session broke off: {}", e.getMessage());
    } finally {
      connections.remove(socket);
    }
  }

  private static void quietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      LOG.debug("closing failed: {}", e.getMessage());
    }
  }
}
