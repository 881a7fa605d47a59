package dev.bongsu.channel.spi;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads private keys as providers hand them out. */
public final class PrivateKeys {
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private PrivateKeys() {}

  /**
   * The key in a PEM text of PKCS #8 (RFC 7468 section 10).
   *
   * @param algorithm the JDK's name: {@code EC}, {@code RSA}, {@code Ed25519}
   * @throws GeneralSecurityException if it holds no such key; the message shows nothing of it
   */
  public static PrivateKey ofPem(String pem, String algorithm) throws GeneralSecurityException {
    Matcher matcher = PEM.matcher(pem);
    if (!matcher.find()) {
      throw new InvalidKeySpecException("wanted a PEM text with a PRIVATE KEY but found none");
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(matcher.group(1));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (InvalidKeySpecException | IllegalArgumentException _) {
      throw new InvalidKeySpecException("wanted a private key of the kind " + algorithm);
    }
  }
}
