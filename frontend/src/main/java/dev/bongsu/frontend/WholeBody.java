package dev.bongsu.frontend;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A body that either comes as a whole or ends with an {@link IOException}. */
final class WholeBody extends FilterInputStream {
  private long left;

  /**
   * @param announcedBytes how long it will be, 0 where nobody says
   */
  WholeBody(InputStream in, long announcedBytes) {
    super(in);
    this.left = announcedBytes;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  @SuppressWarnings("NullAway") // as in InputStream, null is for the stream below to refuse
  public int read(byte @Nullable [] buffer, int offset, int length) throws IOException {
    int read;
    try {
      read = in.read(buffer, offset, length);
    } catch (BrokenBodyException e) {
      throw e; // its sender is told what is wrong with it
    } catch (RuntimeException e) {
      throw new IOException("the body broke off", e);
    }
    left -= Math.max(read, 0);
    if (read < 0 && left > 0) {
      throw new IOException("the body ended " + left + " bytes early");
    }
    return read;
  }
}
