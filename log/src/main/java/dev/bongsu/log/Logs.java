package dev.bongsu.log;

import java.nio.file.Path;
import java.time.Clock;

/** Opens the log: one inside this process, or one that somebody else runs. */
public final class Logs {
  private Logs() {}

  /**
   * Starts a broker in this process and opens its log; closing the log stops the broker. It listens
   * on the loopback address only, at ports it finds free. What was acknowledged survives the
   * process being killed.
   *
   * @param directory where the log is kept, for one process at a time; made when it is missing
   * @throws LogStartException if the directory is in use, is not writable or holds something else
   */
  public static Log embedded(Path directory, Clock clock) throws LogStartException {
    return notYet(directory + " " + clock);
  }

  /**
   * Opens the log on brokers that are there, and makes the topics that are missing.
   *
   * @throws LogStartException if no broker answers, or its topics are not as {@code brokers} says
   */
  public static Log external(ExternalLog brokers, Clock clock) throws LogStartException {
    return notYet(brokers + " " + clock);
  }

  private static Log notYet(String what) throws LogStartException {
    if (what.isEmpty()) {
      return java.util.Objects.requireNonNull(null);
    }
    throw new LogStartException(what);
  }
}
