package dev.bongsu.frontend;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.DirectHandler;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads one connection and keeps a deadline for what is being read, for {@link Connections} to
 * watch: a request has to be complete in time, a stream must not fall silent, and no part of a body
 * may be so large that holding it hurts. Used by the connection's own thread, but for {@link
 * #tend}.
 */
final class Pace extends DataReader {
  /** As much of a body as a client may announce in one chunk (RFC 9112 section 7.1). */
  private static final int MAX_CHUNK_BYTES = 4 * 1024 * 1024;

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

  /** As long as no head is read: how many bytes came since it began. */
  private long headBytes;

  /** The server makes its readers by a factory now, and leaves no other way to be between. */
  @SuppressWarnings("removal")
  Pace(DataReader wire, long requestNanos, long idleNanos, Runnable closing) {
    super(() -> next(wire));
    this.requestNanos = requestNanos;
    this.idleNanos = idleNanos;
    this.closing = closing;
  }

  private static byte[] next(DataReader wire) {
    wire.ensureAvailable();
    return wire.readBytes(wire.available());
  }

  @Override
  public void pullData() {
    switch (mode) {
      case IDLE -> {
        expectWithin(idleNanos);
        super.pullData();
        headBytes = available();
        mode = Mode.ARRIVING;
        expectWithin(requestNanos);
      }
      case ARRIVING -> {
        int before = available();
        super.pullData();
        headBytes += available() - before;
      }
      case STREAMING -> {
        expectWithin(requestNanos);
        super.pullData();
        deadline = NONE;
      }
    }
  }

  @Override
  public BufferData readBuffer(int length) {
    if (length > MAX_CHUNK_BYTES) {
      throw RequestException.builder()
          .type(DirectHandler.EventType.PAYLOAD_TOO_LARGE)
          .status(Status.REQUEST_ENTITY_TOO_LARGE_413)
          .setKeepAlive(false)
          .message("a chunk has at most " + MAX_CHUNK_BYTES + " bytes")
          .build();
    }
    return super.readBuffer(length);
  }

  /** Its head was read: what comes now is a body. */
  void headArrived() {
    headBytes = Long.MIN_VALUE;
  }

  /** Whether a head that could not be read was this long. */
  boolean isHeadLongerThan(int bytes) {
    return headBytes > bytes;
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

  /**
   * Throws away what the client still sends after its answer, so that it can read the answer before
   * it learns that we stopped reading; until it closes, or falls silent, or a bound is reached.
   */
  void drain(long maxBytes, long maxNanos) {
    mode = Mode.ARRIVING;
    expectWithin(maxNanos);
    long left = maxBytes;
    try {
      while (left > 0) {
        ensureAvailable();
        int available = available();
        skip(available);
        left -= available;
      }
    } catch (RuntimeException _) {
      // Closed by them, or by the watch: either way there is nothing more to read.
    } finally {
      deadline = NONE;
    }
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
