package dev.bongsu.channel.browser;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One push service: the connections kept with it, and when it last took something. The connection
 * used last is used next, so that what is not needed falls idle and is closed. For many threads.
 */
final class PushService {
  /** Servers close sooner or later; what is older than this is not worth a try. */
  static final Duration LONGEST_IDLE = Duration.ofSeconds(30);

  /** After this long it is looked whether the other side has closed. */
  private static final Duration SURELY_ALIVE = Duration.ofSeconds(1);

  private static final long LONGEST_WAIT_MILLIS = 1_000;

  private final Semaphore free;
  private final Deque<Connection> idle = new ArrayDeque<>();
  private boolean closed;
  private volatile @Nullable Instant tookAt;

  PushService(int mostAtOnce) {
    this.free = new Semaphore(mostAtOnce, true);
  }

  /** Whether one more may be sent now; waits a moment. Whoever may must {@link #leave}. */
  boolean tryEnter() throws InterruptedException {
    return free.tryAcquire(LONGEST_WAIT_MILLIS, TimeUnit.MILLISECONDS);
  }

  void leave() {
    free.release();
  }

  /** A connection that is there and lives, null if there is none. */
  @Nullable Connection kept(Instant now) {
    while (true) {
      Connection connection;
      synchronized (idle) {
        connection = idle.poll();
      }
      if (connection == null || isUsable(connection, now)) {
        return connection;
      }
      connection.close();
    }
  }

  /** Keeps it for the next message, or closes it. */
  void giveBack(Connection connection) {
    boolean keep = connection.isKept();
    synchronized (idle) {
      keep &= !closed;
      if (keep) {
        idle.push(connection);
      }
    }
    if (!keep) {
      connection.close();
    }
  }

  /** Closes what nobody needed for a while. */
  void closeIdle(Instant now) {
    while (true) {
      Connection oldest;
      synchronized (idle) {
        oldest = idle.peekLast();
        if (oldest == null || now.isBefore(oldest.usedAt().plus(LONGEST_IDLE))) {
          return;
        }
        idle.removeLast();
      }
      oldest.close();
    }
  }

  /** Closes all that is idle, and what is in use when it is given back. */
  void close() {
    Deque<Connection> rest;
    synchronized (idle) {
      closed = true;
      rest = new ArrayDeque<>(idle);
      idle.clear();
    }
    rest.forEach(Connection::close);
  }

  /** It took a message. */
  void took(Instant now) {
    tookAt = now;
  }

  /** When it last took a message, null for never. */
  @Nullable Instant tookAt() {
    return tookAt;
  }

  private static boolean isUsable(Connection connection, Instant now) {
    Instant used = connection.usedAt();
    return now.isBefore(used.plus(SURELY_ALIVE))
        || (now.isBefore(used.plus(LONGEST_IDLE)) && connection.isAlive());
  }
}
