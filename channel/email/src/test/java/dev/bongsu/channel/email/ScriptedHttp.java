package dev.bongsu.channel.email;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
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

  private final ScriptedServer server;
  private final @Nullable SSLContext tls;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile Mood mood = Mood.ANSWERS;
  private volatile String answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  ScriptedHttp(@Nullable SSLContext tls) {
    this.tls = tls;
    this.server = new ScriptedServer(this::talk);
  }

  String url() {
    return (tls == null ? "http" : "https") + "://127.0.0.1:" + server.port();
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
    return server.connections();
  }

  @Override
  public void close() {
    server.close();
  }

  private void talk(Socket plain) throws IOException, InterruptedException {
    if (mood == Mood.HANGS_AT_ONCE) {
      server.hang();
      return;
    }
    if (mood == Mood.RESETS_AT_ONCE) {
      ScriptedServer.reset(plain);
      return;
    }
    Socket socket = tls == null ? plain : ScriptedServer.secured(plain, tls);
    while (request(socket.getInputStream())) {
      switch (mood) {
        case ANSWERS -> write(socket, answer);
        case HANGS_IN_THE_ANSWER -> {
          write(socket, answer.substring(0, answer.length() - 1));
          server.hang();
        }
        case RESETS_AFTER_THE_BODY -> {
          ScriptedServer.reset(plain);
          return;
        }
        case HANGS_AFTER_THE_BODY, HANGS_AT_ONCE, RESETS_AT_ONCE -> server.hang();
      }
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
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
