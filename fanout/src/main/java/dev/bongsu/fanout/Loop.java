package dev.bongsu.fanout;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does a step again and again on the thread that runs it, until it is closed. */
final class Loop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
  private static final Duration PAUSE_AFTER_FAULT = Duration.ofSeconds(1);
  private static final long CLOSING_SECONDS = 10;

  private final String name;
  private final Step step;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean running;

  /** What is done again and again; returns soon, at the latest after a second or so. */
  interface Step {
    void run() throws InterruptedException;
  }

  Loop(String name, Step step) {
    this.name = name;
    this.step = step;
  }

  /** Returns when the loop is closed or its thread interrupted. */
  void run() {
    running = true;
    try {
      while (!isClosing()) {
        once();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      ended.countDown();
    }
  }

  boolean isClosing() {
    return closing.getCount() == 0;
  }

  /** Waits, but not on after the loop is closed. */
  void pause(Duration pause) throws InterruptedException {
    boolean _ = closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Waits until the loop is closed. */
  void awaitClosing() {
    try {
      closing.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the loop and waits for the step under way. */
  @Override
  public void close() {
    closing.countDown();
    if (running) {
      try {
        if (!ended.await(CLOSING_SECONDS, TimeUnit.SECONDS)) {
          LOG.warn("{} is still busy after {} s and is left to itself", name, CLOSING_SECONDS);
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void once() throws InterruptedException {
    try {
      step.run();
    } catch (RuntimeException e) {
      // A worker that dies quietly stops the whole house; one that complains is seen.
      LOG.error("{} failed and goes on in {} s", name, PAUSE_AFTER_FAULT.toSeconds(), e);
      pause(PAUSE_AFTER_FAULT);
    }
  }
}
