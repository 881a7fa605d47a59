package dev.bongsu.inbox;

import dev.bongsu.store.Partitions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes partitions ahead of time and drops old ones, every hour. */
final class Upkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final int EVERY_MINUTES = 60;

  private final CountDownLatch closed = new CountDownLatch(1);

  private Upkeep() {}

  static Upkeep of(Partitions partitions) {
    var upkeep = new Upkeep();
    Thread.ofVirtual().name("inbox-upkeep").start(() -> upkeep.run(partitions));
    return upkeep;
  }

  private void run(Partitions partitions) {
    try {
      while (!closed.await(EVERY_MINUTES, TimeUnit.MINUTES)) {
        try {
          partitions.maintain();
        } catch (JdbiException e) {
          LOG.warn("the inbox's partitions are not maintained, again in an hour", e);
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
