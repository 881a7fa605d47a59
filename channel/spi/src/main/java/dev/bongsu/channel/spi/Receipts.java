package dev.bongsu.channel.spi;

import java.util.List;

/**
 * Takes what providers report of messages after they took them, and what people write back. For
 * many threads.
 */
public interface Receipts {
  /** Takes them in any order and any number of times; they are durable when it returns. */
  void take(List<Receipt> receipts) throws InterruptedException;

  /**
   * Takes what people wrote to us, whatever it is: what the words mean is not for a channel to say.
   * Durable when it returns, as far as it means something.
   *
   * @param provider the id of the provider that it came by
   */
  void heard(String provider, List<Callbacks.Inbound> messages) throws InterruptedException;
}
