package dev.bongsu.channel.inapp;

import dev.bongsu.channel.spi.OutboundMessage;
import dev.bongsu.channel.spi.Provider;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Identifiers;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.kernel.RecipientId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The in-app channel's one provider. A message is accepted when the inbox has it. */
public final class InboxProvider implements Provider.InBatches {
  /** As it stands in attempts. */
  public static final String ID = "inbox";

  private static final Logger LOG = LoggerFactory.getLogger(InboxProvider.class);
  private static final Outcome ACCEPTED = new Outcome.Accepted(null);
  private static final Outcome AWAY =
      new Outcome.TryLater(FailureCode.PROVIDER_UNREACHABLE, null, "the inbox is away");
  private static final Outcome NOBODY =
      new Outcome.Refused(FailureCode.ADDRESS_UNKNOWN, "the address is no recipient id");

  private final InboxSink sink;

  /** Hands everything to this sink. */
  public InboxProvider(InboxSink sink) {
    this.sink = sink;
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public List<Outcome> send(List<OutboundMessage> messages) {
    List<InAppMessage> kept = new ArrayList<>(messages.size());
    for (OutboundMessage message : messages) {
      if (hasRecipient(message)) {
        kept.add(inApp(message));
      }
    }
    Outcome outcome = kept.isEmpty() ? ACCEPTED : keep(kept);
    return messages.stream().map(message -> hasRecipient(message) ? outcome : NOBODY).toList();
  }

  private Outcome keep(List<InAppMessage> messages) {
    try {
      sink.keep(messages);
      return ACCEPTED;
    } catch (InboxAwayException e) {
      LOG.debug("{} messages wait for the inbox", messages.size(), e);
      return AWAY;
    }
  }

  /** The address is the recipient's id; a caller may have named it as a bare address. */
  private static boolean hasRecipient(OutboundMessage message) {
    return message.recipient() != null || Identifiers.isRecipientId(message.address().value());
  }

  private static InAppMessage inApp(OutboundMessage message) {
    RecipientId recipient =
        message.recipient() != null
            ? message.recipient()
            : new RecipientId(message.address().value());
    return new InAppMessage(
        message.id(),
        message.notification(),
        recipient,
        message.priority(),
        message.category(),
        text(message.content()),
        message.acceptedAt());
  }

  private static InAppMessage.Text text(Content content) {
    return new InAppMessage.Text(
        content.text("title"),
        content.text("body"),
        content.text("url"),
        content.fields().get("data") instanceof Map<?, ?> data ? Json.writeText(data) : null);
  }

  @Override
  public void close() {
    // The sink is its owner's.
  }
}
