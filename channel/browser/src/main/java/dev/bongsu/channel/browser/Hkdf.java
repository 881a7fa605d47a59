package dev.bongsu.channel.browser;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HKDF with SHA-256 (RFC 5869), for keys of no more than one hash. The JDK's own takes three times
 * as long. For one thread at a time.
 */
record Hkdf(Mac hmac) {
  private static final String NAME = "HmacSHA256";
  private static final byte FIRST_BLOCK = 1;

  /** Section 2.2. */
  byte[] extract(byte[] salt, byte[] input) throws GeneralSecurityException {
    hmac.init(new SecretKeySpec(salt, NAME));
    return hmac.doFinal(input);
  }

  /** Section 2.3; at most 32 bytes. */
  byte[] expand(byte[] key, byte[] info, int bytes) throws GeneralSecurityException {
    hmac.init(new SecretKeySpec(key, NAME));
    hmac.update(info);
    hmac.update(FIRST_BLOCK);
    return Arrays.copyOf(hmac.doFinal(), bytes);
  }
}
