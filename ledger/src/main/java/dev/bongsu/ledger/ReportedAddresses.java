package dev.bongsu.ledger;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.SuppressionReason;

/**
 * Hears what receipts, replies and refusals say of addresses, so that nothing more is sent there.
 * Told again whenever it throws, and now and then without; for many threads.
 */
public interface ReportedAddresses {
  /**
   * What this delivery went to bounced, or whoever got it complained.
   *
   * @param provider the id of the provider that says so
   */
  void refused(DeliveryView delivery, SuppressionReason reason, String provider);

  /**
   * A provider would not take a message to this address: nobody is there, for good.
   *
   * @param provider the id of the provider that says so
   */
  void dead(Address address, String provider);

  /**
   * Somebody wrote back.
   *
   * @param wanted whether they want messages again, or no more
   * @param provider the id of the provider that it came by
   */
  void replied(Address from, boolean wanted, String provider);
}
