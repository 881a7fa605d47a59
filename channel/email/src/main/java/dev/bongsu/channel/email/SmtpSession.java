package dev.bongsu.channel.email;

import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A session with the relay that carries one message after another, with what belongs to one in as
 * few round trips as the relay allows (RFC 2920). Not for several threads.
 */
final class SmtpSession implements AutoCloseable {
  private final Wire wire;
  private final Offers offers;
  private boolean usable = true;
  private boolean needsReset;
  private int messages;
  private Instant usedAt = Instant.MIN;

  SmtpSession(Wire wire, Offers offers) {
    this.wire = wire;
    this.offers = offers;
  }

  /** Whether another message may follow. */
  boolean isUsable() {
    return usable && wire.isQuiet();
  }

  int messages() {
    return messages;
  }

  Instant usedAt() {
    return usedAt;
  }

  void usedAt(Instant now) {
    usedAt = now;
  }

  /**
   * Sends a mail.
   *
   * @return what came of it, null if the session turned out to be dead before the relay can have
   *     taken anything, so that another may be tried
   */
  @Nullable Outcome send(Mail mail, Instant now) {
    boolean first = messages++ == 0;
    if (mail.needsUtf8() && !offers.utf8()) {
      return new Outcome.Refused(
          FailureCode.MESSAGE_REFUSED, "the relay takes no addresses beyond ASCII (SMTPUTF8)");
    }
    if (offers.maxBytes() > 0 && mail.sizeBytes() > offers.maxBytes()) {
      return new Outcome.Refused(
          FailureCode.PAYLOAD_TOO_LARGE, "the relay takes at most " + offers.maxBytes() + " bytes");
    }
    try {
      Outcome refusal = announce(mail, now);
      if (refusal != null) {
        boolean farewell = !usable && refusal instanceof Outcome.TryLater;
        return farewell && !first ? null : refusal;
      }
    } catch (IOException e) {
      usable = false;
      return first || e instanceof SocketTimeoutException || e instanceof SmtpTrouble
          ? unreachable(e)
          : null;
    }
    return transmit(mail, now);
  }

  /** Says good-bye without waiting for the answer. */
  @Override
  public void close() {
    if (usable) {
      usable = false;
      try {
        wire.write("QUIT\r\n");
      } catch (IOException | UncheckedIOException _) {
        // The relay notices by the connection's end.
      }
    }
    wire.close();
  }

  /** The envelope, up to the relay's leave to send; null when it gave it. */
  private @Nullable Outcome announce(Mail mail, Instant now) throws IOException {
    String from = offers.mail(mail);
    String to = offers.rcpt(mail);
    return offers.pipelining() ? announceAtOnce(from, to, now) : announceInTurn(from, to, now);
  }

  private @Nullable Outcome announceAtOnce(String from, String to, Instant now) throws IOException {
    boolean resets = needsReset;
    wire.write((resets ? "RSET\r\n" : "") + from + to + "DATA\r\n");
    if (resets && !taken(wire.read())) {
      return unusable();
    }
    Reply mail = wire.read();
    if (mail.isClosing()) {
      return refused(Verdicts.Phase.MAIL, mail, now);
    }
    Reply rcpt = wire.read();
    if (rcpt.isClosing()) {
      return refused(Verdicts.Phase.RCPT, rcpt, now);
    }
    Reply data = wire.read();
    needsReset = false;
    Outcome refusal =
        !mail.isPositive()
            ? refused(Verdicts.Phase.MAIL, mail, now)
            : !rcpt.isPositive()
                ? refused(Verdicts.Phase.RCPT, rcpt, now)
                : data.code() != 354 ? refused(Verdicts.Phase.DATA, data, now) : null;
    if (refusal != null && data.code() == 354) {
      // RFC 2920 section 3.1: it waits for a message without recipients, which is to be empty.
      wire.write(".\r\n");
      wire.read();
    }
    return refusal;
  }

  private @Nullable Outcome announceInTurn(String from, String to, Instant now) throws IOException {
    if (needsReset) {
      wire.write("RSET\r\n");
      if (!taken(wire.read())) {
        return unusable();
      }
      needsReset = false;
    }
    wire.write(from);
    Reply mail = wire.read();
    if (!mail.isPositive()) {
      return refused(Verdicts.Phase.MAIL, mail, now);
    }
    wire.write(to);
    Reply rcpt = wire.read();
    if (!rcpt.isPositive()) {
      return refused(Verdicts.Phase.RCPT, rcpt, now);
    }
    wire.write("DATA\r\n");
    Reply data = wire.read();
    return data.code() == 354 ? null : refused(Verdicts.Phase.DATA, data, now);
  }

  private Outcome transmit(Mail mail, Instant now) {
    boolean ended = false;
    try {
      var data = new Stuffing(wire, mail.sizeBytes());
      mail.writeTo(data);
      // Whether the end may have been sent decides whether the mail may have been taken.
      ended = true;
      data.finish();
      Reply reply = wire.read();
      if (reply.code() >= 200 && reply.code() < 300) {
        return new Outcome.Accepted(null);
      }
      return refused(Verdicts.Phase.DATA, reply, now);
    } catch (IOException e) {
      usable = false;
      return ended
          ? new Outcome.Unknown(
              e instanceof SocketTimeoutException
                  ? "no answer in time after the message"
                  : "the connection broke after the message")
          : unreachable(e);
    }
  }

  private boolean taken(Reply reply) {
    return reply.isPositive();
  }

  private Outcome unusable() {
    usable = false;
    return new Outcome.TryLater(FailureCode.PROVIDER_FAULT, null, "the relay refused RSET");
  }

  private Outcome refused(Verdicts.Phase phase, Reply reply, Instant now) {
    needsReset = true;
    if (reply.isClosing()) {
      usable = false;
    }
    return Verdicts.of(phase, reply, now);
  }

  private static Outcome unreachable(IOException e) {
    if (e instanceof SmtpTrouble trouble) {
      return new Outcome.TryLater(trouble.code(), null, trouble.getMessage());
    }
    return new Outcome.TryLater(
        FailureCode.PROVIDER_UNREACHABLE,
        null,
        e instanceof SocketTimeoutException
            ? "no answer in time before the message"
            : "the connection broke before the message was handed over");
  }
}
