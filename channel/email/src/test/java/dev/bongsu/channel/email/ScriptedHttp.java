package dev.bongsu.channel.email;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A server of HTTP that does to each request what a test tells it. */
final class ScriptedHttp implements AutoCloseable {
  /** What it does. */
  enum Mood {
    ANSWERS,
    HANGS_AT_ONCE,
    RESETS_AT_ONCE,
    HANGS_AFTER_THE_BODY,
    RESETS_AFTER_THE_BODY,
    HANGS_IN_THE_ANSWER
  }

  private final ServerSocket server;
  private final @Nullable SSLContext tls;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch over = new CountDownLatch(1);
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile Mood mood = Mood.ANSWERS;
  private volatile String answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  ScriptedHttp(@Nullable SSLContext tls) {
    this.tls = tls;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  String url() {
    return (tls == null ? "http" : "https") + "://127.0.0.1:" + server.getLocalPort();
  }

  ScriptedHttp is(Mood mood) {
    this.mood = mood;
    return this;
  }

  /** What it answers; headers are lines without their ends. */
  ScriptedHttp answers(int status, String body, String... headers) {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " -\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    answer = head + "Content-Length: " + length + "\r\n\r\n" + body;
    return this;
  }

  /** Each request whole: head, empty line, body. */
  List<String> requests() {
    return requests;
  }

  int connections() {
    return connections.get();
  }

  @Override
  public void close() {
    over.countDown();
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        connections.incrementAndGet();
        threads.execute(() -> talk(socket));
      } catch (IOException _) {
        return;
      }
    }
  }

  private void talk(Socket plain) {
    try (plain) {
      if (mood == Mood.HANGS_AT_ONCE) {
        over.await();
        return;
      }
      if (mood == Mood.RESETS_AT_ONCE) {
        plain.setSoLinger(true, 0);
        return;
      }
      Socket socket = tls == null ? plain : secure(plain, tls);
      while (request(socket.getInputStream())) {
        switch (mood) {
          case ANSWERS -> socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
          case HANGS_IN_THE_ANSWER -> {
            socket
                .getOutputStream()
                .write(answer.substring(0, answer.length() - 1).getBytes(StandardCharsets.UTF_8));
            over.await();
          }
          case RESETS_AFTER_THE_BODY -> {
            plain.setSoLinger(true, 0);
            return;
          }
          case HANGS_AFTER_THE_BODY, HANGS_AT_ONCE, RESETS_AT_ONCE -> over.await();
        }
      }
    } catch (IOException _) {
      // The client went away, as clients do.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static Socket secure(Socket plain, SSLContext tls) throws IOException {
    SSLSocket secured =
        (SSLSocket) tls.getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
    secured.setUseClientMode(false);
    secured.startHandshake();
    return secured;
  }

  private boolean request(InputStream in) throws IOException {
    var head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
      int c = in.read();
      if (c < 0) {
        return false;
      }
      head.write(c);
    }
    String text = head.toString(StandardCharsets.UTF_8);
    String lower = text.toLowerCase(Locale.ROOT);
    int at = lower.indexOf("content-length:");
    int length =
        at < 0
            ? 0
            : Integer.parseInt(
                lower.substring(at + "content-length:".length(), lower.indexOf('\r', at)).strip());
    requests.add(text + new String(in.readNBytes(length), StandardCharsets.UTF_8));
    return true;
  }
}
