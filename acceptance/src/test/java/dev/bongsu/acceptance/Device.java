package dev.bongsu.acceptance;

import dev.bongsu.client.Answer;
import dev.bongsu.client.ClientException;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A recipient's device that follows an inbox, and what it hears there. */
final class Device implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;

  private final BlockingQueue<Map<String, Object>> heard = new LinkedBlockingQueue<>();
  private Closeable connection = () -> {};
  private @Nullable WebSocket socket;

  private Device() {}

  /** Connected by Server-Sent Events when this returns. */
  static Device stream(HttpClient http, BongsuProcess service, String recipient) throws Exception {
    var device = new Device();
    URI uri = URI.create(service.url() + "/v1/recipients/" + recipient + "/inbox/stream");
    InputStream events =
        http.send(
                HttpRequest.newBuilder(uri)
                    .header("Authorization", "Bearer " + service.key())
                    .build(),
                HttpResponse.BodyHandlers.ofInputStream())
            .body();
    device.connection = events;
    Thread.ofVirtual().start(() -> device.read(events));
    return device;
  }

  /**
   * Connected by a WebSocket when this returns.
   *
   * @param after the cursor behind which it begins; empty for what comes from now on
   */
  static Device socket(HttpClient http, BongsuProcess service, String recipient, String after)
      throws Exception {
    var device = new Device();
    String query = after.isEmpty() ? "" : "?after=" + after;
    String at = service.url().toString().replaceFirst("http", "ws");
    WebSocket socket =
        http.newWebSocketBuilder()
            .header("Authorization", "Bearer " + service.key())
            .buildAsync(
                URI.create(at + "/v1/recipients/" + recipient + "/inbox/socket" + query),
                device.new Listener())
            .join();
    device.socket = socket;
    device.connection = socket::abort;
    return device;
  }

  /** What it hears next of this kind ({@code delivery}, {@code state}, {@code acked}). */
  Map<String, Object> next(String event) throws InterruptedException {
    Map<String, Object> next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    while (next != null && !event.equals(next.get("event"))) {
      next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    if (next == null) {
      throw new AssertionError("heard no " + event + " in " + PATIENCE_SECONDS + " s");
    }
    return next;
  }

  /** Says something by its socket. */
  void say(String json) {
    if (socket == null) {
      throw new IllegalStateException("a stream has one direction");
    }
    socket.sendText(json, true).join();
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }

  private void read(InputStream events) {
    try (var lines = new BufferedReader(new InputStreamReader(events, StandardCharsets.UTF_8))) {
      String event = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("event: ")) {
          event = line.substring("event: ".length());
        } else if (line.startsWith("data: ")) {
          hear(line.substring("data: ".length()), event);
        }
      }
    } catch (IOException _) {
      // the stream ended, with its process perhaps
    }
  }

  private void hear(String json, @Nullable String event) {
    try {
      Map<String, Object> all = new HashMap<>();
      new Answer(200, json)
          .object()
          .forEach((name, value) -> {
            if (value != null) {
              all.put(name, value);
            }
          });
      if (event != null) {
        all.put("event", event);
      }
      heard.add(all);
    } catch (ClientException e) {
      throw new IllegalStateException("heard what is no JSON", e);
    }
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        hear(text.toString(), null);
        text.setLength(0);
      }
      from.request(1);
      return null;
    }
  }
}
