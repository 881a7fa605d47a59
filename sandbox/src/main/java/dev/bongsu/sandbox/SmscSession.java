package dev.bongsu.sandbox;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.smpp.Alphabet;
import dev.bongsu.smpp.Bind;
import dev.bongsu.smpp.CString;
import dev.bongsu.smpp.CommandStatus;
import dev.bongsu.smpp.DeliveryReceipt;
import dev.bongsu.smpp.Parts;
import dev.bongsu.smpp.Party;
import dev.bongsu.smpp.Pdu;
import dev.bongsu.smpp.ShortMessage;
import dev.bongsu.smpp.SmppException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's session with the SMSC, read by one thread; receipts come from others. */
final class SmscSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SmscSession.class);

  /** Ids are those of the whole process, so that no two messages share one. */
  private static final AtomicLong MESSAGES = new AtomicLong();

  private static final int IDLE_MILLIS = 300_000;
  private static final int BUFFER_BYTES = 16 * 1024;
  private static final int MOST_UNFINISHED = 1_000;
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(2);

  private final SmppStandInSettings settings;
  private final Socket socket;
  private final SandboxMessages messages;
  private final Faults faults;
  private final LateReceipts lateReceipts;
  private final Clock clock;
  private final DataInputStream in;
  private final OutputStream out;
  private final AtomicInteger sequence = new AtomicInteger();
  private final Map<String, Map<Integer, Pdu>> unfinished = new LinkedHashMap<>();
  private volatile Role role = Role.NONE;
  private int unanswered;
  private long changes;

  private enum Role {
    NONE,
    TRANSMITTER,
    RECEIVER,
    TRANSCEIVER
  }

  SmscSession(
      SmppStandInSettings settings,
      Socket socket,
      SandboxMessages messages,
      Faults faults,
      LateReceipts lateReceipts,
      Clock clock)
      throws IOException {
    this.settings = settings;
    this.socket = socket;
    this.messages = messages;
    this.faults = faults;
    this.lateReceipts = lateReceipts;
    this.clock = clock;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(IDLE_MILLIS);
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES));
    this.out = new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES);
  }

  /** Serves until the client leaves. */
  void run() throws IOException {
    try {
      Pdu pdu = Pdu.read(in);
      while (pdu != null && serve(pdu)) {
        if (in.available() == 0) {
          flush();
        }
        pdu = Pdu.read(in);
      }
      flush();
    } catch (SmppException e) {
      send(new Pdu(Pdu.GENERIC_NACK, e.status(), 0, new byte[0]));
      flush();
    }
  }

  /** A person writes to this client, if it is bound to receive. */
  void deliver(Address from, String text) {
    deliver(
        written(
            Party.international(from.value()),
            new Party(Party.NETWORK_SPECIFIC, Party.UNKNOWN, "1588"),
            text));
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("closing failed: {}", e.getMessage());
    }
  }

  /** False when the session is over. */
  private boolean serve(Pdu pdu) throws IOException {
    switch (pdu.command()) {
      case Pdu.BIND_TRANSMITTER -> bind(pdu, Role.TRANSMITTER);
      case Pdu.BIND_RECEIVER -> bind(pdu, Role.RECEIVER);
      case Pdu.BIND_TRANSCEIVER -> bind(pdu, Role.TRANSCEIVER);
      case Pdu.ENQUIRE_LINK -> send(pdu.answer(CommandStatus.OK));
      case Pdu.SUBMIT_SM -> {
        return submit(pdu);
      }
      case Pdu.UNBIND -> {
        send(pdu.answer(CommandStatus.OK));
        return false;
      }
      default -> {
        if (!pdu.isAnswer()) {
          send(
              new Pdu(
                  Pdu.GENERIC_NACK, CommandStatus.INVALID_COMMAND_ID, pdu.sequence(), new byte[0]));
        }
      }
    }
    return true;
  }

  private void bind(Pdu pdu, Role wanted) throws IOException {
    Bind bind = Bind.read(pdu.body());
    var credentials = settings.credentials();
    int status = CommandStatus.OK;
    if (role != Role.NONE) {
      status = CommandStatus.ALREADY_BOUND;
    } else if (bind.systemId().isEmpty()
        || (credentials != null && !credentials.systemId().equals(bind.systemId()))) {
      status = CommandStatus.INVALID_SYSTEM_ID;
    } else if (credentials != null && !credentials.password().equals(bind.password())) {
      status = CommandStatus.INVALID_PASSWORD;
    }
    if (status == CommandStatus.OK) {
      role = wanted;
      send(pdu.answer(status, CString.body("sandbox")));
    } else {
      send(pdu.answer(status));
    }
  }

  private boolean submit(Pdu pdu) throws IOException {
    if (role != Role.TRANSMITTER && role != Role.TRANSCEIVER) {
      send(pdu.answer(CommandStatus.INCORRECT_BIND_STATUS));
      return true;
    }
    ShortMessage message;
    Parts.Part part;
    try {
      message = ShortMessage.read(pdu.body());
      part = Texts.part(message);
    } catch (SmppException e) {
      send(pdu.answer(e.status()));
      return true;
    }
    int status = SubmitRules.check(message);
    if (status != CommandStatus.OK) {
      send(pdu.answer(status));
      return true;
    }
    if (faults.changes() != changes) {
      changes = faults.changes();
      unanswered = 0;
    }
    return meet(faults.next(Channel.SMS), pdu, message, part);
  }

  private boolean meet(FaultMode fault, Pdu pdu, ShortMessage message, Parts.Part part)
      throws IOException {
    switch (fault) {
      case NONE, DUPLICATE_RECEIPTS, LATE_RECEIPTS -> {
        String id = nextId();
        answer(pdu, id);
        take(fault, id, pdu, message, part);
      }
      case ACCEPT_THEN_TIMEOUT -> {
        if (isSilent(pdu)) {
          take(fault, nextId(), pdu, message, part);
        }
      }
      case LOSE -> answer(pdu, nextId());
      case REJECT -> send(pdu.answer(CommandStatus.SUBMIT_FAILED));
      case RETRYABLE -> send(pdu.answer(CommandStatus.SYSTEM_ERROR));
      case THROTTLE -> send(pdu.answer(CommandStatus.THROTTLED));
      case TIMEOUT -> {
        boolean _ = isSilent(pdu);
      }
      case RESET -> {
        socket.setSoLinger(true, 0);
        socket.close();
        return false;
      }
    }
    return true;
  }

  /**
   * Leaves a request without an answer, as far as the window goes; more are refused. The session
   * ends with the fault.
   */
  private boolean isSilent(Pdu pdu) throws IOException {
    if (unanswered >= settings.window()) {
      send(pdu.answer(CommandStatus.THROTTLED));
      return false;
    }
    if (unanswered == 0) {
      long since = changes;
      Thread.ofVirtual().name("smsc-silence").start(() -> endWithFault(since));
    }
    unanswered++;
    return true;
  }

  private void endWithFault(long since) {
    try {
      faults.awaitChange(since, LONGEST_SILENCE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    close();
  }

  private static String nextId() {
    return "%08x".formatted(MESSAGES.incrementAndGet());
  }

  private void answer(Pdu pdu, String id) throws IOException {
    send(pdu.answer(CommandStatus.OK, CString.body(id)));
  }

  private void take(FaultMode fault, String id, Pdu pdu, ShortMessage message, Parts.Part part)
      throws IOException {
    boolean whole = keep(pdu, message, part);
    PhoneFate.Text fate = PhoneFate.of(message.destination().address()).text();
    if ((message.registeredDelivery() & 1) != 0) {
      receipts(fault, receiptOf(id, fate), message);
    }
    if (whole && fate.reply() != null) {
      request(written(message.destination(), message.source(), fate.reply()));
    }
  }

  private static DeliveryReceipt receiptOf(String id, PhoneFate.Text fate) {
    return new DeliveryReceipt(
        id, fate.state(), fate.networkError() == 0 ? null : "%03d".formatted(fate.networkError()));
  }

  private void receipts(FaultMode fault, DeliveryReceipt receipt, ShortMessage message)
      throws IOException {
    Instant submitted = clock.instant();
    switch (fault) {
      case LATE_RECEIPTS -> lateReceipts.later(() -> deliver(told(receipt, message, submitted)));
      case DUPLICATE_RECEIPTS -> {
        request(told(receipt, message, submitted));
        request(told(receipt, message, submitted));
      }
      case NONE, ACCEPT_THEN_TIMEOUT, REJECT, RETRYABLE, TIMEOUT, RESET, THROTTLE, LOSE ->
          request(told(receipt, message, submitted));
    }
  }

  /** What somebody writes. */
  private static ShortMessage written(Party from, Party to, String text) {
    Alphabet alphabet = Alphabet.of(text);
    return new ShortMessage(
        from, to, 0, 0, "", 0, alphabet.dataCoding(), alphabet.encode(text), Map.of());
  }

  private ShortMessage told(DeliveryReceipt receipt, ShortMessage message, Instant submitted) {
    String text = receipt.text(submitted, clock.instant());
    return new ShortMessage(
        /* source= */ message.destination(),
        /* destination= */ message.source(),
        ShortMessage.RECEIPT,
        0,
        "",
        0,
        0,
        settings.receipts() == SmppStandInSettings.ReceiptForm.OPTIONS
            ? new byte[0]
            : text.getBytes(StandardCharsets.ISO_8859_1),
        settings.receipts() == SmppStandInSettings.ReceiptForm.TEXT ? Map.of() : receipt.options());
  }

  /** To be sent together with whatever else the reading thread writes. */
  private void request(ShortMessage message) throws IOException {
    if (role == Role.RECEIVER || role == Role.TRANSCEIVER) {
      send(Pdu.request(Pdu.DELIVER_SM, sequence.incrementAndGet(), message.body()));
    }
  }

  private void deliver(ShortMessage message) {
    try {
      request(message);
      flush();
    } catch (IOException e) {
      LOG.debug("nobody is there for a deliver_sm: {}", e.getMessage());
    }
  }

  /** Keeps a message when all of its parts are there, as a phone would show it: then true. */
  private boolean keep(Pdu pdu, ShortMessage message, Parts.Part part) {
    Address to = new Address(Channel.SMS, "+" + message.destination().address());
    if (part.total() == 1) {
      messages.add(Texts.delivery(message), to, pdu.encoded(), Texts::body);
      return true;
    }
    String key = to.value() + " " + message.source().address() + " " + part.reference();
    Map<Integer, Pdu> parts = unfinished.computeIfAbsent(key, _ -> new TreeMap<>());
    parts.put(part.number(), pdu);
    if (parts.size() == part.total()) {
      unfinished.remove(key);
      var raw = new ByteArrayOutputStream();
      parts.values().forEach(each -> raw.writeBytes(each.encoded()));
      messages.add(Texts.delivery(message), to, raw.toByteArray(), Texts::body);
      return true;
    }
    if (unfinished.size() > MOST_UNFINISHED) {
      unfinished.remove(oldest());
    }
    return false;
  }

  private @Nullable String oldest() {
    return unfinished.keySet().iterator().next();
  }

  private void send(Pdu pdu) throws IOException {
    synchronized (out) {
      out.write(pdu.encoded());
    }
  }

  private void flush() throws IOException {
    synchronized (out) {
      out.flush();
    }
  }
}
