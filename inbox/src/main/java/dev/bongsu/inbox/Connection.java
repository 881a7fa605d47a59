package dev.bongsu.inbox;

import java.time.Instant;
import java.util.Locale;

/** A device that follows an inbox. */
public record Connection(Kind kind, Instant since) {
  /** How it is connected. */
  public enum Kind {
    /** Server-Sent Events. */
    STREAM,
    /** A WebSocket. */
    SOCKET;

    private final String apiName = name().toLowerCase(Locale.ROOT);

    /** The name used in the HTTP contract: {@code stream}. */
    public String apiName() {
      return apiName;
    }
  }
}
