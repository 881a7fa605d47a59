package dev.bongsu.channel.sms;

import dev.bongsu.smpp.CString;
import dev.bongsu.smpp.CommandStatus;
import dev.bongsu.smpp.Pdu;
import dev.bongsu.smpp.ShortMessage;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** An SMSC that does what a test wants of it. */
final class ScriptedSmsc implements AutoCloseable {
  /** What it does with a request, beside answering with a status. */
  static final int HANG = -1;

  static final int RESET = -2;
  static final int NONSENSE = -3;

  final BlockingQueue<ShortMessage> submitted = new LinkedBlockingQueue<>();
  final BlockingQueue<Pdu> answers = new LinkedBlockingQueue<>();
  final BlockingQueue<Pdu> enquiries = new LinkedBlockingQueue<>();
  final AtomicInteger binds = new AtomicInteger();

  private final ServerSocket server;
  private final Map<Integer, Integer> script = new ConcurrentHashMap<>();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger ids = new AtomicInteger(0x4a0);
  private volatile boolean closed;

  ScriptedSmsc() {
    this(null);
  }

  ScriptedSmsc(@Nullable SSLContext tls) {
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      server =
          tls == null
              ? new ServerSocket(0, 50, loopback)
              : tls.getServerSocketFactory().createServerSocket(0, 50, loopback);
      Thread.ofVirtual().start(this::accept);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From now on this command is answered with this status, or as the names above say. */
  ScriptedSmsc at(int command, int status) {
    script.put(command, status);
    return this;
  }

  int port() {
    return server.getLocalPort();
  }

  /** Delivers to every client. */
  void deliver(int sequence, byte[] body) throws IOException {
    for (Socket each : sockets) {
      write(each.getOutputStream(), Pdu.request(Pdu.DELIVER_SM, sequence, body));
    }
  }

  /** Breaks every connection, but listens on. */
  void breakConnections() {
    sockets.forEach(ScriptedSmsc::reset);
  }

  @Override
  public void close() {
    closed = true;
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    breakConnections();
  }

  private void accept() {
    while (!closed) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException _) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var in = new DataInputStream(socket.getInputStream());
      Pdu pdu = Pdu.read(in);
      while (pdu != null) {
        serve(socket, pdu);
        pdu = Pdu.read(in);
      }
    } catch (IOException _) {
      // The test broke it, or the client left.
    } finally {
      sockets.remove(socket);
    }
  }

  private void serve(Socket socket, Pdu pdu) throws IOException {
    if (pdu.isAnswer()) {
      answers.add(pdu);
      return;
    }
    switch (pdu.command()) {
      case Pdu.BIND_TRANSCEIVER -> binds.incrementAndGet();
      case Pdu.SUBMIT_SM -> submitted.add(ShortMessage.read(pdu.body()));
      case Pdu.ENQUIRE_LINK -> enquiries.add(pdu);
      default -> {
        // Needs no note.
      }
    }
    int status = script.getOrDefault(pdu.command(), CommandStatus.OK);
    switch (status) {
      case HANG -> {
        // Says nothing.
      }
      case RESET -> reset(socket);
      case NONSENSE ->
          socket.getOutputStream().write("HTTP/1.1 400 Bad".getBytes(StandardCharsets.US_ASCII));
      default -> write(socket.getOutputStream(), pdu.answer(status, body(pdu, status)));
    }
  }

  private byte[] body(Pdu pdu, int status) {
    if (status != CommandStatus.OK) {
      return new byte[0];
    }
    return switch (pdu.command()) {
      case Pdu.BIND_TRANSCEIVER -> CString.body("smsc");
      case Pdu.SUBMIT_SM -> CString.body(Integer.toHexString(ids.incrementAndGet()));
      default -> new byte[0];
    };
  }

  private static void write(OutputStream out, Pdu pdu) throws IOException {
    synchronized (out) {
      out.write(pdu.encoded());
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException _) {
      // The client was first.
    }
  }
}
