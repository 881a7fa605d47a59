package dev.bongsu.inbox;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.RecipientId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing for one recipient to see.
 *
 * @param channel the one it was sent on, which is not in-app for what that channel could not
 *     deliver
 * @param text what it says
 * @param category the key of what the recipient could refuse, null for none
 * @param at when its sender sent it
 */
public record InboxItem(
    DeliveryId id,
    NotificationId notification,
    RecipientId recipient,
    Channel channel,
    Priority priority,
    @Nullable String category,
    Text text,
    Instant at) {

  /**
   * What an item says; any of it may be missing.
   *
   * @param data a JSON object
   */
  public record Text(
      @Nullable String title, @Nullable String body, @Nullable String url, @Nullable String data) {}
}
