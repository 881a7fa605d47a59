package dev.bongsu.frontend;

import java.time.Duration;

/**
 * How the frontend listens.
 *
 * @param host the address to bind
 * @param port the port to bind, 0 for a free one
 * @param requestTimeout how long a request may take to arrive after its first byte, and how long a
 *     stream may be silent
 */
public record FrontendSettings(String host, int port, Duration requestTimeout) {
  /** What A36 of the HTTP contract says. */
  public static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

  public FrontendSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be from 0 to 65535 but is " + port);
    }
    if (!requestTimeout.isPositive()) {
      throw new IllegalArgumentException(
          "requestTimeout must be above zero but is " + requestTimeout);
    }
  }
}
