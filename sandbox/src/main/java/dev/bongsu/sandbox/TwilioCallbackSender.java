package dev.bongsu.sandbox;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Posts forms as Twilio does, signed, a few at a time; what is not answered is given up. */
final class TwilioCallbackSender implements AutoCloseable {
  private static final int MOST_AT_ONCE = 16;
  private static final int MOST_WAITING = 100_000;
  private static final Logger LOG = LoggerFactory.getLogger(TwilioCallbackSender.class);

  private final SecretKeySpec key;
  private final Duration patience;
  private final Semaphore free = new Semaphore(MOST_AT_ONCE);
  private final Semaphore room = new Semaphore(MOST_WAITING);
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("twilio-sandbox-", 0).factory());
  private final HttpClient http;

  TwilioCallbackSender(String authToken, Duration patience) {
    this.key = new SecretKeySpec(authToken.getBytes(StandardCharsets.UTF_8), "HmacSHA1");
    this.patience = patience;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(patience)
            .executor(threads)
            .build();
  }

  /** A form, and where it goes. */
  record Post(String url, Map<String, String> form) {
    Post {
      form = Map.copyOf(form);
    }
  }

  /** Posts these one after the other, and returns at once. */
  void post(List<Post> posts) {
    if (!room.tryAcquire()) {
      LOG.warn("a callback is dropped, so many wait");
      return;
    }
    try {
      threads.execute(() -> {
        try {
          free.acquire();
          try {
            for (Post each : posts) {
              send(each.url(), each.form());
            }
          } finally {
            free.release();
          }
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
        } finally {
          room.release();
        }
      });
    } catch (RejectedExecutionException _) {
      room.release();
    }
  }

  /** What is answered to a form; empty if there is no answer. */
  String fetch(String url, Map<String, String> form) {
    try {
      return send(url, form);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    http.shutdownNow();
  }

  private String send(String url, Map<String, String> form) throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url))
              .header("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
              .header("X-Twilio-Signature", signature(url, form))
              .timeout(patience)
              .POST(HttpRequest.BodyPublishers.ofString(encoded(form)))
              .build();
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() >= 300) {
        LOG.debug("a callback was answered with {}", response.statusCode());
      }
      return response.body();
    } catch (IOException | IllegalArgumentException e) {
      LOG.debug("a callback was not answered: {}", e.getMessage());
      return "";
    }
  }

  /** Base64 of HMAC-SHA1 over the URL and the sorted fields with their values. */
  private String signature(String url, Map<String, String> form) {
    var text = new StringBuilder(url);
    new TreeMap<>(form).forEach((name, value) -> text.append(name).append(value));
    try {
      Mac mac = Mac.getInstance(key.getAlgorithm());
      mac.init(key);
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform can do HMAC-SHA1", e);
    }
  }

  private static String encoded(Map<String, String> form) {
    return form.entrySet().stream()
        .map(each ->
            each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }
}
