package dev.bongsu.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Has the database asked for many at once: what comes while one transaction is under way waits, and
 * goes together with the next. So the more ask, the less each costs, and one alone waits for
 * nobody. At most 500 go together and 4,000 wait. For many threads.
 */
public final class Batcher<T> implements AutoCloseable {
  private static final int MOST_AT_ONCE = 500;
  private static final int MOST_WAITING = 4_000;
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final Consumer<List<T>> together;
  private final BiConsumer<T, RuntimeException> unanswered;
  private final BlockingQueue<T> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Thread worker;
  private volatile boolean closed;

  /**
   * Begins to work, on a thread of its own.
   *
   * @param name the thread's
   * @param together answers all of a batch, in the order in which they came
   * @param unanswered hears which are not answered, and why: {@code together} threw this, after
   *     having answered some perhaps, or an {@link IllegalStateException} because of closing
   */
  public Batcher(
      String name, Consumer<List<T>> together, BiConsumer<T, RuntimeException> unanswered) {
    this.together = together;
    this.unanswered = unanswered;
    this.worker = Thread.ofVirtual().name(name).start(this::work);
  }

  /** Lets it go with the next batch; whether there was room. */
  public boolean offer(T one) {
    boolean taken = !closed && waiting.offer(one);
    giveUpIfClosed();
    return taken;
  }

  /** Lets it go with the next batch, after waiting for room. */
  public void put(T one) throws InterruptedException {
    waiting.put(one);
    giveUpIfClosed();
  }

  /** Leaves all that waits unanswered. */
  public void giveUp(RuntimeException why) {
    List<T> rest = new ArrayList<>();
    waiting.drainTo(rest);
    rest.forEach(each -> unanswered.accept(each, why));
  }

  /** Interrupts the batch under way, waits up to 5 s for its end, and gives up what waits. */
  @Override
  public void close() {
    closed = true;
    worker.interrupt();
    try {
      worker.join(CLOSE_WITHIN);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    giveUpIfClosed();
  }

  private void giveUpIfClosed() {
    if (closed) {
      giveUp(new IllegalStateException("closing"));
    }
  }

  private void work() {
    try {
      while (!closed) {
        List<T> batch = new ArrayList<>();
        batch.add(waiting.take());
        waiting.drainTo(batch, MOST_AT_ONCE - 1);
        answer(batch);
      }
    } catch (InterruptedException _) {
      // Only close() interrupts.
    }
  }

  private void answer(List<T> batch) {
    try {
      together.accept(batch);
    } catch (RuntimeException e) {
      batch.forEach(each -> unanswered.accept(each, e));
    }
  }
}
