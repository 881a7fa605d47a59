package dev.bongsu.inbox;

import dev.bongsu.store.Partitions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets every minute what nobody needs to know any more, and every hour makes partitions ahead
 * and drops old ones.
 */
final class Upkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final int MINUTES_BETWEEN_PARTITIONS = 60;

  private final InboxStore store;
  private final Partitions partitions;
  private final CountDownLatch closed = new CountDownLatch(1);

  private Upkeep(InboxStore store, Partitions partitions) {
    this.store = store;
    this.partitions = partitions;
  }

  static Upkeep of(InboxStore store, Partitions partitions) {
    var upkeep = new Upkeep(store, partitions);
    Thread.ofVirtual().name("inbox-upkeep").start(upkeep::run);
    return upkeep;
  }

  private void run() {
    long aMinuteAgo = 0;
    try {
      for (int minute = 1; !closed.await(1, TimeUnit.MINUTES); minute++) {
        try {
          long settled = store.settled();
          store.forgetArrivals(aMinuteAgo);
          aMinuteAgo = settled;
          if (minute % MINUTES_BETWEEN_PARTITIONS == 0) {
            partitions.maintain();
          }
        } catch (JdbiException e) {
          LOG.warn("the inbox could not be tidied up, again in a minute", e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
