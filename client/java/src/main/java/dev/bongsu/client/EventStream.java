package dev.bongsu.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Server-Sent Events of one URL, read one at a time. Neither connecting nor waiting has a limit of
 * time: {@link #close}, from any thread, ends both. Otherwise for one thread.
 */
public final class EventStream implements AutoCloseable {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final BufferedReader lines;

  /**
   * Connects; what happens after this returns is heard.
   *
   * @throws ClientException if the service refuses or does not answer
   */
  public EventStream(URI url, String key) throws ClientException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .header("Authorization", "Bearer " + key)
            .header("Accept", "text/event-stream")
            .build();
    HttpResponse<InputStream> response;
    try {
      response = http.send(request, BodyHandlers.ofInputStream());
    } catch (IOException _) {
      throw new ClientException(
          "no service answers at " + url.getScheme() + "://" + url.getAuthority());
    }
    if (response.statusCode() != 200) {
      throw new ClientException("the stream was refused with " + response.statusCode());
    }
    lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  /** The data of the next event; waits for it; null when the stream has ended. */
  public @Nullable String next() {
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("data:")) {
          return line.substring("data:".length()).strip();
        }
      }
    } catch (IOException _) {
      return null; // cut off by either side: the same as its end for whoever listens
    }
    return null;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
