package dev.bongsu.sandbox;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Keeps receipts back until faults change, or for {@value #SECONDS} s, in their order. For many
 * threads.
 */
final class LateReceipts implements AutoCloseable {
  private static final int SECONDS = 30;
  private static final int MOST = 100_000;

  private final Faults faults;
  private final BlockingQueue<Late> waiting = new ArrayBlockingQueue<>(MOST);
  private final Thread worker;

  private record Late(Runnable receipt, long changes, long dueNanos) {}

  LateReceipts(Faults faults) {
    this.faults = faults;
    this.worker = Thread.ofVirtual().name("late-receipts").start(this::work);
  }

  /** Gives the receipt later; at once where too many wait already. */
  void later(Runnable receipt) {
    long due = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
    if (!waiting.offer(new Late(receipt, faults.changes(), due))) {
      receipt.run();
    }
  }

  /** Whatever waits is never given. */
  @Override
  public void close() {
    worker.interrupt();
  }

  private void work() {
    try {
      while (true) {
        Late late = waiting.take();
        faults.awaitChange(late.changes(), Duration.ofNanos(late.dueNanos() - System.nanoTime()));
        late.receipt().run();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
