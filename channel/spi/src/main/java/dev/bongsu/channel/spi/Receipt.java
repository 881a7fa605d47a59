package dev.bongsu.channel.spi;

import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.FailureCode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a provider reports of a message that it took.
 *
 * @param provider the id it is configured by
 * @param delivery null when only the provider's own name for the message is known
 * @param providerMessageId null when the delivery is known
 * @param at when it happened, by the provider's clock where it says so
 * @param code why it did not arrive, null where it did
 * @param detail the provider's own words, at most 500 characters, without any address
 */
public record Receipt(
    String provider,
    @Nullable DeliveryId delivery,
    @Nullable String providerMessageId,
    Status status,
    Instant at,
    @Nullable FailureCode code,
    @Nullable String detail) {
  /** What became of it. */
  public enum Status {
    /**
     * The provider has it, and it is on its way: no news of a delivery that is {@code sent}, but it
     * answers for an attempt that had no answer.
     */
    SENT,
    /** It reached the device or mailbox. */
    DELIVERED,
    /** The recipient looked at it. */
    OPENED,
    /** The recipient followed its link. */
    CLICKED,
    /** It did not arrive, for a reason that is not the address. */
    FAILED,
    /** The address does not exist. */
    BOUNCED,
    /** The recipient called it unwanted. */
    COMPLAINED
  }

  public Receipt {
    if (delivery == null && providerMessageId == null) {
      throw new IllegalArgumentException(
          "wanted a delivery or the provider's name for the message but found neither");
    }
  }
}
