package dev.bongsu.directory;

import dev.bongsu.kernel.Address;
import java.time.Instant;

/**
 * An address of a recipient.
 *
 * @param registeredAt when it was last given to us; a provider's word that it died before then says
 *     nothing about it
 */
record StoredAddress(Address address, Instant registeredAt) {}
