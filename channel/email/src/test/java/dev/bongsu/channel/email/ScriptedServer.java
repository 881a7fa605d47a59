package dev.bongsu.channel.email;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Listens on loopback and has a script talk to each client, on a thread of its own. */
final class ScriptedServer implements AutoCloseable {
  private final ServerSocket server;
  private final Script script;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicInteger connections = new AtomicInteger();

  /** What is said on a connection, which is closed after it. */
  interface Script {
    void talk(Socket socket) throws IOException, InterruptedException;
  }

  ScriptedServer(Script script) {
    this.script = script;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** How many there were so far. */
  int connections() {
    return connections.get();
  }

  /** Says nothing more for as long as the server is there. */
  void hang() throws InterruptedException {
    over.await();
  }

  /** The connection once TLS is up, whose server this is. */
  static Socket secured(Socket plain, SSLContext tls) throws IOException {
    SSLSocket secured =
        (SSLSocket) tls.getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
    secured.setUseClientMode(false);
    secured.startHandshake();
    return secured;
  }

  /** Ends a connection with RST once it is closed. */
  static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
  }

  @Override
  public void close() {
    over.countDown();
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        connections.incrementAndGet();
        threads.execute(() -> talk(socket));
      } catch (IOException _) {
        return;
      }
    }
  }

  private void talk(Socket socket) {
    try (socket) {
      script.talk(socket);
    } catch (IOException _) {
      // The client went away, as clients do.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
