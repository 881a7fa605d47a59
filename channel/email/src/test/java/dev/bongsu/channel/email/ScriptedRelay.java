package dev.bongsu.channel.email;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A relay that does what a test tells it, at each step of the dialogue: answer, hang or reset. The
 * steps are named by the command, besides {@code CONNECT}, {@code BODY} (after its first bytes) and
 * {@code END} (after the whole message).
 */
final class ScriptedRelay implements AutoCloseable {
  /** Says nothing any more, and keeps the connection. */
  static final String HANG = "hang";

  /** Ends the connection with RST. */
  static final String RESET = "reset";

  private final ScriptedServer server = new ScriptedServer(this::talk);
  private final Map<String, String> script = new HashMap<>();
  private final List<String> commands = new CopyOnWriteArrayList<>();
  private final List<String> mails = new CopyOnWriteArrayList<>();
  private volatile String extensions = "PIPELINING";
  private volatile @Nullable SSLContext tls;
  private volatile boolean tlsFirst;

  int port() {
    return server.port();
  }

  /** What to do at a step, or the reply without its line end; lines are separated by {@code |}. */
  ScriptedRelay at(String step, String does) {
    synchronized (script) {
      script.put(step, does);
    }
    return this;
  }

  /** As usual at a step. */
  void usual(String step) {
    synchronized (script) {
      script.remove(step);
    }
  }

  /** What EHLO answers, separated by {@code |}. */
  ScriptedRelay offers(String extensions) {
    this.extensions = extensions;
    return this;
  }

  ScriptedRelay withTls(SSLContext context, boolean fromTheFirstByte) {
    tls = context;
    tlsFirst = fromTheFirstByte;
    return this;
  }

  /** Every command line in the order of arrival. */
  List<String> commands() {
    return commands;
  }

  /** Every message that arrived whole, as it was on the way, without the last dot. */
  List<String> mails() {
    return mails;
  }

  int connections() {
    return server.connections();
  }

  @Override
  public void close() {
    server.close();
  }

  private void talk(Socket socket) throws IOException, InterruptedException {
    socket.setTcpNoDelay(true);
    Talk talk = new Talk(socket);
    if (tlsFirst) {
      talk.secure();
    }
    if (talk.step("CONNECT", "220 relay.test ESMTP")) {
      while (talk.turn()) {
        // Until one of us has had enough.
      }
    }
  }

  private final class Talk {
    private Socket socket;
    private InputStream in;

    Talk(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new BufferedInputStream(socket.getInputStream());
    }

    void secure() throws IOException {
      SSLContext context = tls;
      if (context == null) {
        throw new IllegalStateException("a relay without a certificate has no TLS");
      }
      socket = ScriptedServer.secured(socket, context);
      in = new BufferedInputStream(socket.getInputStream());
    }

    boolean turn() throws IOException, InterruptedException {
      String line = line();
      if (line == null) {
        return false;
      }
      commands.add(line);
      String verb = line.split("[ :]", 2)[0];
      return switch (verb) {
        case "EHLO" -> step("EHLO", "250-relay.test|250 " + extensions.replace("|", "|250 "));
        case "STARTTLS" -> {
          boolean goesOn = step("STARTTLS", "220 go ahead");
          if (goesOn) {
            secure();
          }
          yield goesOn;
        }
        case "AUTH" -> step("AUTH", "235 2.7.0 welcome");
        case "MAIL" -> step("MAIL", "250 2.1.0 ok");
        case "RCPT" -> step("RCPT", "250 2.1.5 ok");
        case "RSET" -> step("RSET", "250 2.0.0 ok");
        case "DATA" -> data();
        case "QUIT" -> false;
        default -> step("OTHER", "500 5.5.1 what?");
      };
    }

    private boolean data() throws IOException, InterruptedException {
      if (!step("DATA", "354 go ahead")) {
        return false;
      }
      String data = scripted("DATA");
      if (data != null && !data.startsWith("354")) {
        return true;
      }
      if (scripted("BODY") != null) {
        in.read();
        return step("BODY", "");
      }
      var body = new ByteArrayOutputStream();
      String line = lineOf(in);
      while (line != null && !line.equals(".")) {
        body.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
        line = lineOf(in);
      }
      mails.add(body.toString(StandardCharsets.UTF_8));
      return step("END", "250 2.0.0 queued");
    }

    /** Does what is scripted, or answers; false where that was the end. */
    private boolean step(String step, String usual) throws IOException, InterruptedException {
      String does = scripted(step);
      if (HANG.equals(does)) {
        server.hang();
        return false;
      }
      if (RESET.equals(does)) {
        ScriptedServer.reset(socket);
        return false;
      }
      String reply = does == null ? usual : does;
      String[] lines = reply.split("\\|");
      StringBuilder out = new StringBuilder();
      for (int i = 0; i < lines.length; i++) {
        boolean more = i < lines.length - 1 && lines[i].length() > 3;
        out.append(more ? lines[i].substring(0, 3) + "-" + lines[i].substring(4) : lines[i]);
        out.append("\r\n");
      }
      socket.getOutputStream().write(out.toString().getBytes(StandardCharsets.UTF_8));
      return !reply.startsWith("421");
    }

    private @Nullable String line() throws IOException {
      return lineOf(in);
    }
  }

  private @Nullable String scripted(String step) {
    synchronized (script) {
      return script.get(step);
    }
  }

  /** A line without CR LF, which must be both; a lone LF stays visible as {@code \n}. */
  private static @Nullable String lineOf(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (c == '\r') {
        int next = in.read();
        if (next == '\n') {
          return line.toString(StandardCharsets.UTF_8);
        }
        line.write(c);
        c = next;
      }
      line.write(c);
    }
    return null;
  }
}
