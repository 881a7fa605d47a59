package dev.bongsu.channel.http2;

import java.time.Duration;

/**
 * How connections are kept.
 *
 * @param name of the thread that serves them
 * @param timeout for connecting, and for each answer
 * @param maxConnections another is opened only when all streams of the others are in use
 * @param pingAfter a connection on which nothing came for so long is asked whether it stands; one
 *     that has not answered after as long again is given up
 */
public record LinkSettings(String name, Duration timeout, int maxConnections, Duration pingAfter) {
  public LinkSettings {
    if (!timeout.isPositive() || maxConnections < 1 || !pingAfter.isPositive()) {
      throw new IllegalArgumentException(
          "timeout, maxConnections and pingAfter must be above zero but are "
              + timeout
              + ", "
              + maxConnections
              + ", "
              + pingAfter);
    }
  }

  /** At most 4 connections, asked every 30 s. */
  public static LinkSettings of(String name, Duration timeout) {
    return new LinkSettings(name, timeout, 4, Duration.ofSeconds(30));
  }
}
