package dev.bongsu.directory;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.RecipientId;

/** Whoever was written to and may want no more. */
public sealed interface Subscriber {
  /** A recipient. */
  record Known(RecipientId recipient) implements Subscriber {}

  /** An address whose recipient is not known. */
  record Unknown(Address address) implements Subscriber {}
}
