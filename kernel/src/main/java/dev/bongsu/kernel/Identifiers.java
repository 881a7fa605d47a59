package dev.bongsu.kernel;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * The forms of identifiers, checked without regular expressions since every recipient passes here.
 */
public final class Identifiers {
  private static final int MAX_KEY_LENGTH = 64;
  private static final int MAX_RECIPIENT_LENGTH = 128;
  private static final int UUID_LENGTH = 36;

  private Identifiers() {}

  /** Whether this is a key that a caller may choose: {@code [a-z0-9][a-z0-9._-]{0,63}}. */
  public static boolean isKey(String value) {
    int length = value.length();
    if (length == 0 || length > MAX_KEY_LENGTH || !isLowerOrDigit(value.charAt(0))) {
      return false;
    }
    for (int i = 1; i < length; i++) {
      char c = value.charAt(i);
      if (!isLowerOrDigit(c) && c != '.' && c != '_' && c != '-') {
        return false;
      }
    }
    return true;
  }

  /** Whether this is a recipient id: 1 to 128 of {@code A-Za-z0-9._:@-}. */
  public static boolean isRecipientId(String value) {
    int length = value.length();
    if (length == 0 || length > MAX_RECIPIENT_LENGTH) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      boolean allowed =
          isLowerOrDigit(c)
              || (c >= 'A' && c <= 'Z')
              || c == '.'
              || c == '_'
              || c == ':'
              || c == '@'
              || c == '-';
      if (!allowed) {
        return false;
      }
    }
    return true;
  }

  /** Whether this is a UUID in its one canonical form of 36 characters (RFC 9562 section 4). */
  public static boolean isUuid(String value) {
    if (value.length() != UUID_LENGTH) {
      return false;
    }
    for (int i = 0; i < UUID_LENGTH; i++) {
      char c = value.charAt(i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? c != '-' : Character.digit(c, 16) < 0 || c > 'f') {
        return false;
      }
    }
    return true;
  }

  static void requireKey(String what, String value) {
    if (!isKey(value)) {
      throw new IllegalArgumentException(
          "wanted a "
              + what
              + ", 1 to 64 of a-z, 0-9, \".\", \"_\" and \"-\" that begin with a letter or digit, but found "
              + otherThan(value));
    }
  }

  static void requireRecipientId(String what, String value) {
    if (!isRecipientId(value)) {
      throw new IllegalArgumentException(
          "wanted a "
              + what
              + ", 1 to 128 of A-Z, a-z, 0-9, \".\", \"_\", \":\", \"@\" and \"-\", but found "
              + otherThan(value));
    }
  }

  /**
   * The 16 bytes of an id, most significant first, as they stand in records and in the database.
   */
  static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  static UUID uuid(byte[] bytes) {
    if (bytes.length != 16) {
      throw new IllegalArgumentException("an id is 16 bytes but is " + bytes.length);
    }
    var buffer = ByteBuffer.wrap(bytes);
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  /** By length alone: what is refused may be private. */
  static String otherThan(String value) {
    return value.isEmpty() ? "nothing" : "another text of " + value.length() + " characters";
  }

  private static boolean isLowerOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }
}
