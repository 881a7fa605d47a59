package dev.bongsu.log;

/** An append that is under way. */
public interface PendingAppend {
  /**
   * Returns when the entry is durable: on disk with one replica, on the minimum of in-sync replicas
   * with several.
   *
   * @throws LogUnavailableException if that did not happen in time (10 s)
   * @throws InterruptedException if the waiting thread was interrupted; the append goes on
   */
  void await() throws LogUnavailableException, InterruptedException;
}
