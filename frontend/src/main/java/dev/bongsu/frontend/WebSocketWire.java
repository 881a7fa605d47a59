package dev.bongsu.frontend;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The frames of one WebSocket, from the server's side (RFC 6455 section 5). Read by one thread,
 * written by any.
 */
final class WebSocketWire {
  /** As much as a client may say at once. */
  static final int MAX_MESSAGE_BYTES = 64 * 1024;

  static final int NORMAL = 1000;
  static final int GOING_AWAY = 1001;
  static final int PROTOCOL_ERROR = 1002;
  static final int NOT_TAKEN = 1003;
  static final int TOO_BIG = 1009;

  private static final int FINAL = 0x80;
  private static final int RESERVED = 0x70;
  private static final int MASKED = 0x80;
  private static final int LENGTH = 0x7f;
  private static final int MAX_CONTROL_BYTES = 125;
  private static final int TWO_BYTES = 126;
  private static final int MASK_BYTES = 4;

  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  private final DataReader in;
  private final DataWriter out;
  private final ReentrantLock writing = new ReentrantLock();
  private boolean closed;

  WebSocketWire(DataReader in, DataWriter out) {
    this.in = in;
    this.out = out;
  }

  /** What a client sent. */
  sealed interface Received {
    /** A message. */
    record Text(String text) implements Received {}

    /** The end: it said so, or said something that ends it with this code (section 7.4.1). */
    record End(int code) implements Received {}
  }

  /** The next message; answers pings on the way. */
  Received read() {
    var message = new ByteArrayOutputStream();
    boolean begun = false;
    while (true) {
      int first = in.read() & 0xff;
      int second = in.read() & 0xff;
      int opcode = first & 0xf;
      boolean isFinal = (first & FINAL) != 0;
      boolean isControl = opcode >= CLOSE;
      long length = length(second & LENGTH);
      if ((first & RESERVED) != 0
          || (second & MASKED) == 0
          || (isControl && (!isFinal || length > MAX_CONTROL_BYTES))
          || (!isControl && begun != (opcode == CONTINUATION))) {
        return new Received.End(PROTOCOL_ERROR);
      }
      if (message.size() + length > MAX_MESSAGE_BYTES) {
        return new Received.End(TOO_BIG);
      }
      byte[] payload = unmasked((int) length);
      switch (opcode) {
        case TEXT, CONTINUATION -> {
          begun = true;
          message.writeBytes(payload);
          if (isFinal) {
            return new Received.Text(message.toString(StandardCharsets.UTF_8));
          }
        }
        case CLOSE -> {
          return new Received.End(NORMAL);
        }
        case PING -> write(PONG, payload);
        case PONG -> {
          // Its coming is all that it says.
        }
        default -> {
          return new Received.End(isControl ? PROTOCOL_ERROR : NOT_TAKEN);
        }
      }
    }
  }

  /** Sends a message. */
  void text(byte[] utf8) {
    write(TEXT, utf8);
  }

  /** Asks whether the other side is still there, unless something is on its way to it anyhow. */
  void ping() {
    if (writing.tryLock()) {
      try {
        write(PING, new byte[0]);
      } finally {
        writing.unlock();
      }
    }
  }

  /** Says that this is the end; nothing is sent after it. */
  void close(int code) {
    writing.lock();
    try {
      write(CLOSE, ByteBuffer.allocate(Short.BYTES).putShort((short) code).array());
      closed = true;
    } finally {
      writing.unlock();
    }
  }

  private void write(int opcode, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(2 + Long.BYTES + payload.length);
    frame.put((byte) (FINAL | opcode));
    if (payload.length < TWO_BYTES) {
      frame.put((byte) payload.length);
    } else if (payload.length <= 0xffff) {
      frame.put((byte) TWO_BYTES).putShort((short) payload.length);
    } else {
      frame.put((byte) (TWO_BYTES + 1)).putLong(payload.length);
    }
    frame.put(payload);
    writing.lock();
    try {
      if (!closed) {
        out.writeNow(BufferData.create(frame.array(), 0, frame.position()));
      }
    } finally {
      writing.unlock();
    }
  }

  private long length(int announced) {
    if (announced < TWO_BYTES) {
      return announced;
    }
    int bytes = announced == TWO_BYTES ? Short.BYTES : Long.BYTES;
    long length = 0;
    for (int i = 0; i < bytes; i++) {
      length = length << 8 | (in.read() & 0xff);
    }
    // The highest bit must not be set (section 5.2); it is too long in any case.
    return length < 0 ? Long.MAX_VALUE / 2 : length;
  }

  /** Section 5.3. */
  private byte[] unmasked(int length) {
    byte[] mask = new byte[MASK_BYTES];
    for (int i = 0; i < MASK_BYTES; i++) {
      mask[i] = in.read();
    }
    byte[] payload = new byte[length];
    for (int i = 0; i < length; i++) {
      payload[i] = (byte) (in.read() ^ mask[i % MASK_BYTES]);
    }
    return payload;
  }
}
