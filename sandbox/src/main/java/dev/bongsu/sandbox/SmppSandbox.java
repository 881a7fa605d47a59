package dev.bongsu.sandbox;

import dev.bongsu.kernel.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An SMSC on loopback that reaches no phone: it speaks SMPP 3.4, keeps what it takes in {@link
 * SandboxMessages}, tells what became of it, and misbehaves as {@link Faults} say. One virtual
 * thread a session.
 */
public final class SmppSandbox implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SmppSandbox.class);
  private static final int MAX_SESSIONS = 500;
  private static final int BACKLOG = 200;

  private final SmppSandboxSettings settings;
  private final SandboxMessages messages;
  private final Faults faults;
  private final ServerSocket server;
  private final LateReceipts lateReceipts;
  private final Set<SmscSession> sessions = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("smsc-sandbox-", 0).factory());

  private SmppSandbox(
      SmppSandboxSettings settings, SandboxMessages messages, Faults faults, ServerSocket server) {
    this.settings = settings;
    this.messages = messages;
    this.faults = faults;
    this.server = server;
    this.lateReceipts = new LateReceipts(faults);
  }

  /**
   * Listens on 127.0.0.1.
   *
   * @throws UncheckedIOException if the port is taken
   */
  public static SmppSandbox start(
      SmppSandboxSettings settings, SandboxMessages messages, Faults faults) {
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      SSLContext tls = settings.tls();
      // Closed by close().
      ServerSocket server =
          tls == null
              ? new ServerSocket(settings.port(), BACKLOG, loopback)
              : tls.getServerSocketFactory().createServerSocket(settings.port(), BACKLOG, loopback);
      var sandbox = new SmppSandbox(settings, messages, faults, server);
      sandbox.threads.execute(sandbox::accept);
      return sandbox;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens. */
  public int port() {
    return server.getLocalPort();
  }

  /** A person writes to every client that is bound to receive. */
  public void write(Address from, String text) {
    sessions.forEach(each -> each.deliver(from, text));
  }

  /** Ends all sessions and waits for their ends. */
  @Override
  public void close() {
    lateReceipts.close();
    try {
      server.close();
    } catch (IOException e) {
      LOG.debug("closing failed: {}", e.getMessage());
    }
    sessions.forEach(SmscSession::close);
    threads.close();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        threads.execute(() -> serve(socket));
      } catch (RejectedExecutionException _) {
        break;
      } catch (SocketException _) {
        // Closed by us, or by the one who connected, before there was a connection.
      } catch (IOException e) {
        LOG.warn("the SMPP sandbox could not take a connection", e);
      }
    }
    sessions.forEach(SmscSession::close);
  }

  private void serve(Socket socket) {
    try (socket) {
      if (sessions.size() >= MAX_SESSIONS) {
        return;
      }
      var session = new SmscSession(settings, socket, messages, faults, lateReceipts);
      sessions.add(session);
      try {
        if (server.isClosed()) {
          return;
        }
        session.run();
      } finally {
        sessions.remove(session);
      }
    } catch (IOException e) {
      LOG.debug("an SMPP session broke off: {}", e.getMessage());
    }
  }
}
