package dev.bongsu.sandbox;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.bongsu.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP/1.1 server on loopback behind which a stand-in answers as its provider would. One
 * virtual thread a request, at most {@value #MOST_AT_ONCE} at a time.
 */
final class HttpStandIn implements AutoCloseable {
  /** More are told to come back later. */
  static final int MOST_AT_ONCE = 2_000;

  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(2);
  private static final int BACKLOG = 200;
  private static final Logger LOG = LoggerFactory.getLogger(HttpStandIn.class);

  private final HttpServer server;
  private final int maxBodyBytes;
  private final Faults faults;
  private final Answers answers;
  private final Semaphore free = new Semaphore(MOST_AT_ONCE);
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-stand-in-", 0).factory());

  /** What the provider does with a request. For many threads. */
  @FunctionalInterface
  interface Answers {
    /** Its answer; one that throws is answered with 500. */
    Answer to(Request request) throws InterruptedException;
  }

  /** What a client sent, compared by nobody; header names are found in any case. */
  @SuppressWarnings("ArrayRecordComponent")
  record Request(String method, URI target, Headers headers, byte[] body) {
    /** The first value of a header, null if there is none. */
    @Nullable String header(String name) {
      return headers.getFirst(name);
    }

    /** The parameters of the target's query; of several with one name, all in their order. */
    Map<String, List<String>> query() {
      return parameters(target.getRawQuery());
    }

    /** The parameters of a body of type {@code application/x-www-form-urlencoded}. */
    Map<String, List<String>> form() {
      return parameters(new String(body, StandardCharsets.UTF_8));
    }

    private static Map<String, List<String>> parameters(@Nullable String encoded) {
      Map<String, List<String>> parameters = new LinkedHashMap<>();
      if (encoded == null || encoded.isEmpty()) {
        return parameters;
      }
      for (String pair : encoded.split("&", -1)) {
        int at = pair.indexOf('=');
        String name = decoded(at < 0 ? pair : pair.substring(0, at));
        parameters
            .computeIfAbsent(name, _ -> new ArrayList<>())
            .add(at < 0 ? "" : decoded(pair.substring(at + 1)));
      }
      return parameters;
    }

    /** What is encoded wrongly stands as it came: whether that will do is the provider's to say. */
    private static String decoded(String text) {
      try {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
      } catch (IllegalArgumentException _) {
        return text;
      }
    }
  }

  /** What a client hears. */
  sealed interface Answer {
    /** An answer of HTTP, compared by nobody; {@code body} is not copied. */
    @SuppressWarnings("ArrayRecordComponent")
    record Reply(int status, Map<String, String> headers, byte[] body) implements Answer {
      public Reply {
        headers = Map.copyOf(headers);
      }

      /** Nothing but a status. */
      static Reply empty(int status) {
        return new Reply(status, Map.of(), new byte[0]);
      }

      /** A JSON object. */
      static Reply json(int status, Map<String, ? extends @Nullable Object> body) {
        return new Reply(
            status,
            Map.of("Content-Type", "application/json; charset=utf-8"),
            Json.writeText(body).getBytes(StandardCharsets.UTF_8));
      }

      /** The same with another header. */
      Reply with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Reply(status, more, body);
      }
    }

    /** Nothing, until faults change, the server is closed, or two minutes went by. */
    record Silence() implements Answer {}

    /** The connection ends without a word. */
    record Broken() implements Answer {}
  }

  private HttpStandIn(HttpServer server, int maxBodyBytes, Faults faults, Answers answers) {
    this.server = server;
    this.maxBodyBytes = maxBodyBytes;
    this.faults = faults;
    this.answers = answers;
  }

  /**
   * Listens on 127.0.0.1.
   *
   * @param port 0 for any free one
   * @param tls null for plain HTTP
   * @param maxBodyBytes larger requests are answered with 413
   * @throws UncheckedIOException if the port is taken
   */
  static HttpStandIn start(
      int port, @Nullable SSLContext tls, int maxBodyBytes, Faults faults, Answers answers) {
    try {
      var address =
          new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
      HttpServer server;
      if (tls == null) {
        server = HttpServer.create(address, BACKLOG);
      } else {
        HttpsServer secure = HttpsServer.create(address, BACKLOG);
        secure.setHttpsConfigurator(new HttpsConfigurator(tls));
        server = secure;
      }
      var standIn = new HttpStandIn(server, maxBodyBytes, faults, answers);
      server.setExecutor(standIn.threads);
      server.createContext("/", standIn::serve);
      server.start();
      return standIn;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens: {@code http://127.0.0.1:8025}, with nothing behind the port. */
  URI url() {
    return URI.create(
        (server instanceof HttpsServer ? "https" : "http") + "://127.0.0.1:" + port());
  }

  /** Where it listens. */
  int port() {
    return server.getAddress().getPort();
  }

  /** Ends all connections and waits for their ends. */
  @Override
  public void close() {
    threads.shutdownNow();
    server.stop(0);
    threads.close();
  }

  private void serve(HttpExchange exchange) throws IOException {
    if (!free.tryAcquire()) {
      reply(exchange, Answer.Reply.empty(503));
      return;
    }
    try {
      long changes = faults.changes();
      switch (answer(exchange)) {
        case Answer.Reply answer -> reply(exchange, answer);
        case Answer.Silence _ -> {
          faults.awaitChange(changes, LONGEST_SILENCE);
          exchange.close();
        }
        case Answer.Broken _ -> exchange.close();
      }
    } catch (InterruptedException _) {
      exchange.close();
      Thread.currentThread().interrupt();
    } finally {
      free.release();
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException, InterruptedException {
    byte[] body = exchange.getRequestBody().readNBytes(maxBodyBytes + 1);
    if (body.length > maxBodyBytes) {
      return Answer.Reply.empty(413);
    }
    try {
      return answers.to(
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI(),
              exchange.getRequestHeaders(),
              body));
    } catch (RuntimeException e) {
      LOG.error("a stand-in has a defect", e);
      return Answer.Reply.empty(500);
    }
  }

  /** Leaves the connection open for the next request, which {@code exchange.close()} would not. */
  private static void reply(HttpExchange exchange, Answer.Reply answer) throws IOException {
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    int length = answer.body().length;
    boolean bodiless = length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(answer.status(), bodiless ? -1 : length);
    if (!bodiless) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(answer.body());
      }
    }
  }
}
