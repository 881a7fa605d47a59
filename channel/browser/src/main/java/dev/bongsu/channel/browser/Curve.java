package dev.bongsu.channel.browser;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The curve P-256 (NIST SP 800-186 section 3.2.1.3), by machine code where there is some: an
 * agreement takes a tenth of the JDK's time, see docs/adr.
 *
 * @param provider null for the JDK's own
 */
record Curve(@Nullable Provider provider) {
  /** Of an uncompressed point (SEC 1 section 2.3.3): a four, then both coordinates. */
  static final int POINT_BYTES = 65;

  /** The JDK's own, which is everywhere. */
  static final Curve PLAIN = new Curve((Provider) null);

  private static final Logger LOG = LoggerFactory.getLogger(Curve.class);

  /** What stands before the point in a SubjectPublicKeyInfo (RFC 5480 section 2). */
  private static final byte[] KEY_INFO =
      HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d030107034200");

  /** The fastest that works on this machine. */
  static Curve fastest() {
    Throwable problem = AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError();
    if (problem == null) {
      return new Curve(AmazonCorrettoCryptoProvider.INSTANCE);
    }
    LOG.info(
        "No machine code for P-256 on this machine, so that Web Push takes more CPU: {}",
        problem.getMessage());
    return PLAIN;
  }

  KeyPairGenerator generator() throws GeneralSecurityException {
    KeyPairGenerator generator =
        provider == null
            ? KeyPairGenerator.getInstance("EC")
            : KeyPairGenerator.getInstance("EC", provider);
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator;
  }

  KeyAgreement agreement() throws GeneralSecurityException {
    return provider == null
        ? KeyAgreement.getInstance("ECDH")
        : KeyAgreement.getInstance("ECDH", provider);
  }

  KeyFactory keys() throws GeneralSecurityException {
    return provider == null ? KeyFactory.getInstance("EC") : KeyFactory.getInstance("EC", provider);
  }

  Mac hmac() throws GeneralSecurityException {
    return provider == null
        ? Mac.getInstance("HmacSHA256")
        : Mac.getInstance("HmacSHA256", provider);
  }

  /**
   * The key that a point stands for.
   *
   * @throws GeneralSecurityException if it is none; whether it is on the curve, some providers find
   *     out in the agreement only
   */
  static PublicKey key(KeyFactory keys, byte[] point) throws GeneralSecurityException {
    if (point.length != POINT_BYTES) {
      throw new GeneralSecurityException(
          "wanted a point of " + POINT_BYTES + " bytes but found " + point.length);
    }
    byte[] encoded = Arrays.copyOf(KEY_INFO, KEY_INFO.length + POINT_BYTES);
    System.arraycopy(point, 0, encoded, KEY_INFO.length, POINT_BYTES);
    return keys.generatePublic(new X509EncodedKeySpec(encoded));
  }

  /** The uncompressed point of a key. */
  static byte[] point(PublicKey key) {
    byte[] encoded = key.getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - POINT_BYTES, encoded.length);
  }
}
