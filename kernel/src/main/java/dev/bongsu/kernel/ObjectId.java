package dev.bongsu.kernel;

import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * The id of a stored object: a UUID of version 8 (RFC 9562 section 5.8) that follows from what the
 * object is, so that storing the same twice stores it once.
 */
public record ObjectId(UUID value) {
  private static final int BYTES = 16;
  private static final int VERSION_BYTE = 6;
  private static final int VARIANT_BYTE = 8;

  /** The id that follows from this digest, of at least 16 bytes. */
  public static ObjectId ofDigest(byte[] digest) {
    byte[] bytes = Arrays.copyOf(digest, BYTES);
    bytes[VERSION_BYTE] = (byte) ((bytes[VERSION_BYTE] & 0x0f) | 0x80);
    bytes[VARIANT_BYTE] = (byte) ((bytes[VARIANT_BYTE] & 0x3f) | 0x80);
    return new ObjectId(Identifiers.uuid(bytes));
  }

  /** The id that this text is, in the one canonical form of a UUID. */
  public static Optional<ObjectId> parsed(String text) {
    return Identifiers.isUuid(text)
        ? Optional.of(new ObjectId(UUID.fromString(text)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
