package dev.bongsu.fanout;

import dev.bongsu.kernel.Priority;
import dev.bongsu.log.LogReader;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts groups beside the planner's thread, one of each priority at a time in the order of arrival,
 * so that a low one of millions does not hold up a high one of three. How many wait is bounded by
 * what the planner's reader has in flight.
 */
final class Cutting implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger(Cutting.class);

  private final AudienceCutter cutter;
  private final LogReader reader;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Map<Priority, ExecutorService> threads = new EnumMap<>(Priority.class);

  Cutting(AudienceCutter cutter, LogReader reader) {
    this.cutter = cutter;
    this.reader = reader;
    for (Priority priority : Priority.values()) {
      threads.put(
          priority,
          Executors.newSingleThreadExecutor(
              Thread.ofVirtual().name("cutter-" + priority.apiName()).factory()));
    }
  }

  /** Sees to it that the request's audience is cut and its record finished. */
  void begin(Request request) {
    Priority priority = Priority.named(request.plan().message().getPriority()).orElseThrow();
    Objects.requireNonNull(threads.get(priority)).execute(() -> cut(request));
  }

  /** Lets the cut under way end, for at most some seconds; the others are begun anew later. */
  @Override
  public void close() {
    closing.countDown();
    threads.values().forEach(ExecutorService::shutdownNow);
    try {
      for (ExecutorService each : threads.values()) {
        boolean _ = each.awaitTermination(5, TimeUnit.SECONDS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns when all that was begun is done. */
  void awaitIdle() throws InterruptedException {
    for (ExecutorService each : threads.values()) {
      var reached = new CountDownLatch(1);
      each.execute(reached::countDown);
      reached.await();
    }
  }

  private void cut(Request request) {
    try {
      while (closing.getCount() > 0 && reader.owns(request.source())) {
        try {
          reader.finish(request.source(), cutter.cut(request));
          return;
        } catch (SQLException | RuntimeException e) {
          LOG.warn("the audience of {} cannot be cut yet", request.id(), e);
          boolean _ = closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
