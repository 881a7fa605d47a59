package dev.bongsu.channel.spi;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.RecipientId;
import java.time.Instant;

/** Hears of addresses that a provider called dead, so that they are forgotten. For many threads. */
@FunctionalInterface
public interface GoneAddresses {
  /** This address of this recipient is dead, unless it was registered again after {@code since}. */
  void gone(RecipientId recipient, Address address, Instant since);
}
