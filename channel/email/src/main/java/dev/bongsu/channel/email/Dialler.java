package dev.bongsu.channel.email;

import dev.bongsu.channel.spi.Trust;
import dev.bongsu.kernel.FailureCode;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Opens sessions with the relay: greeting, EHLO, TLS, AUTH. For many threads. */
final class Dialler {
  private final Relay relay;
  private final Duration timeout;
  private final SSLContext tls;
  private final ScheduledExecutorService watchdog;

  Dialler(SmtpSettings settings, ScheduledExecutorService watchdog) {
    this.relay = settings.relay();
    this.timeout = settings.common().timeout();
    this.tls = settings.common().trust().context();
    this.watchdog = watchdog;
  }

  /**
   * A session that is ready for a message.
   *
   * @throws SmtpTrouble with the reason, if there is none to be had
   */
  SmtpSession dial() throws SmtpTrouble {
    Wire wire = null;
    try {
      wire = wire(connect());
      if (relay.tls() == Tls.TLS) {
        wire = wire(secure(wire.socket()));
      }
      expect(wire.read(), 220);
      Map<String, String> offers = hello(wire);
      if (relay.tls() == Tls.STARTTLS) {
        wire = startTls(wire, offers);
        offers = hello(wire);
      }
      authenticate(wire, offers);
      return new SmtpSession(wire, Offers.of(offers));
    } catch (IOException e) {
      if (wire != null) {
        wire.close();
      }
      throw trouble(e);
    }
  }

  private Wire wire(Socket socket) throws IOException {
    return new Wire(socket, timeout, watchdog);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(relay.host(), relay.port()), (int) timeout.toMillis());
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private Socket secure(Socket plain) throws IOException {
    SSLSocket socket =
        (SSLSocket) tls.getSocketFactory().createSocket(plain, relay.host(), relay.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    var end =
        watchdog.schedule(() -> closeQuietly(plain), timeout.toMillis(), TimeUnit.MILLISECONDS);
    try {
      socket.startHandshake();
      return socket;
    } catch (SSLException e) {
      socket.close();
      throw Trust.isToBlameFor(e)
          ? new SmtpTrouble(FailureCode.TLS_FAILED, "the relay's certificate or TLS was refused")
          : e;
    } catch (IOException e) {
      socket.close();
      throw e;
    } finally {
      end.cancel(false);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // It is gone, which is what was wanted.
    }
  }

  private Wire startTls(Wire plain, Map<String, String> offers) throws IOException {
    if (!offers.containsKey("STARTTLS")) {
      throw new SmtpTrouble(FailureCode.TLS_FAILED, "the relay does not offer STARTTLS");
    }
    plain.write("STARTTLS\r\n");
    Reply reply = plain.read();
    if (reply.isTransient()) {
      throw refused(reply);
    }
    if (!reply.isPositive() || plain.hasUnread()) {
      // What was sent along in the clear would count as said under TLS (CVE-2011-0411).
      throw new SmtpTrouble(FailureCode.TLS_FAILED, "the relay refused STARTTLS");
    }
    return wire(secure(plain.socket()));
  }

  /** What the relay offers, by keyword (RFC 5321 section 4.1.1.1). */
  private static Map<String, String> hello(Wire wire) throws IOException {
    wire.write("EHLO " + ownName(wire.socket().getLocalAddress()) + "\r\n");
    Reply reply = wire.read();
    expect(reply, 250);
    Map<String, String> offers = new HashMap<>();
    for (String line : reply.lines().subList(1, reply.lines().size())) {
      String[] parts = line.strip().split("[ =]", 2);
      offers.put(parts[0].toUpperCase(Locale.ROOT), parts.length == 1 ? "" : parts[1]);
    }
    return offers;
  }

  /** RFC 5321 section 4.1.3: who may have no name in the DNS gives an address literal. */
  private static String ownName(InetAddress own) {
    return (own instanceof Inet6Address ? "[IPv6:" : "[")
        + own.getHostAddress().replaceFirst("%.*", "")
        + "]";
  }

  /** RFC 4954, with the mechanisms of RFC 4616 and of widespread use. */
  private void authenticate(Wire wire, Map<String, String> offers) throws IOException {
    String username = relay.username();
    String password = relay.password();
    if (username == null || password == null) {
      return;
    }
    String mechanisms = " " + offers.getOrDefault("AUTH", "").toUpperCase(Locale.ROOT) + " ";
    if (mechanisms.contains(" PLAIN ")) {
      wire.write("AUTH PLAIN " + base64("\0" + username + "\0" + password) + "\r\n");
      authenticated(wire.read());
    } else if (mechanisms.contains(" LOGIN ")) {
      wire.write("AUTH LOGIN\r\n");
      asked(wire.read());
      wire.write(base64(username) + "\r\n");
      asked(wire.read());
      wire.write(base64(password) + "\r\n");
      authenticated(wire.read());
    } else {
      throw new SmtpTrouble(
          FailureCode.CREDENTIALS_REFUSED, "the relay offers neither AUTH PLAIN nor AUTH LOGIN");
    }
  }

  private static void asked(Reply reply) throws SmtpTrouble {
    if (reply.code() != 334) {
      authenticated(reply);
    }
  }

  private static void authenticated(Reply reply) throws SmtpTrouble {
    if (reply.isTransient()) {
      throw refused(reply);
    }
    if (reply.code() != 235) {
      // Not the relay's own words: some repeat what they were given.
      throw new SmtpTrouble(FailureCode.CREDENTIALS_REFUSED, reply.code() + " to AUTH");
    }
  }

  private static void expect(Reply reply, int code) throws SmtpTrouble {
    if (reply.code() != code) {
      throw refused(reply);
    }
  }

  private static SmtpTrouble refused(Reply reply) {
    FailureCode code = reply.isTransient() ? FailureCode.PROVIDER_BUSY : FailureCode.PROVIDER_FAULT;
    return new SmtpTrouble(code, Verdicts.clean(reply.text()));
  }

  private static SmtpTrouble trouble(IOException e) {
    if (e instanceof SmtpTrouble trouble) {
      return trouble;
    }
    return new SmtpTrouble(
        FailureCode.PROVIDER_UNREACHABLE,
        e instanceof SocketTimeoutException
            ? "no connection or no answer in time"
            : "no connection, or it broke");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
