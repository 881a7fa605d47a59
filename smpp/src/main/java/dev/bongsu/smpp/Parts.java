package dev.bongsu.smpp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Texts that are longer than a short message, in parts that a device joins again. */
public final class Parts {
  /** Concatenated short messages, 8-bit reference number (3GPP TS 23.040 section 9.2.3.24.1). */
  private static final byte[] HEADER = {5, 0, 3};

  private static final int HEADER_BYTES = 6;
  private static final int MOST_PARTS = 255;

  private Parts() {}

  /**
   * The text as it is if it fits into one message, else parts with their headers. No character is
   * cut in two.
   *
   * @param reference the same in all parts, another in the next message; its lowest 8 bits count
   * @throws IllegalArgumentException for more than 255 parts
   */
  public static List<byte[]> of(Alphabet alphabet, byte[] text, int reference) {
    if (text.length <= alphabet.mostAlone()) {
      return List.of(text);
    }
    List<byte[]> cut = new ArrayList<>();
    int start = 0;
    int at = 0;
    while (at < text.length) {
      int width = Math.min(alphabet.width(text, at), text.length - at);
      if (at + width - start > alphabet.mostJoined()) {
        cut.add(Arrays.copyOfRange(text, start, at));
        start = at;
      }
      at += width;
    }
    cut.add(Arrays.copyOfRange(text, start, at));
    if (cut.size() > MOST_PARTS) {
      throw new IllegalArgumentException("wanted at most 255 parts but found " + cut.size());
    }
    List<byte[]> parts = new ArrayList<>(cut.size());
    for (int i = 0; i < cut.size(); i++) {
      parts.add(
          ByteBuffer.allocate(HEADER_BYTES + cut.get(i).length)
              .put(HEADER)
              .put((byte) reference)
              .put((byte) cut.size())
              .put((byte) (i + 1))
              .put(cut.get(i))
              .array());
    }
    return parts;
  }

  /**
   * One part of a text.
   *
   * @param reference the same in all parts
   * @param total how many there are
   * @param number from 1
   * @param text without the header; not copied
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Part(int reference, int total, int number, byte[] text) {}

  /**
   * What stands in a message whose {@code esm_class} says that it has a header. One without
   * concatenation in its header is the only part.
   *
   * @throws SmppException if the header is longer than the message, or counts wrongly
   */
  public static Part read(byte[] octets) throws SmppException {
    int length = octets.length == 0 ? 0 : octets[0] & 0xff;
    if (octets.length == 0 || length + 1 > octets.length) {
      throw malformed("the user data header is longer than the message");
    }
    byte[] text = Arrays.copyOfRange(octets, length + 1, octets.length);
    int at = 1;
    while (at + 1 < length + 1) {
      int element = octets[at] & 0xff;
      int size = octets[at + 1] & 0xff;
      if (at + 2 + size > length + 1) {
        throw malformed("an element of the user data header is longer than the header");
      }
      if ((element == 0 && size == 3) || (element == 8 && size == 4)) {
        int reference = octets[at + 2] & 0xff;
        if (element == 8) {
          reference = (reference << 8) | (octets[at + 3] & 0xff);
        }
        int total = octets[at + size] & 0xff;
        int number = octets[at + 1 + size] & 0xff;
        if (number < 1 || number > total) {
          throw malformed("part " + number + " of " + total);
        }
        return new Part(reference, total, number, text);
      }
      at += 2 + size;
    }
    return new Part(0, 1, 1, text);
  }

  private static SmppException malformed(String what) {
    return new SmppException(CommandStatus.INVALID_ESM_CLASS, what);
  }
}
