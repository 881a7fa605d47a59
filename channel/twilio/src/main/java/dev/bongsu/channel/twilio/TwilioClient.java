package dev.bongsu.channel.twilio;

import dev.bongsu.channel.spi.Trust;
import dev.bongsu.channel.spi.WitnessedBody;
import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.kernel.TraceParent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks Twilio to create something (REST API of 2010-04-01), over few connections: HTTP/2 where it
 * is offered, else HTTP/1.1. For many threads.
 */
public final class TwilioClient implements AutoCloseable {
  private static final int MOST_AT_ONCE = 64;
  private static final int MAX_RETRY_AFTER_SECONDS = 86_400;

  private final TwilioAccount account;
  private final Clock clock;
  private final HttpClient http;
  private final ExecutorService threads;
  private final Semaphore free = new Semaphore(MOST_AT_ONCE, true);
  private final String authorization;

  /** What came of a request: an outcome, and Twilio's own code, 0 where there is none. */
  public record Created(Outcome outcome, int code) {}

  /** Connects to nothing yet. */
  public TwilioClient(TwilioAccount account, Clock clock) {
    this.account = account;
    this.clock = clock;
    this.threads =
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("twilio-" + account.common().id() + "-", 0).factory());
    boolean secure = "https".equals(account.baseUrl().getScheme());
    this.http =
        HttpClient.newBuilder()
            .version(secure ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
            .connectTimeout(account.common().timeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .sslContext(account.common().trust().context())
            .executor(threads)
            .build();
    this.authorization =
        "Basic "
            + Base64.getEncoder()
                .encodeToString(
                    (account.accountSid() + ":" + account.authToken())
                        .getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Creates one.
   *
   * @param collection {@code Messages} or {@code Calls}
   * @param trace what it belongs to, null for none
   */
  public Created create(String collection, FormBody form, @Nullable TraceParent trace)
      throws InterruptedException {
    Duration timeout = account.common().timeout();
    if (!free.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
      return failed(FailureCode.PROVIDER_BUSY, "earlier requests still wait for their answers");
    }
    var body = new WitnessedBody(form.bytes());
    try {
      return read(
          http.send(request(collection, body, trace), HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      return trouble(e, body.begun());
    } finally {
      free.release();
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    threads.shutdownNow();
  }

  private HttpRequest request(String collection, WitnessedBody body, @Nullable TraceParent trace) {
    String path = "/2010-04-01/Accounts/" + account.accountSid() + "/" + collection + ".json";
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(account.baseUrl() + path))
            .header("Authorization", authorization)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", "application/json")
            .timeout(account.common().timeout())
            .POST(body);
    if (trace != null) {
      request.header(TraceParent.HEADER, trace.value());
    }
    return request.build();
  }

  private Created read(HttpResponse<String> response) {
    Map<String, @Nullable Object> json = object(response.body());
    int status = response.statusCode();
    if (status >= 200 && status < 300) {
      return json.get("sid") instanceof String sid
          ? new Created(new Outcome.Accepted(sid), 0)
          : failed(FailureCode.PROVIDER_FAULT, "HTTP " + status + " without a sid");
    }
    int code = json.get("code") instanceof Number number ? number.intValue() : 0;
    String words = json.get("message") instanceof String message ? ": " + message : "";
    String what = code == 0 ? "HTTP " + status : "error " + code;
    return new Created(
        TwilioErrors.outcome(
            status,
            code,
            retryAfter(response),
            TwilioErrors.cleaned(what + words, account),
            clock.instant()),
        code);
  }

  private static Map<String, @Nullable Object> object(String body) {
    try {
      return Json.readObject(body.getBytes(StandardCharsets.UTF_8));
    } catch (JsonException _) {
      return Map.of();
    }
  }

  private static @Nullable Duration retryAfter(HttpResponse<String> response) {
    try {
      int seconds = Integer.parseInt(response.headers().firstValue("Retry-After").orElse(""));
      return seconds < 0 || seconds > MAX_RETRY_AFTER_SECONDS ? null : Duration.ofSeconds(seconds);
    } catch (NumberFormatException _) {
      return null;
    }
  }

  private static Created trouble(IOException e, boolean handedOver) {
    if (handedOver) {
      return new Created(
          new Outcome.Unknown(
              e instanceof HttpTimeoutException
                  ? "no answer in time"
                  : "the connection broke before the answer"),
          0);
    }
    return Trust.isToBlameFor(e)
        ? failed(FailureCode.TLS_FAILED, "the certificate or TLS was refused")
        : failed(FailureCode.PROVIDER_UNREACHABLE, "no connection, or it broke");
  }

  private static Created failed(FailureCode code, String detail) {
    return new Created(new Outcome.TryLater(code, null, detail), 0);
  }
}
