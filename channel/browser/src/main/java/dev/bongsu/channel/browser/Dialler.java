package dev.bongsu.channel.browser;

import dev.bongsu.channel.spi.Trust;
import dev.bongsu.kernel.FailureCode;
import java.io.IOException;
import java.io.Serial;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Connects with push services, and with nothing else. The address that was looked at is the one
 * that is called, so that a name which means another host the next time (DNS rebinding) gains
 * nothing. For many threads.
 */
final class Dialler {
  private final boolean allowPrivate;
  private final Duration timeout;
  private final Resolver resolver;
  private final SSLContext tls;
  private final ScheduledExecutorService watchdog;

  /** Why there is no connection. */
  static final class NoConnectionException extends Exception {
    @Serial private static final long serialVersionUID = 1;

    private final transient Exchange exchange;

    NoConnectionException(Exchange exchange) {
      super("no connection", null, false, false);
      this.exchange = exchange;
    }

    Exchange exchange() {
      return exchange;
    }
  }

  /**
   * Nothing is connected yet.
   *
   * @param allowPrivate whether hosts of our own network, and plain http, may be called
   * @param timeout for everything until the connection can be used
   */
  Dialler(
      boolean allowPrivate,
      Duration timeout,
      Resolver resolver,
      SSLContext tls,
      ScheduledExecutorService watchdog) {
    this.allowPrivate = allowPrivate;
    this.timeout = timeout;
    this.resolver = resolver;
    this.tls = tls;
    this.watchdog = watchdog;
  }

  /** A socket over which HTTP can be spoken. */
  Socket dial(Origin origin) throws NoConnectionException {
    if (!allowPrivate && !origin.isSecure()) {
      throw forbidden("an endpoint without TLS");
    }
    Socket socket = connect(origin, addresses(origin));
    return origin.isSecure() ? secure(socket, origin) : socket;
  }

  private List<InetAddress> addresses(Origin origin) throws NoConnectionException {
    List<InetAddress> all;
    try {
      all = resolver.addresses(unbracketed(origin.host()));
    } catch (UnknownHostException _) {
      throw unreachable("the endpoint's host is not known");
    }
    List<InetAddress> allowed =
        allowPrivate ? all : all.stream().filter(PublicAddresses::contains).toList();
    if (allowed.isEmpty()) {
      throw forbidden("an endpoint that is not on the public Internet");
    }
    return allowed;
  }

  private Socket connect(Origin origin, List<InetAddress> addresses) throws NoConnectionException {
    long end = System.nanoTime() + timeout.toNanos();
    for (InetAddress address : addresses) {
      long leftMillis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (leftMillis < 1) {
        break;
      }
      Socket socket = new Socket();
      try {
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(address, origin.port()), (int) leftMillis);
        return socket;
      } catch (IOException _) {
        closeQuietly(socket);
      }
    }
    throw unreachable("no connection");
  }

  private Socket secure(Socket plain, Origin origin) throws NoConnectionException {
    var end =
        watchdog.schedule(() -> closeQuietly(plain), timeout.toMillis(), TimeUnit.MILLISECONDS);
    try {
      SSLSocket socket =
          (SSLSocket)
              tls.getSocketFactory()
                  .createSocket(plain, unbracketed(origin.host()), origin.port(), true);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket;
    } catch (SSLException e) {
      closeQuietly(plain);
      throw Trust.isToBlameFor(e)
          ? new NoConnectionException(
              new Exchange.NotSent(
                  FailureCode.TLS_FAILED, "the push service's certificate or TLS was refused"))
          : unreachable("the connection broke before TLS was up");
    } catch (IOException _) {
      closeQuietly(plain);
      throw unreachable("the connection broke before TLS was up");
    } finally {
      end.cancel(false);
    }
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static NoConnectionException unreachable(String detail) {
    return new NoConnectionException(
        new Exchange.NotSent(FailureCode.PROVIDER_UNREACHABLE, detail));
  }

  private static NoConnectionException forbidden(String detail) {
    return new NoConnectionException(new Exchange.Forbidden(detail));
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // It is gone, which is what was wanted.
    }
  }
}
