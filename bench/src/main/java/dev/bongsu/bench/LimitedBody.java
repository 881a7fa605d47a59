package dev.bongsu.bench;

import java.io.IOException;
import java.io.InputStream;

/** A body of a length that was named (RFC 9112 section 6.2). */
final class LimitedBody extends InputStream {
  private final InputStream in;
  private long left;

  LimitedBody(InputStream in, long length) {
    this.in = in;
    this.left = length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (left == 0) {
      return -1;
    }
    int count = in.read(bytes, offset, (int) Math.min(length, left));
    if (count < 0) {
      throw new IOException("the body ended before its length");
    }
    left -= count;
    return count;
  }
}
