package dev.bongsu.fanout;

import dev.bongsu.directory.Recipient;
import dev.bongsu.directory.Refused;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.kernel.SuppressionReason;
import dev.bongsu.log.wire.Message;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the directory knows of those whom a batch is for: where they are reached, and what they
 * refuse. Asked once a batch.
 */
final class Addressees {
  private final FanoutRooms rooms;
  private final Map<RecipientId, Recipient> recipients;
  private final Refused refused;

  private Addressees(FanoutRooms rooms, Map<RecipientId, Recipient> recipients, Refused refused) {
    this.rooms = rooms;
    this.recipients = recipients;
    this.refused = refused;
  }

  /** What is known now of these recipients, and of addresses that are named directly. */
  static Addressees of(FanoutRooms rooms, Collection<RecipientId> ids, Collection<Address> direct) {
    Map<RecipientId, Recipient> known = ids.isEmpty() ? Map.of() : rooms.recipients().lookup(ids);
    return new Addressees(rooms, known, rooms.refusals().lookup(ids, known.values(), direct));
  }

  /** Null for one whom the directory does not know. */
  @Nullable Recipient recipient(RecipientId id) {
    return recipients.get(id);
  }

  /** Why this message does not go to this address; null if it does. */
  @Nullable SuppressionReason refusal(
      Message message, @Nullable RecipientId recipient, Address address) {
    if (refused.isNothing()) {
      return null;
    }
    String category = message.getCategory().isEmpty() ? null : message.getCategory();
    return refused.reason(recipient, address, category, rooms.refusals().mayOptOutOf(category));
  }
}
