package dev.bongsu.channel.email;

import dev.bongsu.channel.spi.Receipts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A mail server for what comes back, and for nothing else: it takes mail to the bounce address
 * only, relays none and keeps none. One virtual thread a connection.
 */
final class BounceListener implements AutoCloseable {
  static final int MOST_CONNECTIONS = 100;

  private static final int BACKLOG = 100;
  private static final Logger LOG = LoggerFactory.getLogger(BounceListener.class);

  private final Bounces bounces;
  private final ReportReader reader;
  private final Receipts receipts;
  private final ServerSocket server;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final ExecutorService sessions =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("bounces-", 0).factory());

  private BounceListener(
      Bounces bounces, ReportReader reader, Receipts receipts, ServerSocket server) {
    this.bounces = bounces;
    this.reader = reader;
    this.receipts = receipts;
    this.server = server;
  }

  /**
   * Listens.
   *
   * @throws UncheckedIOException if it cannot, with the place
   */
  static BounceListener start(
      Bounces bounces, Bounces.Listen listen, ReportReader reader, Receipts receipts) {
    try {
      // Closed by close().
      var server = new ServerSocket(listen.port(), BACKLOG, InetAddress.getByName(listen.host()));
      var listener = new BounceListener(bounces, reader, receipts, server);
      listener.sessions.execute(listener::accept);
      return listener;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot listen for bounces on %s port %d: %s"
              .formatted(listen.host(), listen.port(), e.getMessage()),
          e);
    }
  }

  int port() {
    return server.getLocalPort();
  }

  /** Ends all connections; what was not answered yet is sent again by whoever sent it. */
  @Override
  public void close() {
    quietly(server);
    connections.forEach(BounceListener::quietly);
    sessions.shutdownNow();
    sessions.close();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        connections.add(socket);
        sessions.execute(() -> serve(socket));
      } catch (RejectedExecutionException _) {
        break;
      } catch (IOException e) {
        LOG.debug("A connection of bounces did not come about: {}", e.getMessage());
      }
    }
    connections.forEach(BounceListener::quietly);
  }

  private void serve(Socket socket) {
    try (socket) {
      var session = new BounceSession(socket, bounces, reader, receipts);
      session.run(connections.size() <= MOST_CONNECTIONS);
    } catch (IOException e) {
      LOG.debug("A session of bounces broke off: {}", e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      connections.remove(socket);
    }
  }

  private static void quietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      LOG.debug("Closing failed: {}", e.getMessage());
    }
  }
}
