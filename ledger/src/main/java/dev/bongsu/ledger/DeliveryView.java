package dev.bongsu.ledger;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.DeliveryStatus;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.RecipientId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One delivery and what became of it. */
public record DeliveryView(
    DeliveryId id,
    NotificationId notificationId,
    Target target,
    State state,
    List<Tried> attempts) {
  public DeliveryView {
    attempts = List.copyOf(attempts);
  }

  /**
   * To whom.
   *
   * @param recipient null for an address without a recipient
   * @param address masked; null where none is known or it was erased
   */
  public record Target(
      Channel channel, @Nullable RecipientId recipient, @Nullable String address) {}

  /**
   * Where it stands.
   *
   * @param at since when
   * @param provider who took or refused it last, null before the first attempt
   * @param reason of a suppression or a final failure: an API name
   * @param detail what the provider said in the receipt that brought it here, at most 500
   *     characters; null where no receipt did, or said nothing
   * @param nextAttemptAt while retrying
   */
  public record State(
      DeliveryStatus status,
      Instant at,
      @Nullable String provider,
      @Nullable String reason,
      @Nullable String detail,
      @Nullable Instant nextAttemptAt) {}

  /**
   * One attempt (A14 of the HTTP contract).
   *
   * @param result accepted, refused, gone, retry or unknown
   * @param code a failure code's API name
   * @param detail the provider's own words
   */
  public record Tried(
      Instant at,
      String provider,
      String result,
      @Nullable String code,
      @Nullable String detail,
      int latencyMs) {}
}
