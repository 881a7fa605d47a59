package dev.bongsu.frontend;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ServerConnectionException;
import java.io.UncheckedIOException;
import java.time.Duration;

/**
 * Reads the requests of one connection for the server, and gives it of bodies in chunks no more
 * than it understands (RFC 9112 section 7.1), so that no part of a body is so large that holding it
 * hurts, and what is no body is told to whoever sent it. Used by the connection's own thread.
 */
final class RequestReader extends DataReader {
  /** As long as the line before a chunk, and each line of the trailers, may be. */
  private static final int MAX_CHUNK_LINE_BYTES = 4 * 1024;

  private static final int MAX_TRAILERS = 100;

  /** As much as is thrown away of what comes after the last answer, and for how long. */
  private static final long DRAIN_BYTES = 32L * 1024 * 1024;

  private static final long DRAIN_NANOS = Duration.ofSeconds(10).toNanos();

  /** As long as nothing of it may come. */
  private static final long DRAIN_SILENCE_NANOS = Duration.ofSeconds(1).toNanos();

  /** What of a body in chunks comes next (RFC 9112 section 7.1). */
  private enum Chunk {
    SIZE,
    DATA,
    DATA_END,
    TRAILERS
  }

  private final Pace pace;
  private Chunk chunk = Chunk.SIZE;
  private boolean inBody;
  private boolean last;
  private boolean draining;
  private Runnable ending = () -> {};

  /** As long as no head is read: how many bytes came since it began. */
  private long headBytes;

  /** The server makes its readers by a factory now, and leaves no other way to be between. */
  @SuppressWarnings("removal")
  RequestReader(DataReader wire, Pace pace) {
    super(() -> next(wire));
    this.pace = pace;
  }

  /** How long this connection may take. */
  Pace pace() {
    return pace;
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
    boolean begins = pace.isIdle();
    int before = begins ? 0 : available();
    pace.awaiting(super::pullData);
    headBytes = (begins ? 0 : headBytes) + available() - before;
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

  /** The request is answered; the next byte begins another. */
  void answered() {
    inBody = false;
    pace.answered();
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
    long left = DRAIN_BYTES;
    long end = System.nanoTime() + DRAIN_NANOS;
    try {
      while (left > 0 && System.nanoTime() - end < 0) {
        pace.ending(DRAIN_SILENCE_NANOS);
        ensureAvailable();
        int available = available();
        skip(available);
        left -= available;
      }
    } catch (RuntimeException _) {
      // Closed by them, or by the watch: either way there is nothing more to read.
    } finally {
      pace.arrived();
    }
  }
}
