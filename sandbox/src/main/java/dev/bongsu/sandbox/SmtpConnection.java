package dev.bongsu.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Lines that come and go. For one thread. */
final class SmtpConnection {
  /** RFC 5321 section 4.5.3.2.7. */
  private static final int IDLE_MILLIS = 300_000;

  private static final int WATCH_MILLIS = 200;

  private Socket socket;
  private InputStream in;
  private OutputStream out;
  private byte[] buffer = new byte[8192];
  private int next;
  private int end;

  /** What a client sent is no line; the answer says why, and the connection ends. */
  static final class LineException extends IOException {
    private static final long serialVersionUID = 1L;

    LineException(String answer) {
      super(answer);
    }
  }

  SmtpConnection(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(IDLE_MILLIS);
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
  }

  /** Sends lines; each but the last has a dash after its code already. */
  void answer(String... lines) throws IOException {
    out.write((String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  /** Whether the client sent more than what was read of it. */
  boolean hasMore() {
    return next < end;
  }

  /**
   * The next line without its end; null if the client closed the connection.
   *
   * @param maxLength with the line's end
   * @return the line, or {@code null} where there is none any more
   * @throws LineException if it is longer, ends with less than CR LF, or a CR stands alone
   */
  byte @Nullable [] line(int maxLength) throws IOException {
    var line = new ByteArrayOutputStream(80);
    boolean afterReturn = false;
    while (true) {
      if (next == end && !fill()) {
        return null;
      }
      byte c = buffer[next++];
      if (c == '\n') {
        if (!afterReturn) {
          throw new LineException("521 5.5.2 bare <LF> received");
        }
        return line.toByteArray();
      }
      if (afterReturn) {
        throw new LineException("521 5.5.2 bare <CR> received");
      }
      if (c == '\r') {
        afterReturn = true;
      } else {
        line.write(c);
        if (line.size() > maxLength - 2) {
          throw new LineException("500 5.5.2 line longer than " + maxLength + " octets");
        }
      }
    }
  }

  /** Goes on under TLS. */
  void startTls(SSLContext context) throws IOException {
    var secure =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(socket, socket.getInetAddress().getHostAddress(), 0, true);
    secure.setUseClientMode(false);
    secure.startHandshake();
    this.socket = secure;
    this.in = secure.getInputStream();
    this.out = secure.getOutputStream();
    this.next = 0;
    this.end = 0;
  }

  /** Says nothing until the client gives up or {@code over} holds. */
  void hangUntil(BooleanSupplier over) throws IOException {
    socket.setSoTimeout(WATCH_MILLIS);
    while (!over.getAsBoolean()) {
      try {
        next = end;
        if (!fill()) {
          return;
        }
      } catch (SocketTimeoutException _) {
        // That is how we look up from time to time.
      }
    }
  }

  /** Ends the connection with a reset, as by a crash. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  private boolean fill() throws IOException {
    int read = in.read(buffer, 0, buffer.length);
    next = 0;
    end = Math.max(read, 0);
    return read > 0;
  }
}
