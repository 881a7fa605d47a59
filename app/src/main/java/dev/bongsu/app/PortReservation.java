package dev.bongsu.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Holds a port without listening on it, from the first moment of a start until the server takes it:
 * a port in use is told before anything heavy is started, and the port that port 0 becomes is known
 * to all that is started before the server.
 */
final class PortReservation implements AutoCloseable {
  private final Socket socket = new Socket();

  /** Takes it; {@code port} 0 for any free one. */
  PortReservation(String host, int port) throws IOException {
    try {
      // So that what an earlier process left in TIME_WAIT is no obstacle.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** The port. */
  int port() {
    return socket.getLocalPort();
  }

  /** Gives it free. */
  @Override
  public void close() throws IOException {
    socket.close();
  }
}
