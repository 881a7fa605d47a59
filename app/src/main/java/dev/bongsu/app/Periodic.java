package dev.bongsu.app;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that is done again and again until this is closed; a failure does not end the repetition.
 */
final class Periodic implements Runnable, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Periodic.class);

  private final String name;
  private final Duration pause;
  private final Runnable work;
  private final CountDownLatch closing = new CountDownLatch(1);

  Periodic(String name, Duration pause, Runnable work) {
    this.name = name;
    this.pause = pause;
    this.work = work;
  }

  /** Pauses, works, and again. */
  @Override
  public void run() {
    try {
      while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        attempt();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Works at once too. */
  void runAtOnce() {
    attempt();
    run();
  }

  @Override
  public void close() {
    closing.countDown();
  }

  private void attempt() {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.warn("{} failed and is tried again in {}", name, pause, e);
    }
  }
}
