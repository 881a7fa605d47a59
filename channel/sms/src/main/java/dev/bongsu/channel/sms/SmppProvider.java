package dev.bongsu.channel.sms;

import dev.bongsu.channel.spi.OutboundMessage;
import dev.bongsu.channel.spi.Provider;
import dev.bongsu.channel.spi.Receipts;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.kernel.Priority;
import dev.bongsu.smpp.Alphabet;
import dev.bongsu.smpp.Parts;
import dev.bongsu.smpp.Party;
import dev.bongsu.smpp.ShortMessage;
import dev.bongsu.smpp.SmppTime;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** Hands short messages to one SMSC over one bound session. */
final class SmppProvider implements Provider.OneByOne {
  private static final Pattern NUMBER = Pattern.compile("\\+[1-9]\\d{6,14}");

  /** What a device joins again; a text beyond is a mistake. */
  private static final int MOST_PARTS = 255;

  private final SmppSettings settings;
  private final Clock clock;
  private final SentMessages sentMessages;
  private final Deliveries deliveries;
  private final SessionKeeper keeper;
  private final AtomicInteger reference = new AtomicInteger();

  /** Binds in the background. */
  SmppProvider(SmppSettings settings, Receipts receipts, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    this.sentMessages = new SentMessages(settings.dialect().decimalReceipts());
    this.deliveries = new Deliveries(settings.common().id(), sentMessages, receipts, clock);
    this.keeper = new SessionKeeper(settings, sentMessages, deliveries);
  }

  @Override
  public String id() {
    return settings.common().id();
  }

  @Override
  public Outcome send(OutboundMessage message) throws InterruptedException {
    if (!NUMBER.matcher(message.address().value()).matches()) {
      return new Outcome.AddressGone(clock.instant(), "not a number of E.164");
    }
    String text = message.content().text("text");
    if (text == null || text.isEmpty()) {
      return new Outcome.Refused(FailureCode.NO_CONTENT, "there is no text");
    }
    Alphabet alphabet = Alphabet.of(text);
    byte[] octets = alphabet.encode(text);
    if (octets.length > MOST_PARTS * alphabet.mostJoined() - MOST_PARTS * 2) {
      return new Outcome.Refused(FailureCode.PAYLOAD_TOO_LARGE, "the text is too long");
    }
    try {
      return submit(keeper.session(), message, bodies(message, alphabet, octets));
    } catch (SmppTrouble e) {
      return new Outcome.TryLater(e.code(), null, e.detail());
    }
  }

  @Override
  public void close() {
    keeper.close();
    deliveries.close();
  }

  /**
   * The first part that is not taken ends it; parts that were are without use for the recipient.
   */
  private Outcome submit(SmppSession session, OutboundMessage message, List<byte[]> bodies)
      throws InterruptedException {
    var sent = new SentMessages.Sent(message.id(), bodies.size());
    Outcome outcome = new Outcome.Unknown(null);
    for (int i = 0; i < bodies.size(); i++) {
      outcome = outcome(session.submit(bodies.get(i), sent));
      if (!(outcome instanceof Outcome.Accepted)) {
        return i == 0 ? outcome : partly(outcome, i + " of " + bodies.size() + " parts were taken");
      }
    }
    return outcome;
  }

  private Outcome outcome(SmppSession.Submitted submitted) {
    return switch (submitted) {
      case SmppSession.Submitted.Answered(int status, String messageId) ->
          Statuses.ofMessage(
              status, messageId.isEmpty() ? null : sentMessages.nameOf(messageId), clock.instant());
      case SmppSession.Submitted.NotSent(FailureCode code, String detail) ->
          new Outcome.TryLater(code, null, detail);
      case SmppSession.Submitted.Unanswered(String detail) -> new Outcome.Unknown(detail);
    };
  }

  private static Outcome partly(Outcome outcome, String taken) {
    return switch (outcome) {
      case Outcome.Refused(FailureCode code, String detail) ->
          new Outcome.Refused(code, detail + "; " + taken);
      case Outcome.TryLater(FailureCode code, var wish, String detail) ->
          new Outcome.TryLater(code, wish, detail + "; " + taken);
      case Outcome.Unknown(String detail) -> new Outcome.Unknown(detail + "; " + taken);
      case Outcome.Accepted _, Outcome.AddressGone _ -> outcome;
    };
  }

  private List<byte[]> bodies(OutboundMessage message, Alphabet alphabet, byte[] octets) {
    Map<Integer, byte[]> options = new HashMap<>();
    Integer tag = settings.dialect().deliveryTag();
    if (tag != null) {
      options.put(tag, message.id().toString().getBytes(StandardCharsets.US_ASCII));
    }
    boolean alone = octets.length <= alphabet.mostAlone();
    if (!alone && settings.dialect().payload()) {
      options.put(ShortMessage.MESSAGE_PAYLOAD, octets);
      return List.of(body(message, alphabet, new byte[0], options, 0));
    }
    List<byte[]> bodies = new ArrayList<>();
    for (byte[] part : Parts.of(alphabet, octets, reference.incrementAndGet())) {
      int esmClass = alone ? 0 : ShortMessage.HAS_HEADER;
      bodies.add(body(message, alphabet, part, options, esmClass));
    }
    return bodies;
  }

  private byte[] body(
      OutboundMessage message,
      Alphabet alphabet,
      byte[] text,
      Map<Integer, byte[]> options,
      int esmClass) {
    return new ShortMessage(
            settings.from(),
            Party.international(message.address().value()),
            esmClass,
            message.priority() == Priority.HIGH ? 1 : 0,
            SmppTime.of(message.expiresAt()),
            1,
            alphabet.dataCoding(),
            text,
            options)
        .body();
  }
}
