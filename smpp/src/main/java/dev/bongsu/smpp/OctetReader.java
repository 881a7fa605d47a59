package dev.bongsu.smpp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the parameters of a unit, one after the other (SMPP 3.4 section 3.1). */
final class OctetReader {
  private final byte[] body;
  private int next;

  OctetReader(byte[] body) {
    this.body = body;
  }

  boolean hasMore() {
    return next < body.length;
  }

  int octet(String parameter) throws SmppException {
    need(1, parameter);
    return body[next++] & 0xff;
  }

  int twoOctets(String parameter) throws SmppException {
    return octet(parameter) << 8 | octet(parameter);
  }

  byte[] octets(int length, String parameter) throws SmppException {
    need(length, parameter);
    next += length;
    return Arrays.copyOfRange(body, next - length, next);
  }

  /**
   * A C-Octet String.
   *
   * @param mostBytes with the zero that ends it
   */
  String text(int mostBytes, String parameter) throws SmppException {
    int end = next;
    while (end < body.length && body[end] != 0) {
      end++;
    }
    if (end == body.length || end - next >= mostBytes) {
      throw new SmppException(
          CommandStatus.INVALID_COMMAND_LENGTH,
          parameter + " must end within " + mostBytes + " octets");
    }
    String text = new String(body, next, end - next, StandardCharsets.ISO_8859_1);
    next = end + 1;
    return text;
  }

  private void need(int octets, String parameter) throws SmppException {
    if (body.length - next < octets) {
      throw new SmppException(
          CommandStatus.INVALID_COMMAND_LENGTH, "the unit ends inside " + parameter);
    }
  }
}
