package dev.bongsu.app;

import dev.bongsu.client.BongsuClient;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which service a client command talks to, and as whom. */
final class ClientOptions {
  private static final String DEFAULT_URL = "http://localhost:8080";
  private static final String URL = "BONGSU_URL";
  private static final String KEY = "BONGSU_KEY";
  private static final int LAST_PORT = 65_535;

  /** What a header can carry: RFC 6750 section 2.1 allows less, and leaves the rest to a 401. */
  private static final Pattern TOKEN = Pattern.compile("[!-~]{1,65536}");

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
    String variable = fromEnvironment(URL);
    return url == null && variable != null
        ? serviceUrl(URL, variable)
        : serviceUrl("--url", Objects.requireNonNullElse(url, DEFAULT_URL));
  }

  /**
   * Where a service is.
   *
   * @param said by which option or variable, for the message
   */
  static URI serviceUrl(String said, String text) throws StartException {
    try {
      URI uri = URI.create(text);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean bare =
          uri.getRawUserInfo() == null
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null
              && uri.getPort() != 0
              && uri.getPort() <= LAST_PORT;
      if (web && bare && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException _) {
      // said below, as for any other text that is no such URL
    }
    throw StartException.usage(
        said + ": wanted the http or https URL of a service but found \"" + text + "\"");
  }

  /**
   * The key to call with: what the option says, else the environment, else the file in {@code
   * data}.
   */
  static String key(@Nullable String option, Path data) throws StartException {
    if (option != null) {
      return token("--key", option);
    }
    String variable = fromEnvironment(KEY);
    return variable == null ? keyOf(data) : token(KEY, variable);
  }

  private static String token(String said, String text) throws StartException {
    if (!TOKEN.matcher(text).matches()) {
      throw StartException.usage(
          said + ": wanted an API key or access token, which has neither spaces nor line ends");
    }
    return text;
  }

  private static String keyOf(Path data) throws StartException {
    Path file = data.resolve("admin.key");
    try {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
      if (TOKEN.matcher(text).matches()) {
        return text;
      }
    } catch (IOException _) {
      // said below
    }
    throw StartException.failure(
        "wanted a key: no --key, no BONGSU_KEY, and no file " + file + " that holds one");
  }

  /** A variable that is set to nothing says nothing. */
  private static @Nullable String fromEnvironment(String name) {
    String text = System.getenv(name);
    return text == null || text.isEmpty() ? null : text;
  }

  /** A client of that service. */
  BongsuClient client() throws StartException {
    return new BongsuClient(url(), key(key, data));
  }
}
