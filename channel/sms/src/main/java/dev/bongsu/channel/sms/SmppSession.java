package dev.bongsu.channel.sms;

import dev.bongsu.kernel.FailureCode;
import dev.bongsu.smpp.CString;
import dev.bongsu.smpp.CommandStatus;
import dev.bongsu.smpp.Pdu;
import dev.bongsu.smpp.SmppException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bound session: at most a window of requests under way, answers in any order, a question whether
 * the SMSC is there when it is silent. When it breaks, whatever waits for an answer hears so at
 * once. For many threads.
 */
final class SmppSession implements AutoCloseable {
  private static final Duration FAREWELL = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger(SmppSession.class);

  private final SmppSettings settings;
  private final SmppDialler.Line line;
  private final OutputStream out;
  private final SentMessages sentMessages;
  private final Deliveries deliveries;
  private final Semaphore window;
  private final ReentrantLock writing = new ReentrantLock();
  private final AtomicInteger sequence = new AtomicInteger(1);
  private final Map<Integer, Pending> pending = new ConcurrentHashMap<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile long heardNanos = System.nanoTime();

  /** What came of a request. */
  sealed interface Submitted {
    /** The SMSC answered; {@code messageId} is empty where it gave none. */
    record Answered(int status, String messageId) implements Submitted {}

    /** The SMSC never had all of it. */
    record NotSent(FailureCode code, String detail) implements Submitted {}

    /** The SMSC had all of it, and no answer came. */
    record Unanswered(String detail) implements Submitted {}
  }

  private record Pending(CompletableFuture<Pdu> answer, SentMessages.@Nullable Sent sent) {}

  private SmppSession(
      SmppSettings settings,
      SmppDialler.Line line,
      OutputStream out,
      SentMessages sentMessages,
      Deliveries deliveries) {
    this.settings = settings;
    this.line = line;
    this.out = out;
    this.sentMessages = sentMessages;
    this.deliveries = deliveries;
    this.window = new Semaphore(settings.window(), true);
  }

  /** Goes on with a connection that is bound. */
  static SmppSession on(
      SmppDialler.Line line,
      SmppSettings settings,
      SentMessages sentMessages,
      Deliveries deliveries)
      throws SmppTrouble {
    try {
      var session =
          new SmppSession(
              settings, line, line.socket().getOutputStream(), sentMessages, deliveries);
      String name = "smpp-" + settings.common().id();
      Thread.ofVirtual().name(name + "-reader").start(session::read);
      Thread.ofVirtual().name(name + "-pulse").start(session::keepAlive);
      return session;
    } catch (IOException _) {
      SmppDialler.quietly(line.socket());
      throw new SmppTrouble(FailureCode.PROVIDER_UNREACHABLE, "the connection broke");
    }
  }

  /**
   * Sends a {@code submit_sm} and waits for its answer, within the provider's time-out.
   *
   * @param sent gets to know the message's id before any receipt for it is read
   */
  Submitted submit(byte[] body, SentMessages.Sent sent) throws InterruptedException {
    if (!window.tryAcquire(settings.common().timeout().toMillis(), TimeUnit.MILLISECONDS)) {
      return new Submitted.NotSent(
          FailureCode.PROVIDER_BUSY, "the window is full of requests without answers");
    }
    try {
      return request(Pdu.SUBMIT_SM, body, sent, settings.common().timeout());
    } finally {
      window.release();
    }
  }

  /** Answers a request of the SMSC; a connection that is gone needs no answer. */
  void answer(Pdu request, int status) {
    try {
      boolean needsId = request.command() == Pdu.DELIVER_SM;
      write(request.answer(status, needsId ? CString.body("") : new byte[0]));
    } catch (IOException e) {
      LOG.debug("an answer found no connection: {}", e.getMessage());
    }
  }

  boolean isOpen() {
    return ended.getCount() > 0;
  }

  void awaitEnd() throws InterruptedException {
    ended.await();
  }

