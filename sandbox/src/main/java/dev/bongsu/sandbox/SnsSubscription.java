package dev.bongsu.sandbox;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Whether the one subscriber of a topic wants to be told: it is asked with a token, and says so by
 * giving it back (SNS, "Confirm the subscription"). For many threads.
 */
final class SnsSubscription {
  private static final int TOKEN_BYTES = 128;

  private final SecureRandom random = new SecureRandom();
  private final String arn;
  private State state = State.NEW;
  private String token = newToken();

  private enum State {
    NEW,
    /** Asked, and nothing said yet. */
    PENDING,
    CONFIRMED,
    /** No more is wanted. */
    ENDED
  }

  /** Of a topic, whose subscriber was not asked yet. */
  SnsSubscription(String topicArn) {
    this.arn = topicArn + ":" + UUID.randomUUID();
  }

  /** Its name. */
  String arn() {
    return arn;
  }

  /** What the subscriber is to be asked with; empty if it was, or need not be. */
  synchronized Optional<String> begin() {
    if (state != State.NEW) {
      return Optional.empty();
    }
    state = State.PENDING;
    return Optional.of(token);
  }

  /** The subscriber could not be asked, and is to be asked again. */
  synchronized void fail() {
    if (state == State.PENDING) {
      state = State.NEW;
      notifyAll();
    }
  }

  /** Whether the subscriber wants to be told, which is waited for while that is open. */
  synchronized boolean isConfirmed(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    long left = patience.toMillis();
    while (state == State.PENDING && left > 0) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
    return state == State.CONFIRMED;
  }

  /** The subscriber gives a token back; false if it is another. */
  synchronized boolean confirm(String given) {
    if (!given.equals(token)) {
      return false;
    }
    state = State.CONFIRMED;
    notifyAll();
    return true;
  }

  /** The subscriber wants no more: the token by which it may come back; empty if it had ended. */
  synchronized Optional<String> end() {
    if (state == State.ENDED) {
      return Optional.empty();
    }
    state = State.ENDED;
    token = newToken();
    notifyAll();
    return Optional.of(token);
  }

  private String newToken() {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
