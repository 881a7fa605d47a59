package dev.bongsu.channel.browser;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** One connection with a push service, in HTTP/1.1 (RFC 9112). For one thread at a time. */
final class Connection implements AutoCloseable {
  private static final int MAX_LINE_BYTES = 8 * 1024;
  private static final int MAX_HEADERS = 100;
  private static final int MAX_BODY_BYTES = 64 * 1024;
  private static final int MAX_TEXT_BYTES = 2 * 1024;
  private static final int MAX_INTERIM = 5;
  private static final int BUFFER_BYTES = 2 * 1024;
  private static final int HEX = 16;

  private final Socket socket;
  private final InputStream in;
  private boolean handedOver;
  private boolean kept;
  private Instant usedAt;

  Connection(Socket socket, Instant now) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
    this.usedAt = now;
  }

  /**
   * Sends a request and reads what is answered; waits until {@link #close} at worst.
   *
   * @throws NonsenseException if something else than HTTP is answered
   * @throws IOException if the connection broke; {@link #isHandedOver} tells when
   */
  Reply post(byte[] request, Instant now) throws IOException {
    handedOver = false;
    kept = false;
    usedAt = now;
    socket.getOutputStream().write(request);
    handedOver = true;
    int interim = 0;
    String statusLine = line();
    while (status(statusLine) < 200) {
      headers();
      if (++interim > MAX_INTERIM) {
        throw new NonsenseException("interim answers without end");
      }
      statusLine = line();
    }
    Map<String, String> headers = headers();
    int status = status(statusLine);
    boolean empty = status == 204 || status == 304;
    String text = empty ? "" : body(headers);
    boolean delimited =
        empty || headers.containsKey("content-length") || headers.containsKey("transfer-encoding");
    kept =
        delimited
            && statusLine.startsWith("HTTP/1.1")
            && !headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT).contains("close");
    return new Reply(status, headers, text);
  }

  /** Whether the last request had left us when the connection broke. */
  boolean isHandedOver() {
    return handedOver;
  }

  /** Whether it can take another request, as far as we know. */
  boolean isKept() {
    return kept;
  }

  Instant usedAt() {
    return usedAt;
  }

  /**
   * Whether the other side is still there: it has neither closed nor said anything unasked. Takes a
   * millisecond.
   */
  boolean isAlive() {
    try {
      socket.setSoTimeout(1);
      in.read();
      return false;
    } catch (SocketTimeoutException _) {
      return isWaitingForEver();
    } catch (IOException _) {
      return false;
    }
  }

  private boolean isWaitingForEver() {
    try {
      socket.setSoTimeout(0);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException _) {
      // It is gone, which is what was wanted.
    }
  }

  /** RFC 9112 section 4. */
  private static int status(String line) throws NonsenseException {
    if (line.startsWith("HTTP/1.") && line.length() >= 12 && line.charAt(8) == ' ') {
      try {
        int status = Integer.parseInt(line, 9, 12, 10);
        if (status >= 100 && status <= 599) {
          return status;
        }
      } catch (NumberFormatException _) {
        // told below
      }
    }
    throw new NonsenseException("no status line");
  }

  private Map<String, String> headers() throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon < 1 || headers.size() == MAX_HEADERS) {
        throw new NonsenseException("no header, or too many");
      }
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return headers;
  }

  /** RFC 9112 section 6.3. */
  private String body(Map<String, String> headers) throws IOException {
    var text = new StringBuilder();
    if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      chunks(text);
    } else if (headers.containsKey("content-length")) {
      part(length(headers.getOrDefault("content-length", ""), 10), text);
    } else {
      byte[] rest = in.readNBytes(MAX_BODY_BYTES);
      text.append(
          new String(rest, 0, Math.min(rest.length, MAX_TEXT_BYTES), StandardCharsets.UTF_8));
    }
    return text.toString();
  }

  /** RFC 9112 section 7.1. */
  private void chunks(StringBuilder text) throws IOException {
    int total = 0;
    while (true) {
      String line = line();
      int semicolon = line.indexOf(';');
      int length = length((semicolon < 0 ? line : line.substring(0, semicolon)).strip(), HEX);
      total += length;
      if (total > MAX_BODY_BYTES) {
        throw new NonsenseException("a body of more than " + MAX_BODY_BYTES + " bytes");
      }
      if (length == 0) {
        headers();
        return;
      }
      part(length, text);
      if (!line().isEmpty()) {
        throw new NonsenseException("a chunk that does not end");
      }
    }
  }

  private void part(int length, StringBuilder text) throws IOException {
    byte[] part = in.readNBytes(length);
    if (part.length < length) {
      throw new EOFException("the answer ended early");
    }
    int wanted = Math.min(part.length, MAX_TEXT_BYTES - text.length());
    if (wanted > 0) {
      text.append(new String(part, 0, wanted, StandardCharsets.UTF_8));
    }
  }

  private static int length(String digits, int radix) throws NonsenseException {
    try {
      int length = Integer.parseInt(digits, radix);
      if (length >= 0 && length <= MAX_BODY_BYTES) {
        return length;
      }
    } catch (NumberFormatException _) {
      // told below
    }
    throw new NonsenseException("no length, or one above " + MAX_BODY_BYTES);
  }

  private String line() throws IOException {
    var line = new StringBuilder(64);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended");
      }
      if (line.length() == MAX_LINE_BYTES) {
        throw new NonsenseException("a line of more than " + MAX_LINE_BYTES + " bytes");
      }
      line.append((char) c);
    }
    int length = line.length();
    if (length > 0 && line.charAt(length - 1) == '\r') {
      line.setLength(length - 1);
    }
    return line.toString();
  }
}
