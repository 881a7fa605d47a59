package dev.bongsu.channel.spi;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.kernel.TraceParent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rendered message to one address.
 *
 * @param recipient null for an address without one
 * @param category the key of what the recipient could refuse, null for none
 * @param collapseKey messages with the same one replace each other where the channel can, null for
 *     none
 * @param attempt 1 for the first
 * @param attachments the ids of objects that go with it, in order
 * @param traceParent goes to the provider where its protocol has headers, null for none
 */
public record OutboundMessage(
    DeliveryId id,
    NotificationId notification,
    @Nullable RecipientId recipient,
    Address address,
    Content content,
    Priority priority,
    @Nullable String category,
    @Nullable String collapseKey,
    Instant acceptedAt,
    Instant expiresAt,
    int attempt,
    List<String> attachments,
    @Nullable TraceParent traceParent) {
  public OutboundMessage {
    attachments = List.copyOf(attachments);
  }
}
