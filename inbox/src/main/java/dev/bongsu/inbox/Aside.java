package dev.bongsu.inbox;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Queries for threads that wait for hours. A virtual thread keeps memory for the deepest stack that
 * it ever waited with, and a query's is deep: of twenty thousand such threads that is more than all
 * else they have. So queries go to short-lived threads of their own.
 */
final class Aside {
  private Aside() {}

  /** What the query answers, or throws. */
  static <T> T ask(Callable<T> query) throws InterruptedException {
    var task = new FutureTask<>(query);
    Thread thread = Thread.ofVirtual().name("inbox-query").start(task);
    try {
      return task.get();
    } catch (InterruptedException e) {
      thread.interrupt();
      throw e;
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    }
  }
}
