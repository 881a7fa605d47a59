package dev.bongsu.sandbox;

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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes connections on loopback until it is closed, and serves each on a virtual thread. */
final class Listener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
  private static final int BACKLOG = 200;

  private final String name;
  private final Service service;
  private final ServerSocket server;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads;

  /** What is done with a connection, which is closed afterwards. */
  interface Service {
    /**
     * Serves one.
     *
     * @param connections how many there are now, this one included
     */
    void serve(Socket connection, int connections) throws IOException;
  }

  private Listener(String name, Service service, ServerSocket server) {
    this.name = name;
    this.service = service;
    this.server = server;
    this.threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name + "-", 0).factory());
  }

  /**
   * Listens on 127.0.0.1.
   *
   * @param port 0 for any that is free
   * @param tls null for none
   * @throws UncheckedIOException if the port is taken
   */
  static Listener start(String name, int port, @Nullable SSLContext tls, Service service) {
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      // Closed by close().
      ServerSocket server =
          tls == null
              ? new ServerSocket(port, BACKLOG, loopback)
              : tls.getServerSocketFactory().createServerSocket(port, BACKLOG, loopback);
      var listener = new Listener(name, service, server);
      listener.threads.execute(listener::accept);
      return listener;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens. */
  int port() {
    return server.getLocalPort();
  }

  /** Ends all connections and waits for their ends. */
  @Override
  public void close() {
    quietly(server);
    connections.forEach(Listener::quietly);
    threads.close();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket connection = server.accept();
        connections.add(connection);
        threads.execute(() -> serve(connection));
      } catch (RejectedExecutionException _) {
        break;
      } catch (SocketException _) {
        // Closed by us, or by the one who connected, before there was a connection.
      } catch (IOException e) {
        LOG.warn("{} could not take a connection", name, e);
      }
    }
    connections.forEach(Listener::quietly);
  }

  private void serve(Socket connection) {
    try (connection) {
      service.serve(connection, connections.size());
    } catch (IOException e) {
      LOG.debug("a connection of {} broke off: {}", name, e.getMessage());
    } finally {
      connections.remove(connection);
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
