package dev.bongsu.frontend;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ServerConnectionException;
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
  /** As long as the line before a chunk, and each line of the trailers, may be. */
  private static final int MAX_CHUNK_LINE_BYTES = 4 * 1024;

  private static final int MAX_TRAILERS = 100;

  /** As much as is thrown away of what comes after the last answer, and for how long. */
  private static final long DRAIN_BYTES = 32L * 1024 * 1024;

  private static final long DRAIN_NANOS = Duration.ofSeconds(1).toNanos();

  private enum Mode {
    /** Between requests: the next byte begins one. */
    IDLE,
    /** A request is arriving; it has one deadline. */
    ARRIVING,
    /** A stream is arriving; every read has its own deadline. */
    STREAMING
  }

  /** What of a body in chunks comes next (RFC 9112 section 7.1). */
  private enum Chunk {
    SIZE,
    DATA,
    DATA_END,
    TRAILERS
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
  private Chunk chunk = Chunk.SIZE;
  private boolean inBody;
  private boolean last;
  private boolean draining;
  private Runnable ending = () -> {};

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
    try {
      pull();
    } catch (InsufficientDataAvailableException e) {
      if (inBody) {
        throw BrokenBodyException.malformed("the body ended early");
      }
      throw e;
    } catch (UncheckedIOException | ServerConnectionException e) {
      if (inBody) {
        throw new CloseConnectionException("the body broke off", e);
      }
      throw e;
    }
  }

  private void pull() {
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

  /**
   * The size of the next chunk, or the empty line behind the last one: the server reads nothing
   * else by lines. It is given no more than it understands, which are neither extensions nor
   * trailers.
   */
  @Override
  public String readLine() {
    if (chunk == Chunk.TRAILERS) {
      passTrailers();
      chunk = Chunk.SIZE;
      return "";
    }
    int size = ChunkSize.read(line());
    chunk = size == 0 ? Chunk.TRAILERS : Chunk.DATA;
    return Integer.toHexString(size);
  }

  @Override
  public BufferData readBuffer(int length) {
    BufferData data = super.readBuffer(length);
    if (chunk == Chunk.DATA) {
      chunk = Chunk.DATA_END;
    }
    return data;
  }

  /** The server passes over what it takes for the line end behind a chunk. */
  @Override
  public void skip(int length) {
    if (chunk != Chunk.DATA_END) {
      super.skip(length);
      return;
    }
    chunk = Chunk.SIZE;
    if (read() != '\r' || read() != '\n') {
      throw BrokenBodyException.malformed("wanted CR LF behind the data of a chunk");
    }
  }

  private void passTrailers() {
    for (int i = 0; i < MAX_TRAILERS; i++) {
      if (line().isEmpty()) {
        return;
      }
    }
    throw BrokenBodyException.malformed("wanted at most " + MAX_TRAILERS + " trailers");
  }

  private String line() {
    int length;
    try {
      length = findNewLine(MAX_CHUNK_LINE_BYTES);
    } catch (IncorrectNewLineException _) {
      throw BrokenBodyException.malformed("wanted CR LF at the end of a line before a chunk");
    }
    if (length == MAX_CHUNK_LINE_BYTES) {
      throw BrokenBodyException.malformed(
          "wanted less than " + MAX_CHUNK_LINE_BYTES + " bytes in a line before a chunk");
    }
    String line = readAsciiString(length);
    super.skip(2);
    return line;
  }

  /** Its head was read: what comes now is a body. */
  void headArrived() {
    headBytes = Long.MIN_VALUE;
    chunk = Chunk.SIZE;
    inBody = true;
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
    inBody = false;
    mode = Mode.IDLE;
    deadline = NONE;
    beat = null;
  }

  /** Says how the server is told that a request was the last one; it answers that one still. */
  void endsBy(Runnable ending) {
    this.ending = ending;
  }

  /**
   * No request is read after this one (RFC 9112 section 9.6).
   *
   * @param moreComes whether the client may still be sending, so that its bytes have to be taken
   */
  void last(boolean moreComes) {
    last = true;
    draining |= moreComes;
    ending.run();
  }

  /** The server answers what it could not read, and ends the connection by itself. */
  void refused() {
    last = true;
    draining = true;
  }

  /**
   * Throws away what the client still sends after its last answer, so that it can read the answer
   * before it learns that we stopped reading; until it closes, or falls silent, or a bound is
   * reached.
   */
  void drain() {
    if (!last || (!draining && available() == 0)) {
      return;
    }
    inBody = false;
    chunk = Chunk.SIZE;
    mode = Mode.ARRIVING;
    expectWithin(DRAIN_NANOS);
    long left = DRAIN_BYTES;
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
