package dev.bongsu.sandbox;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.DeliveryId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A message as it is kept: read only when somebody looks at it. */
final class Captured {
  private final long no;
  private final Instant at;
  private final @Nullable DeliveryId delivery;
  private final Address address;
  private final byte[] raw;
  private final Reading reading;

  /** Never changes once known. */
  private volatile @Nullable Origin origin;

  /** Knows how a kind of message is read. */
  @FunctionalInterface
  interface Reading {
    /** What the message says; never fails, for what cannot be read is still to be seen raw. */
    SandboxMessage.Body of(byte[] raw);
  }

  Captured(
      long no,
      Instant at,
      @Nullable DeliveryId delivery,
      Address address,
      byte[] raw,
      Reading reading) {
    this.no = no;
    this.at = at;
    this.delivery = delivery;
    this.address = address;
    this.raw = raw;
    this.reading = reading;
  }

  long no() {
    return no;
  }

  @Nullable DeliveryId delivery() {
    return delivery;
  }

  Address address() {
    return address;
  }

  @Nullable Origin origin() {
    return origin;
  }

  void know(@Nullable Origin found) {
    if (found != null) {
      origin = found;
    }
  }

  int sizeBytes() {
    return raw.length;
  }

  SandboxMessage message() {
    return new SandboxMessage(no, at, delivery, origin, address, reading.of(raw));
  }
}
