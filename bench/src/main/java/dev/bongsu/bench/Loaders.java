package dev.bongsu.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Threads that load the service until a measurement is over. */
final class Loaders implements AutoCloseable {
  private static final long STOP_MILLIS = TimeUnit.SECONDS.toMillis(30);

  /** What one thread does. */
  @FunctionalInterface
  interface Task {
    void run() throws IOException, BenchException, InterruptedException;
  }

  private final Measurement measurement;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<String> failure = new AtomicReference<>();

  Loaders(Measurement measurement) {
    this.measurement = measurement;
  }

  void start(String name, Task task) {
    threads.add(
        Thread.ofPlatform()
            .name(name)
            .daemon()
            .start(() -> {
              try {
                task.run();
              } catch (IOException | BenchException e) {
                if (!measurement.isOver()) {
                  measurement.error();
                  failure.compareAndSet(null, name + ": " + e.getMessage());
                }
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            }));
  }

  /** Fails if a loader gave up before the end. */
  void check() throws BenchException {
    String message = failure.get();
    if (message != null) {
      throw new BenchException(message);
    }
  }

  @Override
  public void close() {
    measurement.stop();
    try {
      for (Thread thread : threads) {
        thread.interrupt();
        thread.join(STOP_MILLIS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the loaders are daemons: they end with the process
    }
  }
}
