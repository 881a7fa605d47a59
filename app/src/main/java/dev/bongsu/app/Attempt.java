package dev.bongsu.app;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work that is done again and again and whose failure must not end the repetition. */
record Attempt(String name, Runnable work) implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

  @Override
  public void run() {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.warn("{} failed and is tried again next time", name, e);
    }
  }
}
