package dev.bongsu.channel.spi;

import dev.bongsu.log.Log;
import java.time.Clock;

/** Brings deliveries that wait in the retry topics back to their channels when they are due. */
public final class RetryMover implements Runnable, AutoCloseable {
  private final Log log;
  private final Clock clock;

  /** Reads nothing before {@link #run}. */
  public RetryMover(Log log, Clock clock) {
    this.log = log;
    this.clock = clock;
  }

  /** Works until closed, on the calling thread and one for each tier. */
  @Override
  public void run() {
    throw new UnsupportedOperationException(log + " " + clock);
  }

  /** Stops within a second; what waits goes on waiting in the log. */
  @Override
  public void close() {}
}
