package dev.bongsu.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks a frontend, and holds every answer against the contract. */
final class Client implements AutoCloseable {
  private final HttpClient http = HttpClient.newHttpClient();
  private final String base;
  private final Contract contract;
  private final @Nullable String key;

  Client(int port, Contract contract, @Nullable String key) {
    this.base = "http://127.0.0.1:" + port;
    this.contract = contract;
    this.key = key;
  }

  /** An answer. */
  record Got(int status, String body, HttpResponse<String> response) {
    Map<String, @Nullable Object> json() throws Exception {
      return Json.object(Json.read(body));
    }

    @Nullable String header(String name) {
      return response.headers().firstValue(name).orElse(null);
    }

    /** The pointers of a problem's faults. */
    List<String> pointers() throws Exception {
      List<String> pointers = new ArrayList<>();
      if (json().get("errors") instanceof List<?> errors) {
        for (Object each : errors) {
          pointers.add(String.valueOf(Json.object(each).get("pointer")));
        }
      }
      return pointers;
    }
  }

  Got get(String path, String... headers) throws Exception {
    return ask("GET", path, null, headers);
  }

  Got post(String path, String body, String... headers) throws Exception {
    return ask("POST", path, body, headers);
  }

  Got put(String path, String body, String... headers) throws Exception {
    return ask("PUT", path, body, headers);
  }

  Got delete(String path, String... headers) throws Exception {
    return ask("DELETE", path, null, headers);
  }

  Got lines(String path, String body) throws Exception {
    return ask("POST", path, body, "Content-Type", "application/x-ndjson");
  }

  Got ask(String method, String path, @Nullable String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(Duration.ofSeconds(60))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (key != null) {
      request.setHeader("Authorization", "Bearer " + key);
    }
    if (body != null) {
      request.setHeader("Content-Type", "application/json");
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    String type = response.headers().firstValue("Content-Type").orElse("");
    if (!method.equals("HEAD")) {
      assertThat(
              contract.faultOf(
                  method,
                  path,
                  response.statusCode(),
                  name -> response.headers().firstValue(name).isPresent(),
                  type,
                  response.body()))
          .isNull();
    }
    return new Got(response.statusCode(), response.body(), response);
  }

  @Override
  public void close() {
    http.close();
  }
}
