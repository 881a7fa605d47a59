package dev.bongsu.kernel;

import java.time.Instant;
import java.util.UUID;

/** The id of one notification: a UUID of version 7 (RFC 9562 section 5.7), so ids sort by time. */
public record NotificationId(UUID value) implements Comparable<NotificationId> {
  /** From the 16 bytes of {@link #bytes()}. */
  public static NotificationId of(byte[] bytes) {
    return new NotificationId(Identifiers.uuid(bytes));
  }

  /** The least id of all that are made at this time or later. */
  public static NotificationId firstAt(Instant time) {
    long millis = time.toEpochMilli();
    long atOrLater = Instant.ofEpochMilli(millis).isBefore(time) ? millis + 1 : millis;
    return new NotificationId(
        new UUID(Math.max(0, atOrLater) << 16 | NotificationIds.VERSION, Long.MIN_VALUE));
  }

  /** When it was made, to the millisecond. */
  public Instant at() {
    return Instant.ofEpochMilli(value.getMostSignificantBits() >>> 16);
  }

  /** The 16 bytes, most significant first. */
  public byte[] bytes() {
    return Identifiers.bytes(value);
  }

  /** In the order of the bytes, which is the order of time; {@link UUID#compareTo} is signed. */
  @Override
  public int compareTo(NotificationId other) {
    int high =
        Long.compareUnsigned(value.getMostSignificantBits(), other.value.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(
            value.getLeastSignificantBits(), other.value.getLeastSignificantBits());
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
