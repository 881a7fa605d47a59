package dev.bongsu.channel.inapp;

import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.RecipientId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a recipient is to find in the inbox.
 *
 * @param category the key of what the recipient could refuse, null for none
 * @param text what it says
 * @param at when its sender sent it
 */
public record InAppMessage(
    DeliveryId id,
    NotificationId notification,
    RecipientId recipient,
    Priority priority,
    @Nullable String category,
    Text text,
    Instant at) {

  /**
   * The channel's fields; any of them may be missing.
   *
   * @param data a JSON object
   */
  public record Text(
      @Nullable String title, @Nullable String body, @Nullable String url, @Nullable String data) {}
}
