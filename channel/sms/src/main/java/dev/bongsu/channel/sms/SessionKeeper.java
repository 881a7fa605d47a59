package dev.bongsu.channel.sms;

import dev.bongsu.kernel.FailureCode;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a session bound, so that receipts come in while nothing is sent: binds again when one ends,
 * at growing distances while that fails, sooner when a message wants to go. For many threads.
 */
final class SessionKeeper implements AutoCloseable {
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final SmppSettings settings;
  private final SmppDialler dialler;
  private final SentMessages sentMessages;
  private final Deliveries deliveries;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable SmppSession session;
  private @Nullable SmppTrouble trouble;
  private long triedNanos;
  private boolean wanted;
  private boolean closed;

  SessionKeeper(SmppSettings settings, SentMessages sentMessages, Deliveries deliveries) {
    this.settings = settings;
    this.dialler = new SmppDialler(settings);
    this.sentMessages = sentMessages;
    this.deliveries = deliveries;
    Thread.ofVirtual().name("smpp-" + settings.common().id() + "-keeper").start(this::keep);
  }

  /**
   * A session that was open a moment ago; waits while one is being bound.
   *
   * @throws SmppTrouble with the reason why there is none
   */
  SmppSession session() throws SmppTrouble, InterruptedException {
    long left = settings.common().timeout().toNanos();
    lock.lockInterruptibly();
    try {
      if (trouble != null && System.nanoTime() - triedNanos >= BETWEEN_TRIES.toNanos()) {
        trouble = null;
        wanted = true;
        changed.signalAll();
      }
      while (true) {
        if (closed) {
          throw new SmppTrouble(FailureCode.PROVIDER_UNREACHABLE, "the provider is closed");
        }
        if (session != null && session.isOpen()) {
          return session;
        }
        if (trouble != null) {
          throw new SmppTrouble(trouble.code(), trouble.detail());
        }
        if (left <= 0) {
          throw new SmppTrouble(FailureCode.PROVIDER_UNREACHABLE, "not bound in time");
        }
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    SmppSession last;
    lock.lock();
    try {
      closed = true;
      last = session;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (last != null) {
      last.close();
    }
  }

  private void keep() {
    int failures = 0;
    try {
      while (!isClosed()) {
        SmppSession bound = bind();
        if (bound == null) {
          failures++;
          pause(pauseAfter(failures), true);
        } else {
          failures = 0;
          bound.awaitEnd();
          pause(BETWEEN_TRIES, false);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable SmppSession bind() {
    SmppSession bound = null;
    SmppTrouble why = null;
    triedNow();
    try {
      bound = SmppSession.on(dialler.dial(), settings, sentMessages, deliveries);
    } catch (SmppTrouble e) {
      why = e;
    }
    lock.lock();
    try {
      session = bound;
      trouble = why;
      wanted = false;
      changed.signalAll();
      if (!closed) {
        return bound;
      }
    } finally {
      lock.unlock();
    }
    if (bound != null) {
      bound.close();
    }
    return null;
  }

  /** Ends when so much time went by since the last try, or early for a message that wants to go. */
  private void pause(Duration length, boolean early) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = triedNanos + length.toNanos() - System.nanoTime();
      while (left > 0 && !closed && !(early && wanted)) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private void triedNow() {
    lock.lock();
    try {
      triedNanos = System.nanoTime();
    } finally {
      lock.unlock();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private static Duration pauseAfter(int failures) {
    Duration growing = BETWEEN_TRIES.multipliedBy(1L << Math.min(failures - 1, 10));
    return growing.compareTo(LONGEST_PAUSE) < 0 ? growing : LONGEST_PAUSE;
  }
}
