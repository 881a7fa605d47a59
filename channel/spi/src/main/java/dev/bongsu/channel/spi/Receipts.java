package dev.bongsu.channel.spi;

import dev.bongsu.kernel.Address;
import java.util.List;

/** Takes what providers report of messages after they took them. For many threads. */
public interface Receipts {
  /** Takes them in any order and any number of times; they are durable when it returns. */
  void take(List<Receipt> receipts) throws InterruptedException;

  /**
   * Somebody wrote back that they want no more.
   *
   * @param words what they wrote, such as {@code STOP}
   */
  void optOut(Address from, String words);
}
