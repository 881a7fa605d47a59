package dev.bongsu.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One keep-alive HTTP/1.1 connection that does as little as it can (RFC 9112), so that the figures
 * are the service's and not the load's. For one writing and one reading thread.
 */
final class LoadConnection implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int CONNECT_MILLIS = 10_000;
  private static final int ANSWER_MILLIS = 120_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final String commonHeaders;

  LoadConnection(URI base, String key) throws IOException {
    socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(ANSWER_MILLIS);
    socket.connect(new InetSocketAddress(base.getHost(), base.getPort()), CONNECT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
    out = socket.getOutputStream();
    commonHeaders = "Host: " + base.getAuthority() + "\r\nAuthorization: Bearer " + key + "\r\n";
  }

  /** Sends a request with a JSON body and reads its answer whole; the status. */
  int post(String path, byte[] body) throws IOException {
    return send("POST", path, body).status();
  }

  /** Sends a request with a JSON body and reads its answer whole. */
  WholeAnswer send(String method, String path, byte[] body) throws IOException {
    byte[] head =
        (method
                + " "
                + path
                + " HTTP/1.1\r\n"
                + commonHeaders
                + "Content-Type: application/json\r\nContent-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] request = new byte[head.length + body.length];
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    out.write(request);
    return readAnswer();
  }

  /** Sends a request without a body and reads its answer. */
  WholeAnswer get(String path) throws IOException {
    out.write(
        ("GET " + path + " HTTP/1.1\r\n" + commonHeaders + "\r\n")
            .getBytes(StandardCharsets.ISO_8859_1));
    return readAnswer();
  }

  /** Begins a request whose body is streamed by {@link #chunk}. */
  void beginLines(String path) throws IOException {
    out.write(
        ("POST "
                + path
                + " HTTP/1.1\r\n"
                + commonHeaders
                + "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends a piece of the body; an empty one ends it. */
  void chunk(byte[] bytes, int length) throws IOException {
    byte[] head = (Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    byte[] piece = new byte[head.length + length + 2];
    System.arraycopy(head, 0, piece, 0, head.length);
    System.arraycopy(bytes, 0, piece, head.length, length);
    piece[piece.length - 2] = '\r';
    piece[piece.length - 1] = '\n';
    out.write(piece);
  }

  /** Reads the head of an answer whose body {@link #body} then streams. */
  Head readHead() throws IOException {
    String statusLine = readLine();
    int status = Integer.parseInt(statusLine.substring(9, 12));
    long length = -1;
    boolean chunked = false;
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      int colon = line.indexOf(':');
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      if (name.equals("content-length")) {
        length = Long.parseLong(line.substring(colon + 1).strip());
      } else if (name.equals("transfer-encoding")) {
        chunked = true;
      }
    }
    return new Head(status, length, chunked);
  }

  /** The body that follows {@code head}, ending with it. */
  InputStream body(Head head) {
    return head.chunked() ? new ChunkedBody(in) : new LimitedBody(in, Math.max(0, head.length()));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private WholeAnswer readAnswer() throws IOException {
    Head head = readHead();
    return new WholeAnswer(
        head.status(), new String(body(head).readAllBytes(), StandardCharsets.UTF_8));
  }

  private String readLine() throws IOException {
    var line = new StringBuilder(64);
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("the service closed the connection");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  /** Status and headers that matter; {@code length} is -1 where the body is chunked. */
  record Head(int status, long length, boolean chunked) {}

  /** An answer read to its end. */
  record WholeAnswer(int status, String text) {}
}
