package dev.bongsu.channel.spi;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.kernel.TraceParent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message as tests hand it to a provider, where only what a test is about is said: else it is of
 * normal priority, accepted at {@link #ACCEPTED_AT}, worth sending for three days, of {@link
 * ChannelContract#TRACE}, and to an address whose recipient nobody knows.
 */
public final class SampleMessage {
  /** When messages are accepted that say nothing else. */
  public static final Instant ACCEPTED_AT = Instant.parse("2027-01-01T00:00:00Z");

  private static final Duration LIFE = Duration.ofDays(3);

  private final Address address;
  private final Content content;
  private NotificationId notification =
      new NotificationId(UUID.fromString("01931d6c-3b2a-7000-8000-0123456789ab"));
  private @Nullable RecipientId recipient;
  private Priority priority = Priority.NORMAL;
  private @Nullable String category;
  private @Nullable String collapseKey;
  private Instant acceptedAt = ACCEPTED_AT;
  private List<String> attachments = List.of();
  private @Nullable TraceParent traceParent = ChannelContract.TRACE;

  private SampleMessage(Address address, Content content) {
    this.address = address;
    this.content = content;
  }

  /** To this address, saying this. */
  public static SampleMessage to(Address address, Content content) {
    return new SampleMessage(address, content);
  }

  /** Of another notification than all others. */
  public SampleMessage of(NotificationId notification) {
    this.notification = notification;
    return this;
  }

  /** To an address of this recipient. */
  public SampleMessage recipient(String id) {
    this.recipient = new RecipientId(id);
    return this;
  }

  public SampleMessage priority(Priority priority) {
    this.priority = priority;
    return this;
  }

  /** Null for none. */
  public SampleMessage category(@Nullable String category) {
    this.category = category;
    return this;
  }

  /** Null for none. */
  public SampleMessage collapseKey(@Nullable String collapseKey) {
    this.collapseKey = collapseKey;
    return this;
  }

  public SampleMessage acceptedAt(Instant acceptedAt) {
    this.acceptedAt = acceptedAt;
    return this;
  }

  /** With these objects, by their ids. */
  public SampleMessage attachments(List<String> objects) {
    this.attachments = objects;
    return this;
  }

  /** Of no trace. */
  public SampleMessage untraced() {
    this.traceParent = null;
    return this;
  }

  /** The first attempt of it. */
  public OutboundMessage message() {
    return new OutboundMessage(
        DeliveryId.of(notification, recipient, address),
        notification,
        recipient,
        address,
        content,
        priority,
        category,
        collapseKey,
        acceptedAt,
        acceptedAt.plus(LIFE),
        1,
        attachments,
        traceParent);
  }
}
