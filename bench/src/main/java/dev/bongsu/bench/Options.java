package dev.bongsu.bench;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What to measure, how hard and for how long. Its {@code toString} keeps the key to itself.
 *
 * @param url a service that runs already, null to start one in a temporary directory
 * @param key the administrator's key of the service at {@code url}, null with a service of our own
 * @param launcher what starts a service of our own: the {@code bongsu} script
 * @param rate requests a second for an open loop, 0 for as many as there can be
 * @param connections how many connections there are at once, 0 for as many as the scenario has
 *     usually
 */
public record Options(
    @Nullable URI url,
    @Nullable String key,
    Path launcher,
    int rate,
    int connections,
    Duration warmup,
    Duration duration,
    int recipients) {
  public Options {
    if (rate < 0 || connections < 0 || recipients < 1 || !duration.isPositive()) {
      throw new IllegalArgumentException(
          "rate and connections must be at least 0, recipients and duration above, but are "
              + rate
              + ", "
              + connections
              + ", "
              + recipients
              + " and "
              + duration);
    }
  }

  /** How many connections there are at once, where a scenario has so many usually. */
  int connectionsOr(int usual) {
    return connections == 0 ? usual : connections;
  }

  @Override
  public String toString() {
    return "Options[url=%s, rate=%d, connections=%d, warmup=%s, duration=%s, recipients=%d]"
        .formatted(url, rate, connections, warmup, duration, recipients);
  }
}
