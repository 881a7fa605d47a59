package dev.bongsu.kernel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The id of one delivery. It follows from what the delivery is, so deciding twice makes one
 * delivery: the first 8 bytes are those of its notification's id, the other 62 bits a hash of
 * notification, recipient, channel and address. All deliveries of a notification are therefore
 * neighbours in the order of ids, and two of a million recipients share an id once in ten million
 * such notifications.
 */
public record DeliveryId(UUID value) {
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long HASH_BITS = 0x3fff_ffff_ffff_ffffL;

  /**
   * The id of the delivery of {@code notification} to {@code address}, of {@code recipient} if
   * known.
   */
  public static DeliveryId of(
      NotificationId notification, @Nullable RecipientId recipient, Address address) {
    MessageDigest digest = Sha256.digest();
    digest.update(notification.bytes());
    byte[] name = (recipient == null ? "" : recipient.value()).getBytes(StandardCharsets.UTF_8);
    digest.update(name);
    digest.update((byte) 0);
    digest.update(address.channel().apiName().getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    long hash =
        ByteBuffer.wrap(digest.digest(address.value().getBytes(StandardCharsets.UTF_8))).getLong();
    return new DeliveryId(
        new UUID(notification.value().getMostSignificantBits(), (hash & HASH_BITS) | VARIANT));
  }

  /** From the 16 bytes of {@link #bytes()}. */
  public static DeliveryId of(byte[] bytes) {
    return new DeliveryId(Identifiers.uuid(bytes));
  }

  /** The id that this text is: a UUID in its canonical form, but in whichever case. */
  public static Optional<DeliveryId> parsed(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return Identifiers.isUuid(lower)
        ? Optional.of(new DeliveryId(UUID.fromString(lower)))
        : Optional.empty();
  }

  /** The least id that a delivery of {@code notification} can have. */
  public static DeliveryId firstOf(NotificationId notification) {
    return new DeliveryId(new UUID(notification.value().getMostSignificantBits(), VARIANT));
  }

  /** The greatest id that a delivery of {@code notification} can have. */
  public static DeliveryId lastOf(NotificationId notification) {
    return new DeliveryId(
        new UUID(notification.value().getMostSignificantBits(), HASH_BITS | VARIANT));
  }

  /** When its notification was made, to the millisecond. */
  public Instant notificationAt() {
    return Instant.ofEpochMilli(value.getMostSignificantBits() >>> 16);
  }

  /** The 16 bytes, most significant first. */
  public byte[] bytes() {
    return Identifiers.bytes(value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
