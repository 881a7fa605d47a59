package dev.bongsu.channel.spi;

import dev.bongsu.kernel.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hands messages to whoever carries them. An expected answer, refusal and trouble included, is an
 * {@link Outcome}; an exception means a defect of ours and counts as {@code PROVIDER_FAULT}.
 *
 * <p>{@code THROTTLED} stops everything to the provider, for the time that it wished. Where only
 * one address gets too much, the outcome is {@code RECIPIENT_UNAVAILABLE} with that wish.
 */
public sealed interface Provider extends AutoCloseable {
  /** The id it is configured by; {@code sandbox} and {@code inbox} are ours. */
  String id();

  /**
   * Whether it recognises the id of a delivery that it has already taken, and does not send it a
   * second time. Then an attempt that had no answer is repeated here and nowhere else, and can be,
   * even where a message is rather never sent than twice.
   */
  default boolean recognisesRepeats() {
    return false;
  }

  /**
   * What is to follow a message that it took, where its receipt says that nobody was reached; null
   * where a message that was taken is sent, and a receipt changes nothing but what is known of it.
   */
  default @Nullable AwaitedReceipt awaitedReceipt() {
    return null;
  }

  @Override
  void close();

  /** Takes one message at a time from each of many threads, and blocks until it is answered. */
  non-sealed interface OneByOne extends Provider {
    /** Sends it, within the provider's own time-out. */
    Outcome send(OutboundMessage message) throws InterruptedException;
  }

  /** Takes many messages at once; sending the same one again changes nothing. */
  non-sealed interface InBatches extends Provider {
    /** Sends them in this order; answers an outcome for each, in the same order. */
    List<Outcome> send(List<OutboundMessage> messages) throws InterruptedException;
  }
}
