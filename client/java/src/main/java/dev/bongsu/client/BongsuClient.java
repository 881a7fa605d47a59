package dev.bongsu.client;

import dev.bongsu.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls one service with one key. For many threads.
 *
 * <p>Whatever the service answers is an {@link Answer}, a refusal too. A {@link ClientException}
 * means that there is none: no connection within 10 s, no answer within 10 minutes, or one that
 * broke off; whether the call took effect is then unknown. Nothing is tried again. Paths begin with
 * {@code /v1/} and are encoded already, with their query: {@code /v1/templates?q=order%20shipped}.
 *
 * <pre>{@code
 * try (var client = new BongsuClient(URI.create("http://localhost:8080"), key)) {
 *   String id = client.send(Map.of("template", "order-shipped", "to", …));
 * }
 * }</pre>
 */
public final class BongsuClient implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(10);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();
  private final URI base;
  private final String key;

  /**
   * A client of the service at {@code base}, as whoever {@code key} belongs to.
   *
   * @param key an API key or an access token, sent as {@code Authorization: Bearer}
   */
  public BongsuClient(URI base, String key) {
    String text = base.toString();
    this.base = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    this.key = key;
  }

  /**
   * Sends a notification; its id. Whoever may have to try again sends a line of {@code
   * /v1/notifications/batch} by {@link #postLines} instead, which takes an {@code idempotencyKey}.
   *
   * @param notification the body of {@code POST /v1/notifications}
   * @throws ClientException if it was not accepted, with every fault that the service names
   */
  public String send(Map<String, ? extends @Nullable Object> notification)
      throws ClientException, InterruptedException {
    return String.valueOf(post("/v1/notifications", notification).orThrow().object().get("id"));
  }

  /** {@code GET path}. */
  public Answer get(String path) throws ClientException, InterruptedException {
    return call("GET", path, Map.of(), BodyPublishers.noBody());
  }

  /** {@code DELETE path}. */
  public Answer delete(String path) throws ClientException, InterruptedException {
    return call("DELETE", path, Map.of(), BodyPublishers.noBody());
  }

  /**
   * {@code POST path} with a JSON body.
   *
   * @param body of maps, lists, texts, numbers, booleans and null
   */
  public Answer post(String path, @Nullable Object body)
      throws ClientException, InterruptedException {
    return call("POST", path, "application/json", BodyPublishers.ofByteArray(Json.write(body)));
  }

  /**
   * {@code PUT path} with a JSON body.
   *
   * @param body as for {@link #post}
   */
  public Answer put(String path, @Nullable Object body)
      throws ClientException, InterruptedException {
    return call("PUT", path, "application/json", BodyPublishers.ofByteArray(Json.write(body)));
  }

  /**
   * {@code PUT path} with a JSON body, if the resource is still as it was.
   *
   * @param tag the {@code ETag} that it had, null for one that is not there yet
   */
  public Answer put(String path, @Nullable Object body, @Nullable String tag)
      throws ClientException, InterruptedException {
    BodyPublisher json = BodyPublishers.ofByteArray(Json.write(body));
    Map<String, String> condition =
        tag == null ? Map.of("If-None-Match", "*") : Map.of("If-Match", tag);
    Map<String, String> headers = new LinkedHashMap<>(condition);
    headers.put("Content-Type", "application/json");
    return call("PUT", path, headers, json);
  }

  /** {@code POST path} with a body of one JSON value a line, read as it is sent. */
  public Answer postLines(String path, Iterable<byte[]> lines)
      throws ClientException, InterruptedException {
    return call("POST", path, "application/x-ndjson", BodyPublishers.ofByteArrays(lines));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private Answer call(String method, String path, String contentType, BodyPublisher body)
      throws ClientException, InterruptedException {
    return call(method, path, Map.of("Content-Type", contentType), body);
  }

  private Answer call(String method, String path, Map<String, String> headers, BodyPublisher body)
      throws ClientException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(ANSWER_TIMEOUT)
            .header("Authorization", "Bearer " + key)
            .method(method, body);
    headers.forEach(request::header);
    try {
      var response = http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
      return new Answer(response.statusCode(), response.body());
    } catch (IOException _) {
      throw new ClientException("no service answers at " + base);
    }
  }
}