  /** Unbinds and closes the connection. */
  @Override
  public void close() {
    if (isOpen()) {
      try {
        request(Pdu.UNBIND, new byte[0], null, FAREWELL);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
    end("closed by us");
  }

  private Submitted request(
      int command, byte[] body, SentMessages.@Nullable Sent sent, Duration patience)
      throws InterruptedException {
    int number = sequence.updateAndGet(last -> last == Pdu.LAST_SEQUENCE ? 1 : last + 1);
    var slot = new Pending(new CompletableFuture<>(), sent);
    pending.put(number, slot);
    try {
      if (!isOpen()) {
        return new Submitted.NotSent(FailureCode.PROVIDER_UNREACHABLE, "the session has ended");
      }
      write(Pdu.request(command, number, body));
    } catch (IOException _) {
      pending.remove(number);
      end("writing failed");
      return new Submitted.NotSent(FailureCode.PROVIDER_UNREACHABLE, "the connection broke");
    }
    try {
      Pdu answer = slot.answer().get(patience.toNanos(), TimeUnit.NANOSECONDS);
      return answered(command, answer);
    } catch (TimeoutException _) {
      if (System.nanoTime() - heardNanos > patience.toNanos()) {
        end("silent for longer than the time-out");
      }
      return new Submitted.Unanswered("no answer in time");
    } catch (ExecutionException _) {
      return new Submitted.Unanswered("the connection broke before the answer");
    } finally {
      pending.remove(number);
    }
  }

  private static Submitted answered(int command, Pdu answer) {
    if (answer.command() == Pdu.GENERIC_NACK) {
      int status =
          answer.status() == CommandStatus.OK ? CommandStatus.UNKNOWN_ERROR : answer.status();
      return new Submitted.Answered(status, "");
    }
    if (answer.command() != (command | Pdu.ANSWER)) {
      return new Submitted.Unanswered("the answer is to another command");
    }
    try {
      return new Submitted.Answered(answer.status(), CString.read(answer.body()));
    } catch (SmppException _) {
      return new Submitted.Answered(answer.status(), "");
    }
  }

  private void write(Pdu pdu) throws IOException {
    byte[] octets = pdu.encoded();
    writing.lock();
    try {
      out.write(octets);
      out.flush();
    } finally {
      writing.unlock();
    }
  }

  private void read() {
    String why = "closed by the SMSC";
    try {
      Pdu pdu = Pdu.read(line.in());
      while (pdu != null && take(pdu)) {
        pdu = Pdu.read(line.in());
      }
    } catch (SmppException e) {
      why = "the SMSC does not speak SMPP: " + e.getMessage();
      answer(new Pdu(Pdu.GENERIC_NACK, e.status(), 0, new byte[0]), e.status());
    } catch (IOException e) {
      why = "the connection broke";
      LOG.debug("reading failed: {}", e.getMessage());
    } finally {
      end(why);
    }
  }

  /** False when the session is over. */
  private boolean take(Pdu pdu) {
    heardNanos = System.nanoTime();
    if (pdu.isAnswer()) {
      Pending slot = pending.get(pdu.sequence());
      if (slot != null) {
        settle(slot, pdu);
      }
      return true;
    }
    switch (pdu.command()) {
      case Pdu.ENQUIRE_LINK -> answer(pdu, CommandStatus.OK);
      case Pdu.DELIVER_SM -> deliveries.take(pdu, this);
      case Pdu.UNBIND -> {
        answer(pdu, CommandStatus.OK);
        return false;
      }
      default ->
          answer(
              new Pdu(Pdu.GENERIC_NACK, CommandStatus.OK, pdu.sequence(), pdu.body()),
              CommandStatus.INVALID_COMMAND_ID);
    }
    return true;
  }

  private void settle(Pending slot, Pdu answer) {
    if (slot.sent() != null && answer.status() == CommandStatus.OK) {
      try {
        sentMessages.taken(CString.read(answer.body()), slot.sent());
      } catch (SmppException e) {
        LOG.debug("a message_id cannot be read: {}", e.getMessage());
      }
    }
    slot.answer().complete(answer);
  }

  /** Also what frees a write that hangs: ending closes the socket. */
  private void keepAlive() {
    Duration silence = settings.dialect().enquireLink();
    Duration timeout = settings.common().timeout();
    try {
      while (!ended.await(silence.toMillis(), TimeUnit.MILLISECONDS)) {
        if (System.nanoTime() - heardNanos < silence.toNanos()) {
          continue;
        }
        Thread guard =
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    if (!ended.await(timeout.toMillis(), TimeUnit.MILLISECONDS)
                        && System.nanoTime() - heardNanos > timeout.toNanos()) {
                      end("no answer to enquire_link");
                    }
                  } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                  }
                });
        request(Pdu.ENQUIRE_LINK, new byte[0], null, timeout);
        guard.interrupt();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void end(String why) {
    synchronized (ended) {
      if (!isOpen()) {
        return;
      }
      ended.countDown();
    }
    LOG.info("the session of provider {} ended: {}", settings.common().id(), why);
    SmppDialler.quietly(line.socket());
    var broken = new IOException("the session has ended");
    pending.values().forEach(slot -> slot.answer().completeExceptionally(broken));
  }
}
