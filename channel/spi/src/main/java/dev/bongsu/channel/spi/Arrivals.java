package dev.bongsu.channel.spi;

import dev.bongsu.kernel.DeliveryId;

/** Knows what became of deliveries by other ways than the answer of the provider. */
@FunctionalInterface
public interface Arrivals {
  /**
   * What is known before an attempt that may send a message for the second time.
   *
   * @param taken how many messages its provider took of it and is to tell of, 0 if nobody knows
   */
  Heard heard(DeliveryId delivery, int taken);

  /** What it can be. */
  enum Heard {
    /** It may be sent again. */
    NOTHING,
    /**
     * A receipt has come, so the provider took it; what it says takes effect as soon as the
     * delivery is settled.
     */
    RECEIPT,
    /** Receipts say of all that its provider took that nobody was reached. */
    UNREACHED,
    /** It is settled, by whatever way. */
    SETTLED
  }
}
