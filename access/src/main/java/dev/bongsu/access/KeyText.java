package dev.bongsu.access;

import dev.bongsu.kernel.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.random.RandomGenerator;

/** The text of a key: {@code bsk_} and 32 random bytes in base64url. */
final class KeyText {
  private static final String PREFIX = "bsk_";
  private static final int BYTES = 32;
  private static final int LENGTH = PREFIX.length() + 43;

  private KeyText() {}

  static String random(RandomGenerator random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Whether it may be a key at all, so that nothing else costs a question to the database. */
  static boolean isOne(String text) {
    return text.length() == LENGTH
        && text.startsWith(PREFIX)
        && text.chars()
            .skip(PREFIX.length())
            .allMatch(c ->
                (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '-'
                    || c == '_');
  }

  /**
   * What is stored of a key. A slow hash would protect what people can remember, and people can
   * guess; nobody guesses 256 random bits, so one SHA-256 hides them as well and lets every request
   * be checked. It also takes the secret out of every comparison: who does not have the key cannot
   * steer the hash, so the time that a look-up takes tells nothing.
   */
  static Hash hash(String text) {
    return new Hash(Sha256.of(text.getBytes(StandardCharsets.US_ASCII)));
  }

  /** A SHA-256, compared in constant time. */
  static final class Hash {
    private final byte[] bytes;

    private Hash(byte[] bytes) {
      this.bytes = bytes;
    }

    byte[] bytes() {
      return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Hash hash && MessageDigest.isEqual(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return "SHA-256";
    }
  }
}
