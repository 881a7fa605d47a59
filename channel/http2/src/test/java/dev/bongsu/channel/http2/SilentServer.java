package dev.bongsu.channel.http2;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A server that takes connections and says nothing, or ends them at once. */
public final class SilentServer implements AutoCloseable {
  private final ServerSocket server;

  private SilentServer(ServerSocket server) {
    this.server = server;
  }

  /** Keeps connections open. */
  public static SilentServer hanging() {
    return new SilentServer(listen());
  }

  /** Resets each connection. */
  public static SilentServer resetting() {
    var silent = new SilentServer(listen());
    Thread.ofVirtual().start(silent::reset);
    return silent;
  }

  /** A port on which nobody listens, and which nobody is given who asks for a free one. */
  public static int nobodysPort() {
    return 1;
  }

  /** Where it listens. */
  public int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void reset() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        socket.setSoLinger(true, 0);
      } catch (IOException _) {
        // Closed by the test.
      }
    }
  }

  private static ServerSocket listen() {
    try {
      return new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
