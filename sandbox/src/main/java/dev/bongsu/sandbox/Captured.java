package dev.bongsu.sandbox;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.DeliveryId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A message as it is kept: read only when somebody looks at it. */
final class Captured {
  private final long no;
  private final Instant at;
  private final @Nullable DeliveryId delivery;
  private final Address address;
  private final byte[] raw;

  /** Never changes once known. */
  private volatile @Nullable Origin origin;

  Captured(long no, Instant at, @Nullable DeliveryId delivery, Address address, byte[] raw) {
    this.no = no;
    this.at = at;
    this.delivery = delivery;
    this.address = address;
    this.raw = raw;
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
    var body = new SandboxMessage.Body(Mime.content(raw), new String(raw, StandardCharsets.UTF_8));
    return new SandboxMessage(no, at, delivery, origin, address, body);
  }
}
