package dev.bongsu.frontend;

import java.io.UncheckedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long one connection may take, for {@link Connections} to watch: a request has to be complete
 * in time, and a stream must not fall silent. Used by the connection's own thread, but for {@link
 * #tend}.
 */
final class Pace {
  private enum Mode {
    /** Between requests: the next byte begins one. */
    IDLE,
    /** A request is arriving; it has one deadline. */
    ARRIVING,
    /** A stream is arriving; every read has its own deadline. */
    STREAMING
  }

  private static final long NONE = 0;

  /** What is done again and again while a connection waits; the time is of the one who tends. */
  private static final class Beat {
    private final long everyNanos;
    private final Runnable action;
    private long dueAt;

    Beat(long everyNanos, Runnable action) {
      this.everyNanos = everyNanos;
      this.action = action;
      this.dueAt = System.nanoTime() + everyNanos;
    }

    /**
     * On a thread of its own, which may have to wait for the other side, and is short of memory.
     */
    void tend(long nowNanos) {
      if (nowNanos - dueAt >= 0) {
        dueAt = nowNanos + everyNanos;
        Thread.ofVirtual().name("frontend-beat").start(action);
      }
    }
  }

  private final long requestNanos;
  private final long idleNanos;
  private final Runnable closing;
  private volatile long deadline = NONE;
  private volatile @Nullable Beat beat;
  private Mode mode = Mode.IDLE;

  /** {@code closing} ends the connection, whatever it waits for. */
  Pace(long requestNanos, long idleNanos, Runnable closing) {
    this.requestNanos = requestNanos;
    this.idleNanos = idleNanos;
    this.closing = closing;
  }

  /** Whether the next byte begins a request. */
  boolean isIdle() {
    return mode == Mode.IDLE;
  }

  /** Waits for more bytes, as long as what is being read may take. */
  void awaiting(Runnable read) {
    switch (mode) {
      case IDLE -> {
        expectWithin(idleNanos);
        read.run();
        mode = Mode.ARRIVING;
        expectWithin(requestNanos);
      }
      case ARRIVING -> read.run();
      case STREAMING -> {
        expectWithin(requestNanos);
        read.run();
        deadline = NONE;
      }
    }
  }

  /** The request is there as a whole, or as far as we want it. */
  void arrived() {
    deadline = NONE;
  }

  /** The same, where the request is no stream. */
  void arrivedUnlessStreaming() {
    if (mode != Mode.STREAMING) {
      deadline = NONE;
    }
  }

  /** From here on only silence counts. */
  void streaming() {
    mode = Mode.STREAMING;
    deadline = NONE;
  }

  /** All that is still to be read has this long together. */
  void ending(long nanos) {
    mode = Mode.ARRIVING;
    expectWithin(nanos);
  }

  /**
   * Has something done every so often until the request is answered, so that the thread of a
   * connection that waits need not wake for it: of thousands of them, each waking costs more than
   * what it is for.
   */
  void beats(Duration every, Runnable action) {
    beat = new Beat(every.toNanos(), action);
  }

  /** The request is answered; the next byte begins another. */
  void answered() {
    mode = Mode.IDLE;
    deadline = NONE;
    beat = null;
  }

  /** Closes what is late, and has done what is due. By one thread. */
  void tend(long nowNanos) {
    long until = deadline;
    Beat due = beat;
    if (until != NONE && nowNanos - until > 0) {
      close();
    } else if (due != null) {
      due.tend(nowNanos);
    }
  }

  /** Ends the connection, whatever it waits for. */
  void close() {
    try {
      closing.run();
    } catch (UncheckedIOException _) {
      // It is closed already, which is what was wanted.
    }
  }

  private void expectWithin(long nanos) {
    long until = System.nanoTime() + nanos;
    deadline = until == NONE ? 1 : until;
  }
}
