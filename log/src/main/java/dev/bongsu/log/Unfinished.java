package dev.bongsu.log;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What is not finished in a partition, as it is kept with a position: everything from {@code until}
 * on, and before that the {@code offsets}, ascending. Whatever lies between is done with, or was
 * never there for us.
 */
record Unfinished(List<Long> offsets, long until) {
  /** Brokers keep 4,096 characters with a position unless told otherwise. */
  static final int MAX_CHARACTERS = 4000;

  private static final String VERSION = "1";

  Unfinished {
    offsets = List.copyOf(offsets);
    if (!offsets.isEmpty() && offsets.getLast() >= until) {
      throw new IllegalArgumentException(
          "an unfinished offset must be below " + until + " but is " + offsets.getLast());
    }
  }

  /** The position itself: everything before it is done with. */
  long position() {
    return offsets.isEmpty() ? until : offsets.getFirst();
  }

  /** How many records in a partition that ends at {@code end} wait. */
  long depth(long end) {
    return offsets.size() + Math.max(0, end - until);
  }

  /** What stands beside the position: lengths of what is unfinished and what is done, in turns. */
  String beside() {
    if (offsets.isEmpty()) {
      return "";
    }
    ByteArrayOutputStream lengths = new ByteArrayOutputStream();
    int start = 0;
    while (start < offsets.size()) {
      int end = start + 1;
      while (end < offsets.size() && offsets.get(end) == offsets.get(end - 1) + 1) {
        end++;
      }
      long next = end < offsets.size() ? offsets.get(end) : until;
      write(lengths, end - start);
      write(lengths, next - offsets.get(end - 1) - 1);
      start = end;
    }
    return VERSION + Base64.getEncoder().withoutPadding().encodeToString(lengths.toByteArray());
  }

  /**
   * Reads what was kept. What it does not understand (another version of us, or another program's)
   * it takes for nothing: then finished records are read again, but none is lost.
   */
  static Unfinished read(long position, String beside) {
    if (!beside.startsWith(VERSION)) {
      return new Unfinished(List.of(), position);
    }
    try {
      byte[] lengths = Base64.getDecoder().decode(beside.substring(VERSION.length()));
      List<Long> offsets = new ArrayList<>();
      long offset = position;
      boolean unfinished = true;
      for (int at = 0; at < lengths.length; unfinished = !unfinished) {
        long length = 0;
        for (int shift = 0; ; shift += 7) {
          length |= (long) (lengths[at] & 0x7f) << shift;
          if (lengths[at++] >= 0) {
            break;
          }
        }
        if (unfinished) {
          for (long one = offset; one < offset + length; one++) {
            offsets.add(one);
          }
        }
        offset += length;
      }
      return new Unfinished(offsets, offset);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return new Unfinished(List.of(), position);
    }
  }

  private static void write(ByteArrayOutputStream to, long length) {
    long rest = length;
    while (rest > 0x7f) {
      to.write((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    to.write((int) rest);
  }
}
