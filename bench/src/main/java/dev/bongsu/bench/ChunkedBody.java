package dev.bongsu.bench;

import java.io.IOException;
import java.io.InputStream;

/** A body in chunks (RFC 9112 section 7.1), its end seen as the end of the stream. */
final class ChunkedBody extends InputStream {
  private final InputStream in;
  private long left;
  private boolean ended;

  ChunkedBody(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (left == 0 && !ended) {
      nextChunk();
    }
    if (ended) {
      return -1;
    }
    int count = in.read(bytes, offset, (int) Math.min(length, left));
    if (count < 0) {
      throw new IOException("the body ended inside a chunk");
    }
    left -= count;
    if (left == 0) {
      line();
    }
    return count;
  }

  private void nextChunk() throws IOException {
    left = Long.parseLong(line(), 16);
    if (left == 0) {
      ended = true;
      line();
    }
  }

  private String line() throws IOException {
    var line = new StringBuilder(8);
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the body ended between chunks");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }
}
