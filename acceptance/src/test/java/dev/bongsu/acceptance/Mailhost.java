package dev.bongsu.acceptance;

import dev.bongsu.client.BongsuClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A mail server that counts what it took by Message-ID, and misbehaves towards mailboxes named for
 * it: {@code answer-450@…} is answered 450 to its RCPT and {@code unknown-once@…} 550 to its first,
 * {@code reset@…} has the connection reset after the message, {@code hang…@…} never gets an answer.
 */
final class Mailhost implements Carrier {
  private final ServerSocket server;
  private final Map<String, Integer> taken = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> tries = new ConcurrentHashMap<>();

  Mailhost() throws IOException {
    server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("mailhost-accept").start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  @Override
  public String channel() {
    return "email";
  }

  @Override
  public Object address(int number) {
    return "m" + number + "@example.com";
  }

  @Override
  public String configuration() {
    return configuration("");
  }

  /** The entry under {@code channels} whose mail goes here. */
  String configuration(String further) {
    return """
      email:
        providers:
          - { id: relay, type: smtp, host: 127.0.0.1, port: %d, tls: none, from: "Shop <no-reply@example.com>"%s }
    """
        .formatted(port(), further);
  }

  @Override
  public Map<String, Integer> taken(BongsuClient service) {
    return taken();
  }

  /** By the Message-ID's part before the @. */
  Map<String, Integer> taken() {
    return Map.copyOf(taken);
  }

  @Override
  public long arrivals() {
    return taken.size();
  }

  /** How often it was tried to send to this mailbox. */
  int tries(String mailbox) {
    AtomicInteger count = tries.get(mailbox);
    return count == null ? 0 : count.get();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().name("mailhost").start(() -> converse(socket));
      } catch (IOException _) {
        return; // closed
      }
    }
  }

  private void converse(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      OutputStream out = socket.getOutputStream();
      answer(out, "220 mailhost ESMTP");
      String mailbox = "";
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String verb = line.length() < 4 ? line : line.substring(0, 4).toUpperCase(Locale.ROOT);
        switch (verb) {
          case "EHLO" -> answer(out, "250-mailhost\r\n250-ENHANCEDSTATUSCODES\r\n250 8BITMIME");
          case "RCPT" -> {
            mailbox = line.substring(line.indexOf('<') + 1, line.indexOf('@'));
            int count = tries.computeIfAbsent(mailbox, _ -> new AtomicInteger()).incrementAndGet();
            answer(out, recipient(mailbox, count));
          }
          case "DATA" -> {
            answer(out, "354 go ahead");
            if (!message(in, mailbox, socket, out)) {
              return;
            }
          }
          case "QUIT" -> {
            answer(out, "221 2.0.0 bye");
            return;
          }
          default -> answer(out, "250 2.0.0 ok");
        }
      }
    } catch (IOException _) {
      // the other side went away, as it does when it is killed
    }
  }

  private static String recipient(String mailbox, int tries) {
    if (mailbox.equals("unknown-once") && tries == 1) {
      return "550 5.1.1 no such mailbox";
    }
    return mailbox.startsWith("answer-")
        ? switch (mailbox.substring("answer-".length())) {
          case "421" -> "421 4.3.2 not now";
          case "450" -> "450 4.2.1 try later";
          case "554" -> "554 5.7.1 not wanted";
          default -> "250 2.1.5 ok";
        }
        : "250 2.1.5 ok";
  }

  /** Takes a message; whether the conversation goes on. */
  private boolean message(BufferedReader in, String mailbox, Socket socket, OutputStream out)
      throws IOException {
    String id = "";
    for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
      if (line.regionMatches(true, 0, "Message-ID: <", 0, 13)) {
        id = line.substring(13, line.indexOf('@'));
      }
    }
    if (mailbox.equals("reset")) {
      socket.setOption(StandardSocketOptions.SO_LINGER, 0);
      return false;
    }
    if (mailbox.startsWith("hang")) {
      awaitEnd(in);
      return false;
    }
    taken.merge(id, 1, Integer::sum);
    answer(out, "250 2.0.0 taken");
    return true;
  }

  private static void awaitEnd(BufferedReader in) throws IOException {
    @Nullable String line = in.readLine();
    while (line != null) {
      line = in.readLine();
    }
  }

  private static void answer(OutputStream out, String text) throws IOException {
    out.write((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }
}
