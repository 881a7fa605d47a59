package dev.bongsu.channel.email;

import dev.bongsu.kernel.FailureCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Lines to and replies from a relay. Every reply and every write has the time-out as a whole,
 * however slowly it trickles. Not for several threads.
 */
final class Wire implements AutoCloseable {
  private static final int MAX_LINE = 4096;
  private static final int MAX_LINES = 128;
  private static final int BUFFER = 4096;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final Duration timeout;
  private final ScheduledExecutorService watchdog;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int limit;

  /**
   * Over a connected socket.
   *
   * @param watchdog closes the socket under a write that takes too long
   */
  Wire(Socket socket, Duration timeout, ScheduledExecutorService watchdog) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
    this.timeout = timeout;
    this.watchdog = watchdog;
  }

  Socket socket() {
    return socket;
  }

  /** Whether the relay has said something that nobody asked for. */
  boolean hasUnread() {
    return position < limit;
  }

  /** Whether nothing came and the connection stands; what comes unasked is a farewell. */
  boolean isQuiet() {
    try {
      return !hasUnread() && !socket.isClosed() && in.available() == 0;
    } catch (IOException _) {
      return false;
    }
  }

  void write(String lines) throws IOException {
    write(lines.getBytes(StandardCharsets.UTF_8));
  }

  void write(byte[] bytes) throws IOException {
    write(bytes, 0, bytes.length);
  }

  void write(byte[] bytes, int offset, int length) throws IOException {
    if (length < BUFFER) {
      // Fits what the system buffers even for a relay that does not read, so it cannot block.
      out.write(bytes, offset, length);
      return;
    }
    ScheduledFuture<?> end =
        watchdog.schedule(this::close, timeout.toMillis(), TimeUnit.MILLISECONDS);
    try {
      out.write(bytes, offset, length);
    } finally {
      end.cancel(false);
    }
  }

  /**
   * The next reply.
   *
   * @throws SmtpTrouble if what came is no reply
   * @throws IOException if none came in time, or the connection ended
   */
  Reply read() throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    List<String> texts = new ArrayList<>(1);
    int code = 0;
    while (texts.size() < MAX_LINES) {
      String line = line(deadline);
      int each = code(line);
      if (each < 200 || (code != 0 && each != code)) {
        throw nonsense();
      }
      code = each;
      texts.add(line.length() > 4 ? line.substring(4) : "");
      if (line.length() == 3 || line.charAt(3) == ' ') {
        return Reply.of(code, texts);
      }
      if (line.charAt(3) != '-') {
        throw nonsense();
      }
    }
    throw nonsense();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException _) {
      // It is gone, which is what was wanted.
    }
  }

  private String line(long deadline) throws IOException {
    byte[] line = new byte[128];
    int length = 0;
    while (true) {
      if (position == limit) {
        fill(deadline);
      }
      byte next = buffer[position++];
      if (next == '\n') {
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        return new String(line, 0, end, StandardCharsets.UTF_8);
      }
      if (length == MAX_LINE) {
        throw nonsense();
      }
      if (length == line.length) {
        line = Arrays.copyOf(line, length * 2);
      }
      line[length++] = next;
    }
  }

  private void fill(long deadline) throws IOException {
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (left <= 0) {
      throw new SocketTimeoutException("no answer in time");
    }
    socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
    int read = in.read(buffer, 0, buffer.length);
    if (read < 0) {
      throw new IOException("the connection was closed");
    }
    position = 0;
    limit = read;
  }

  private static int code(String line) {
    if (line.length() < 3) {
      return 0;
    }
    int code = 0;
    for (int i = 0; i < 3; i++) {
      char c = line.charAt(i);
      if (c < '0' || c > '9') {
        return 0;
      }
      code = 10 * code + c - '0';
    }
    return code < 600 ? code : 0;
  }

  private static SmtpTrouble nonsense() {
    return new SmtpTrouble(FailureCode.PROVIDER_FAULT, "the answer is no reply of SMTP");
  }
}
