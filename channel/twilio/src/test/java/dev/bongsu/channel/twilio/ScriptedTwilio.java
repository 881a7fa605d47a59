package dev.bongsu.channel.twilio;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.bongsu.channel.spi.ChannelContract.Behaviour;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.TestCertificate;
import dev.bongsu.channel.spi.Trust;
import dev.bongsu.kernel.TraceParent;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A Twilio that behaves as the contract of channels wants, for one account. */
public final class ScriptedTwilio implements AutoCloseable {
  /** What was posted. */
  public final BlockingQueue<String> posted = new LinkedBlockingQueue<>();

  /** Which traces that belonged to, where it said so. */
  final BlockingQueue<String> traces = new LinkedBlockingQueue<>();

  private final HttpServer server;
  private final ServerSocket mute;
  private final Queue<Socket> silent = new ConcurrentLinkedQueue<>();
  private final Path directory;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile Behaviour behaviour = Behaviour.ACCEPTS;
  private volatile String refusal = "";

  private volatile @Nullable HttpsServer secure;

  /** Listens on loopback; certificates are made in {@code directory}. */
  public ScriptedTwilio(Path directory) {
    this.directory = directory;
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      server = HttpServer.create(new InetSocketAddress(loopback, 0), 50);
      server.setExecutor(command -> Thread.ofVirtual().start(command));
      server.createContext(
          "/",
          exchange -> {
            traces.addAll(exchange.getRequestHeaders().getOrDefault(TraceParent.HEADER, List.of()));
            posted.add(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            switch (behaviour) {
              case HANGS_AFTER_THE_BODY -> await();
              case RESETS_AFTER_THE_BODY -> exchange.close();
              default -> {
                byte[] body = body().getBytes(StandardCharsets.UTF_8);
                if (behaviour == Behaviour.THROTTLES) {
                  exchange.getResponseHeaders().set("Retry-After", "7");
                }
                exchange.sendResponseHeaders(status(), body.length);
                try (OutputStream out = exchange.getResponseBody()) {
                  out.write(body);
                }
              }
            }
          });
      server.start();
      mute = new ServerSocket(0, 50, loopback);
      Thread.ofVirtual().start(this::acceptMutely);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * From now on.
   *
   * @param words what refusals repeat
   */
  public ScriptedTwilio behaves(Behaviour wanted, String words) {
    behaviour = wanted;
    refusal = words;
    return this;
  }

  /** An account here, or where nobody listens, or where nobody answers, as the behaviour wants. */
  public TwilioAccount account(String secret, Duration timeout) {
    return new TwilioAccount(
        new ProviderSettings("tw", TwilioAccount.TYPE, timeout, null, 8, Trust.JDK),
        url(),
        "AC1",
        secret);
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    HttpsServer other = secure;
    if (other != null) {
      other.stop(0);
    }
    try {
      mute.close();
      for (Socket socket : silent) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private URI url() {
    return switch (behaviour) {
      // Before the body is what happens before a connection stands: TLS is part of that.
      case HANGS_BEFORE_THE_BODY, RESETS_BEFORE_THE_BODY ->
          URI.create("https://127.0.0.1:" + mute.getLocalPort());
      case SHOWS_A_CERTIFICATE_OF_NOBODY_TRUSTED ->
          URI.create("https://127.0.0.1:" + secure().getAddress().getPort());
      case LISTENS_NOWHERE -> URI.create("http://127.0.0.1:1");
      default -> URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    };
  }

  private HttpsServer secure() {
    try {
      HttpsServer created = HttpsServer.create(new InetSocketAddress(mute.getInetAddress(), 0), 50);
      created.setHttpsConfigurator(new HttpsConfigurator(TestCertificate.in(directory).server()));
      created.start();
      secure = created;
      return created;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int status() {
    return switch (behaviour) {
      case REFUSES_CREDENTIALS -> 401;
      case REFUSES_MESSAGE, KNOWS_NO_SUCH_ADDRESS, FINDS_IT_TOO_LARGE -> 400;
      case IS_BUSY -> 503;
      case THROTTLES -> 429;
      case ANSWERS_NONSENSE -> 200;
      default -> 201;
    };
  }

  private String body() {
    return switch (behaviour) {
      case REFUSES_CREDENTIALS -> error(20003);
      case REFUSES_MESSAGE -> error(21612);
      case KNOWS_NO_SUCH_ADDRESS -> error(21211);
      case FINDS_IT_TOO_LARGE -> error(21617);
      case IS_BUSY -> error(20503);
      case THROTTLES -> error(20429);
      case ANSWERS_NONSENSE -> "<html>" + refusal;
      default -> "{\"sid\": \"SM1\", \"status\": \"queued\"}";
    };
  }

  private String error(int code) {
    return "{\"code\": " + code + ", \"message\": \"refused: " + refusal + "\"}";
  }

  private void await() {
    try {
      closing.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void acceptMutely() {
    while (!mute.isClosed()) {
      try {
        Socket socket = mute.accept();
        switch (behaviour) {
          case RESETS_BEFORE_THE_BODY -> {
            socket.setSoLinger(true, 0);
            socket.close();
          }
          // Says nothing, for as long as it is held: what nobody holds is closed sooner or later.
          default -> silent.add(socket);
        }
      } catch (IOException _) {
        return;
      }
    }
  }
}
