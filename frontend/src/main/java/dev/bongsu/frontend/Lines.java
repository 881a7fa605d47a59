package dev.bongsu.frontend;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream into lines without ever holding more than one of them. Blank lines are passed over
 * but counted. For one thread.
 */
final class Lines {
  private static final int START_BYTES = 64 * 1024;

  private final InputStream in;
  private final int maxLineBytes;
  private byte[] buffer = new byte[START_BYTES];
  private int start;
  private int end;
  private long number;
  private boolean ended;

  Lines(InputStream in, int maxLineBytes) {
    this.in = in;
    this.maxLineBytes = maxLineBytes;
  }

  /** One line of the stream. */
  sealed interface Line {
    /** Counted from 1, blank lines too. */
    long number();

    /** What it holds, without its end. */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Text(long number, byte[] bytes) implements Line {}

    /** It holds more than a line may; it was passed over. */
    record TooLong(long number) implements Line {}
  }

  /** The next line that is not blank, null at the end. */
  @Nullable Line next() throws IOException {
    while (true) {
      Line line = nextOrBlank();
      if (!(line instanceof Line.Text(_, byte[] bytes)) || !isBlank(bytes)) {
        return line;
      }
    }
  }

  /** The next line, also a blank one, null at the end. */
  @Nullable Line nextOrBlank() throws IOException {
    int scanned = start;
    while (true) {
      for (int i = scanned; i < end; i++) {
        if (buffer[i] == '\n') {
          Line line = line(i);
          start = i + 1;
          return line;
        }
      }
      scanned = end;
      if (end - start > maxLineBytes + 1) {
        return passOver();
      }
      int kept = start;
      if (!fill()) {
        if (start == end) {
          return null;
        }
        Line line = line(end);
        start = end;
        return line;
      }
      scanned -= kept - start;
    }
  }

  /** Whether the next line is not here yet, so that reading it may take long. */
  boolean mayWait() {
    for (int i = start; i < end; i++) {
      if (buffer[i] == '\n') {
        return false;
      }
    }
    return true;
  }

  private Line line(int until) {
    number++;
    int last = until > start && buffer[until - 1] == '\r' ? until - 1 : until;
    return last - start > maxLineBytes
        ? new Line.TooLong(number)
        : new Line.Text(number, Arrays.copyOfRange(buffer, start, last));
  }

  private Line passOver() throws IOException {
    number++;
    start = end;
    while (fill()) {
      for (int i = start; i < end; i++) {
        if (buffer[i] == '\n') {
          start = i + 1;
          return new Line.TooLong(number);
        }
      }
      start = end;
    }
    return new Line.TooLong(number);
  }

  /** Reads more behind what is there; false at the end. */
  private boolean fill() throws IOException {
    if (ended) {
      return false;
    }
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      end -= start;
      start = 0;
    }
    if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.min(2 * buffer.length, maxLineBytes + START_BYTES));
    }
    int read = in.read(buffer, end, buffer.length - end);
    if (read < 0) {
      ended = true;
      return false;
    }
    end += read;
    return true;
  }

  private static boolean isBlank(byte[] bytes) {
    for (byte each : bytes) {
      if (each != ' ' && each != '\t') {
        return false;
      }
    }
    return true;
  }
}
