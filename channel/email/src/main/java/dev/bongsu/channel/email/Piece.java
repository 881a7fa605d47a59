package dev.bongsu.channel.email;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** A part of a mail's bytes, which can be had more than once: for the signature, for the way. */
sealed interface Piece {
  /** How many bytes {@link #writeTo} writes. */
  long sizeBytes();

  void writeTo(OutputStream out) throws IOException;

  /** All of them at once, in memory. */
  static byte[] joined(List<Piece> pieces) {
    var out = new ByteArrayOutputStream();
    try {
      for (Piece piece : pieces) {
        piece.writeTo(out);
      }
    } catch (IOException e) {
      throw new IllegalStateException("memory can be written to", e);
    }
    return out.toByteArray();
  }

  /** Written as it is. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Plain(byte[] bytes) implements Piece {
    static Plain of(CharSequence text) {
      return new Plain(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public long sizeBytes() {
      return bytes.length;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      out.write(bytes);
    }
  }

  /**
   * Written as base64 in lines of 76 characters, each with its end (RFC 2045 section 6.8), and
   * encoded on the way: a file is in memory once, and not a third larger beside itself.
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Encoded(byte[] raw) implements Piece {
    private static final int RAW_LINE = 57;
    private static final int LINE = 76;
    private static final int CHUNK = RAW_LINE * 512;

    @Override
    public long sizeBytes() {
      long whole = raw.length / RAW_LINE;
      long rest = raw.length % RAW_LINE;
      return whole * (LINE + 2) + (rest == 0 ? 0 : (rest + 2) / 3 * 4 + 2);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      Base64.Encoder lines = Base64.getMimeEncoder();
      for (int at = 0; at < raw.length; at += CHUNK) {
        out.write(lines.encode(Arrays.copyOfRange(raw, at, Math.min(raw.length, at + CHUNK))));
        out.write('\r');
        out.write('\n');
      }
    }
  }
}
