package dev.bongsu.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is done for a connection that waits, by whoever tends all of them. */
class PaceTest {
  private static final long PATIENCE_SECONDS = 30;
  private static final Duration EVERY = Duration.ofSeconds(10);

  private final Semaphore beats = new Semaphore(0);
  private final Semaphore closings = new Semaphore(0);
  private final long start = System.nanoTime();
  private final Pace pace =
      new Pace(
          Duration.ofSeconds(30).toNanos(), Duration.ofSeconds(75).toNanos(), closings::release);

  @Test
  void a_stream_that_waits_has_its_beat_as_often_as_it_asked() throws InterruptedException {
    pace.beats(EVERY, beats::release);

    tendAfterSeconds(9);
    tendAfterSeconds(21);
    awaitBeat();
    tendAfterSeconds(30);
    tendAfterSeconds(32);
    awaitBeat();

    assertThat(beats.tryAcquire()).isFalse();
    assertThat(closings.tryAcquire()).isFalse();
  }

  @Test
  void what_is_answered_beats_no_more() throws InterruptedException {
    var next = new Semaphore(0);
    pace.beats(EVERY, beats::release);
    pace.answered();

    tendAfterSeconds(40);

    // Another request on the same connection: had the first still had its beat, it would come
    // first.
    pace.beats(EVERY, next::release);
    tendAfterSeconds(80);
    assertThat(next.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(beats.tryAcquire()).isFalse();
  }

  private void tendAfterSeconds(int seconds) {
    pace.tend(start + Duration.ofSeconds(seconds).toNanos());
  }

  private void awaitBeat() throws InterruptedException {
    assertThat(beats.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
  }
}
