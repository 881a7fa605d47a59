package dev.bongsu.inbox;

import dev.bongsu.store.Partitions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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

  /** What a process may have had in hand when somebody was erased is stored within this. */
  private static final Duration IN_HAND = Duration.ofHours(1);

  /** What waits in the log to be stored waits there for seven days at most. */
  private static final Duration IN_THE_LOG = Duration.ofDays(8);

  private final NewsStore news;
  private final PlaceStore places;
  private final ErasureStore erasures;
  private final Partitions partitions;
  private final Clock clock;
  private final CountDownLatch closed = new CountDownLatch(1);
  private long aMinuteAgo;

  private Upkeep(
      NewsStore news,
      PlaceStore places,
      ErasureStore erasures,
      Partitions partitions,
      Clock clock) {
    this.news = news;
    this.places = places;
    this.erasures = erasures;
    this.partitions = partitions;
    this.clock = clock;
  }

  static Upkeep of(
      NewsStore news,
      PlaceStore places,
      ErasureStore erasures,
      Partitions partitions,
      Clock clock) {
    var upkeep = new Upkeep(news, places, erasures, partitions, clock);
    Thread.ofVirtual().name("inbox-upkeep").start(upkeep::run);
    return upkeep;
  }

  private void run() {
    try {
      for (int minute = 1; !closed.await(1, TimeUnit.MINUTES); minute++) {
        try {
          tidyUp();
          if (minute % MINUTES_BETWEEN_PARTITIONS == 0) {
            partitions.maintain();
            erasures.eraseLate(Instant.EPOCH);
            erasures.forget(clock.instant().minus(IN_THE_LOG));
          }
        } catch (JdbiException e) {
          LOG.warn("the inbox could not be tidied up, again in a minute", e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is done every minute. */
  synchronized void tidyUp() {
    places.remember();
    long settled = places.settled();
    news.forget(aMinuteAgo);
    aMinuteAgo = settled;
    erasures.eraseLate(clock.instant().minus(IN_HAND));
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
