package dev.bongsu.log;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A log inside this process.
 *
 * @param directory where it is kept, for one process at a time; made when it is missing
 * @param maxBytes about how much its topics may take on disk. Beyond that, what everybody has read
 *     is deleted before its time, the oldest first; what somebody has yet to read never is
 * @param gaveUp told once, and why, if the broker can go on no more: then this process has no log
 *     until it is started again. Called on a thread of the broker's, which it should not keep
 */
public record EmbeddedLog(Path directory, long maxBytes, Consumer<String> gaveUp) {
  /** Room for every topic's newest records, which are never deleted. */
  public static final long LEAST_BYTES = 1L << 30;

  public EmbeddedLog {
    if (maxBytes < LEAST_BYTES) {
      throw new IllegalArgumentException(
          "maxBytes must be at least " + LEAST_BYTES + " but is " + maxBytes);
    }
  }

  /** The size of a file of a topic; only whole ones are deleted. */
  int segmentBytes() {
    long one = maxBytes / 128;
    return (int) Math.min(64L << 20, Math.max(2L * TopicPlan.MAX_BATCH_BYTES, one));
  }
}
