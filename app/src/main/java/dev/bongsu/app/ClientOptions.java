package dev.bongsu.app;

import dev.bongsu.client.BongsuClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which service a client command talks to, and as whom. */
final class ClientOptions {
  private static final String DEFAULT_URL = "http://localhost:8080";

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The service; else BONGSU_URL, else " + DEFAULT_URL + ".")
  private @Nullable String url;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "An API key; else BONGSU_KEY, else what stands in DIR/admin.key.")
  private @Nullable String key;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The service's data directory (default: ./data).")
  private Path data = Path.of("data");

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  /** Whether JSON is wanted. */
  boolean json() {
    return json;
  }

  /** The service. */
  URI url() throws StartException {
    String text = url == null ? System.getenv("BONGSU_URL") : url;
    text = Objects.requireNonNullElse(text, DEFAULT_URL);
    try {
      URI uri = URI.create(text);
      if (uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return uri;
      }
    } catch (IllegalArgumentException _) {
      // said below, as for any other text that is no such URL
    }
    throw StartException.usage("--url: wanted an http or https URL but found \"" + text + "\"");
  }

  /** The key to call with. */
  String key() throws StartException {
    String given = key == null ? System.getenv("BONGSU_KEY") : key;
    if (given != null) {
      return given;
    }
    Path file = data.resolve("admin.key");
    try {
      return Files.readString(file).strip();
    } catch (IOException _) {
      throw StartException.failure(
          "wanted a key: no --key, no BONGSU_KEY, and no file " + file + " that can be read");
    }
  }

  /** A client of that service. */
  BongsuClient client() throws StartException {
    return new BongsuClient(url(), key());
  }
}
