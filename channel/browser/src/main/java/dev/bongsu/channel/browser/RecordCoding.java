package dev.bongsu.channel.browser;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The coding aes128gcm (RFC 8188) of what fits into one record. For one thread at a time. */
final class RecordCoding {
  private static final int RECORD_BYTES = 4_096;
  private static final int TAG_BITS = 128;
  private static final byte LAST_RECORD = 2;
  private static final byte[] KEY_INFO = ascii("Content-Encoding: aes128gcm\0");
  private static final byte[] NONCE_INFO = ascii("Content-Encoding: nonce\0");
  private static final int KEY_BYTES = 16;
  private static final int NONCE_BYTES = 12;

  private final Hkdf hkdf;
  private final Cipher cipher;

  RecordCoding(Hkdf hkdf) throws GeneralSecurityException {
    this.hkdf = hkdf;
    this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
  }

  /**
   * Header and record (section 2).
   *
   * @param inputKey what both sides know
   * @param salt 16 bytes, used this once
   * @param keyId at most 255 bytes
   */
  byte[] encode(byte[] inputKey, byte[] salt, byte[] keyId, byte[] plaintext)
      throws GeneralSecurityException {
    byte[] pseudoRandom = hkdf.extract(salt, inputKey);
    byte[] key = hkdf.expand(pseudoRandom, KEY_INFO, KEY_BYTES);
    // Of the first record the nonce is this as it is (section 2.3).
    byte[] nonce = hkdf.expand(pseudoRandom, NONCE_INFO, NONCE_BYTES);
    cipher.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    byte[] padded = Arrays.copyOf(plaintext, plaintext.length + 1);
    padded[plaintext.length] = LAST_RECORD;
    byte[] record = cipher.doFinal(padded);
    return ByteBuffer.allocate(salt.length + Integer.BYTES + 1 + keyId.length + record.length)
        .put(salt)
        .putInt(RECORD_BYTES)
        .put((byte) keyId.length)
        .put(keyId)
        .put(record)
        .array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
