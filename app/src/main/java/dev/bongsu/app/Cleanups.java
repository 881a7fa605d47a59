package dev.bongsu.app;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
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

  /**
   * Undoes everything; a step that fails is logged and does not keep the others from running. Loops
   * that follow one another end at the same time: each waits for what it has under way, which may
   * take seconds where a provider hangs.
   */
  @Override
  public void close() {
    while (!steps.isEmpty()) {
      List<Step> together = new ArrayList<>(List.of(steps.pop()));
      while (isLoop(together.getLast()) && isLoop(steps.peek())) {
        together.add(steps.pop());
      }
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        together.forEach(step -> threads.execute(() -> undo(step)));
      }
    }
  }

  private static boolean isLoop(@Nullable Step step) {
    return step != null && step.action() instanceof Loop;
  }

  private static void undo(Step step) {
    long start = System.nanoTime();
    try {
      step.action().close();
      LOG.info("{} closed in {} ms", step.name(), (System.nanoTime() - start) / 1_000_000);
    } catch (Exception e) {
      LOG.error("{} did not close", step.name(), e);
    }
  }
}
