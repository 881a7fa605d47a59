package dev.bongsu.sandbox;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Base64;

/** Key pairs made on the spot, and the file that a private key is handed out in. */
public final class NewKeys {
  private NewKeys() {}

  /** On the curve P-256. */
  public static KeyPair ec() {
    return made("EC", 256);
  }

  /** Of 2,048 bits. */
  public static KeyPair rsa() {
    return made("RSA", 2048);
  }

  /** As PEM: PKCS #8, unencrypted (RFC 7468 section 10). */
  public static String pem(PrivateKey key) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  private static KeyPair made(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform makes keys", e);
    }
  }
}
