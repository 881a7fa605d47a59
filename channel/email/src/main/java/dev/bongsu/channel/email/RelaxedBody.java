package dev.bongsu.channel.email;

import dev.bongsu.kernel.Sha256;
import java.io.OutputStream;
import java.security.MessageDigest;

/**
 * The SHA-256 of a body in its relaxed form: white space inside a line counts once, at its end and
 * in empty lines at the end of the body not at all (RFC 6376 section 3.4.4). Line ends are CR LF.
 */
final class RelaxedBody extends OutputStream {
  private static final int BUFFER = 8 * 1024;

  private final MessageDigest digest = Sha256.digest();
  private final byte[] buffer = new byte[BUFFER];
  private int length;
  private int emptyLines;
  private boolean space;
  private boolean begun;

  @Override
  public void write(int b) {
    switch (b) {
      case ' ', '\t' -> space = true;
      case '\r' -> {
        // Half of a line end.
      }
      case '\n' -> {
        emptyLines++;
        space = false;
      }
      default -> visible(b);
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int count) {
    for (int i = offset; i < offset + count; i++) {
      write(bytes[i]);
    }
  }

  /** Of what was written, which ends with one line end, unless there is nothing at all in it. */
  byte[] hash() {
    if (begun) {
      lineEnd();
    }
    digest.update(buffer, 0, length);
    length = 0;
    return digest.digest();
  }

  private void visible(int b) {
    for (; emptyLines > 0; emptyLines--) {
      lineEnd();
    }
    if (space) {
      put(' ');
      space = false;
    }
    put(b);
    begun = true;
  }

  private void lineEnd() {
    put('\r');
    put('\n');
  }

  private void put(int b) {
    if (length == buffer.length) {
      digest.update(buffer);
      length = 0;
    }
    buffer[length++] = (byte) b;
  }
}
