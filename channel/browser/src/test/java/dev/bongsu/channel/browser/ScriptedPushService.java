package dev.bongsu.channel.browser;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A push service on loopback that answers what it is told to, byte for byte. */
final class ScriptedPushService implements AutoCloseable {
  /** Answers nothing, and keeps the connection. */
  static final String HANG = "HANG";

  /** Breaks the connection. */
  static final String RESET = "RESET";

  static final String CREATED =
      "HTTP/1.1 201 Created\r\nLocation: https://push.example.net/m/1\r\nContent-Length: 0\r\n\r\n";

  private final ServerSocket server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private final BlockingQueue<String> script = new LinkedBlockingQueue<>();
  private final AtomicInteger accepted = new AtomicInteger();
  final List<Request> requests = new CopyOnWriteArrayList<>();
  private volatile String usual = CREATED;
  private volatile boolean greets = true;

  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record Request(String line, Map<String, String> headers, byte[] body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  ScriptedPushService() {
    this(null);
  }

  ScriptedPushService(@Nullable SSLContext tls) {
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      server =
          tls == null
              ? new ServerSocket(0, 100, loopback)
              : tls.getServerSocketFactory().createServerSocket(0, 100, loopback);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  /** What it answers unless something else is next. */
  ScriptedPushService usually(String answer) {
    usual = answer;
    return this;
  }

  ScriptedPushService next(String answer) {
    script.add(answer);
    return this;
  }

  /** Hangs, or breaks, before it reads anything. */
  ScriptedPushService deaf(String how) {
    greets = false;
    usual = how;
    return this;
  }

  static String answer(int status, String header, String body) {
    return "HTTP/1.1 "
        + status
        + " x\r\n"
        + header
        + "Content-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  int port() {
    return server.getLocalPort();
  }

  int connections() {
    return accepted.get();
  }

  /** Closes all connections, as servers do with idle ones. */
  void hangUp() {
    connections.forEach(ScriptedPushService::quietly);
  }

  @Override
  public void close() {
    quietly(server);
    connections.forEach(ScriptedPushService::quietly);
    threads.close();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        accepted.incrementAndGet();
        connections.add(socket);
        threads.execute(() -> serve(socket));
      } catch (IOException _) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try {
      if (!greets) {
        if (usual.equals(RESET)) {
          socket.setSoLinger(true, 0);
          socket.close();
        }
        return;
      }
      while (true) {
        requests.add(read(socket.getInputStream()));
        String answer = script.poll();
        answer = answer == null ? usual : answer;
        if (answer.equals(RESET)) {
          socket.setSoLinger(true, 0);
          socket.close();
          return;
        } else if (!answer.equals(HANG)) {
          socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
        }
      }
    } catch (IOException _) {
      quietly(socket);
    }
  }

  private static Request read(InputStream in) throws IOException {
    String first = line(in);
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
    return new Request(first, headers, in.readNBytes(length));
  }

  private static String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("closed");
      }
      line.write(c);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  private static void quietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception _) {
      // It is gone, which is what was wanted.
    }
  }
}
