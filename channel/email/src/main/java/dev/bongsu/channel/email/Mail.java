package dev.bongsu.channel.email;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A mail as it goes to the relay.
 *
 * @param bytes the message, which ends with a line end
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Mail(MailAddress from, MailAddress to, byte[] bytes) {
  boolean needsUtf8() {
    return from.needsUtf8() || to.needsUtf8();
  }

  /**
   * As DATA wants it: every line end is CR LF, a dot at the start of a line is doubled, and a dot
   * alone ends it (RFC 5321 section 4.5.2).
   */
  byte[] stuffed() {
    byte[] out = new byte[bytes.length + bytes.length / 16 + 16];
    int length = 0;
    boolean lineStart = true;
    for (int i = 0; i < bytes.length; i++) {
      if (length + 8 > out.length) {
        out = Arrays.copyOf(out, out.length + out.length / 2);
      }
      byte b = bytes[i];
      boolean pair = b == '\r' && i + 1 < bytes.length && bytes[i + 1] == '\n';
      if (b == '\r' || b == '\n') {
        out[length++] = '\r';
        out[length++] = '\n';
        lineStart = true;
        i += pair ? 1 : 0;
        continue;
      }
      if (lineStart && b == '.') {
        out[length++] = '.';
      }
      out[length++] = b;
      lineStart = false;
    }
    byte[] end = (lineStart ? ".\r\n" : "\r\n.\r\n").getBytes(StandardCharsets.US_ASCII);
    out = Arrays.copyOf(out, length + end.length);
    System.arraycopy(end, 0, out, length, end.length);
    return out;
  }
}
