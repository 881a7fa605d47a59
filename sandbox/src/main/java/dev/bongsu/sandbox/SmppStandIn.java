package dev.bongsu.sandbox;

import dev.bongsu.kernel.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An SMSC on loopback that reaches no phone: it speaks SMPP 3.4, keeps what it takes in {@link
 * SandboxMessages}, tells what became of it, and misbehaves as {@link Faults} say. One virtual
 * thread a session.
 */
public final class SmppStandIn implements AutoCloseable {
  private static final int MAX_SESSIONS = 500;

  private final SmppStandInSettings settings;
  private final SandboxMessages messages;
  private final Faults faults;
  private final Clock clock;
  private final LateReceipts lateReceipts;
  private final Set<SmscSession> sessions = ConcurrentHashMap.newKeySet();
  private final Listener listener;

  private SmppStandIn(
      SmppStandInSettings settings, SandboxMessages messages, Faults faults, Clock clock) {
    this.settings = settings;
    this.messages = messages;
    this.faults = faults;
    this.clock = clock;
    this.lateReceipts = new LateReceipts(faults);
    this.listener = Listener.start("smsc-sandbox", settings.port(), null, this::serve);
  }

  /**
   * Listens on 127.0.0.1.
   *
   * @param clock of the times in receipts
   * @throws UncheckedIOException if the port is taken
   */
  public static SmppStandIn start(
      SmppStandInSettings settings, SandboxMessages messages, Faults faults, Clock clock) {
    return new SmppStandIn(settings, messages, faults, clock);
  }

  /** Where it listens. */
  public int port() {
    return listener.port();
  }

  /** A person writes to every client that is bound to receive. */
  public void write(Address from, String text) {
    sessions.forEach(each -> each.deliver(from, text));
  }

  /** Ends all sessions and waits for their ends. */
  @Override
  public void close() {
    lateReceipts.close();
    listener.close();
  }

  private void serve(Socket socket, int connections) throws IOException {
    if (connections > MAX_SESSIONS) {
      return;
    }
    var session = new SmscSession(settings, socket, messages, faults, lateReceipts, clock);
    sessions.add(session);
    try {
      session.run();
    } finally {
      sessions.remove(session);
    }
  }
}
