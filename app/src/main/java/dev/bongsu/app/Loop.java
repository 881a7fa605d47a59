package dev.bongsu.app;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A part that works on a thread of its own until it is closed. */
final class Loop implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(9);
  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

  private final String name;
  private final AutoCloseable part;
  private final Thread thread;

  private Loop(String name, Runnable work, AutoCloseable part) {
    this.name = name;
    this.part = part;
    this.thread = Thread.ofPlatform().name(name).unstarted(() -> run(work));
  }

  /** Starts {@code work}; closing {@code part} must end it. */
  static Loop start(String name, Runnable work, AutoCloseable part) {
    var loop = new Loop(name, work, part);
    loop.thread.start();
    return loop;
  }

  /** Closes the part and waits for its thread; a thread that does not end is interrupted. */
  @Override
  public void close() {
    try {
      part.close();
      if (!thread.join(PATIENCE)) {
        LOG.warn("{} did not end within {} s and is interrupted", name, PATIENCE.toSeconds());
        thread.interrupt();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.error("{} did not close", name, e);
    }
  }

  private void run(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      LOG.error("{} ended by a defect of ours; it stays down until the next start", name, e);
      throw e;
    }
  }
}
