package dev.bongsu.app;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is to be undone, named, in the reverse order of how it was done. */
final class Cleanups implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Cleanups.class);

  private record Step(String name, AutoCloseable action) {}

  private final Deque<Step> steps = new ArrayDeque<>();

  /** Remembers how to undo what was just done, and hands it on. */
  <T extends AutoCloseable> T add(String name, T part) {
    steps.push(new Step(name, part));
    return part;
  }

  /** Undoes everything; a step that fails is logged and does not keep the others from running. */
  @Override
  public void close() {
    while (!steps.isEmpty()) {
      Step step = steps.pop();
      long start = System.nanoTime();
      try {
        step.action().close();
        LOG.info("{} closed in {} ms", step.name(), (System.nanoTime() - start) / 1_000_000);
      } catch (Exception e) {
        LOG.error("{} did not close", step.name(), e);
      }
    }
  }
}
