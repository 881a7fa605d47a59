package dev.bongsu.channel.email;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes a message as DATA wants it: every line end is CR LF, a dot at the start of a line is
 * doubled, and a dot alone ends it (RFC 5321 section 4.5.2). What is small goes out at once.
 */
final class Stuffing extends OutputStream {
  private static final int BUFFER = 16 * 1024;

  private final Wire wire;
  private final byte[] buffer;
  private int length;
  private boolean lineStart = true;
  private boolean afterReturn;

  Stuffing(Wire wire, long sizeBytes) {
    this.wire = wire;
    this.buffer = new byte[(int) Math.min(BUFFER, sizeBytes + sizeBytes / 16 + 64)];
  }

  @Override
  public void write(int b) throws IOException {
    if (length + 8 > buffer.length) {
      send();
    }
    if (b == '\r' || b == '\n') {
      if (b == '\r' || !afterReturn) {
        put('\r');
        put('\n');
      }
      afterReturn = b == '\r';
      lineStart = true;
      return;
    }
    if (lineStart && b == '.') {
      put('.');
    }
    put(b);
    lineStart = false;
    afterReturn = false;
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    for (int i = offset; i < offset + count; i++) {
      write(bytes[i]);
    }
  }

  /** Ends the message, with what is left of it. */
  void finish() throws IOException {
    if (!lineStart) {
      put('\r');
      put('\n');
    }
    put('.');
    put('\r');
    put('\n');
    send();
  }

  private void put(int b) {
    buffer[length++] = (byte) b;
  }

  private void send() throws IOException {
    wire.write(buffer, 0, length);
    length = 0;
  }
}
