package dev.bongsu.frontend;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells streams that the service is stopping, so that they end by themselves. */
final class Stopping {
  private final CountDownLatch stopping = new CountDownLatch(1);

  void stop() {
    stopping.countDown();
  }

  boolean isStopping() {
    return stopping.getCount() == 0;
  }

  /** Waits a while; true as soon as the service stops. */
  boolean await(long millis) throws InterruptedException {
    return stopping.await(millis, TimeUnit.MILLISECONDS);
  }
}
