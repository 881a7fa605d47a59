package dev.bongsu.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes every mail over SMTP (RFC 5321) and remembers none: where the mails of a measurement end.
 * It tells the number that stands behind {@code A-} in each subject.
 */
final class SmtpSink implements AutoCloseable {
  private static final String MARK = "Order A-";
  private static final int BUFFER_BYTES = 32 * 1024;

  private final ServerSocket server;
  private final LongConsumer arrived;

  SmtpSink(LongConsumer arrived) throws IOException {
    this.arrived = arrived;
    this.server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().name("sink-accept").daemon().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().name("sink").start(() -> converse(socket));
      } catch (IOException _) {
        return; // closed
      }
    }
  }

  private void converse(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
      OutputStream out = socket.getOutputStream();
      var answers = new StringBuilder("220 sink ESMTP\r\n");
      while (true) {
        // Answers to pipelined commands go out together (RFC 2920).
        if (in.available() == 0 && !answers.isEmpty()) {
          out.write(answers.toString().getBytes(StandardCharsets.US_ASCII));
          answers.setLength(0);
        }
        String line = line(in);
        if (line == null) {
          return;
        }
        String verb = line.length() < 4 ? line : line.substring(0, 4).toUpperCase(Locale.ROOT);
        switch (verb) {
          case "EHLO" ->
              answers.append(
                  "250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES\r\n");
          case "DATA" -> {
            answers.append("354 go ahead\r\n");
            out.write(answers.toString().getBytes(StandardCharsets.US_ASCII));
            answers.setLength(0);
            arrived.accept(mail(in));
            answers.append("250 2.0.0 taken\r\n");
          }
          case "QUIT" -> {
            out.write("221 2.0.0 bye\r\n".getBytes(StandardCharsets.US_ASCII));
            return;
          }
          default -> answers.append("250 2.0.0 ok\r\n");
        }
      }
    } catch (IOException _) {
      // the service went away, which ends this conversation
    }
  }

  /** Reads a mail to its end; the number in its subject, -1 for none. */
  private static long mail(InputStream in) throws IOException {
    long number = -1;
    for (String line = line(in); line != null && !line.equals("."); line = line(in)) {
      int mark = line.startsWith("Subject:") ? line.indexOf(MARK) : -1;
      if (mark >= 0) {
        int start = mark + MARK.length();
        int end = start;
        while (end < line.length() && Character.isDigit(line.charAt(end))) {
          end++;
        }
        number = Long.parseLong(line.substring(start, end));
      }
    }
    return number;
  }

  private static @Nullable String line(InputStream in) throws IOException {
    var line = new StringBuilder(80);
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        return null;
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }
}
