package dev.bongsu.sandbox;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.interfaces.RSAKey;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A key and a certificate (RFC 5280) for {@code localhost} and 127.0.0.1, made on the spot and
 * signed by nobody else: to be trusted by whoever is told to.
 */
public final class SelfSigned {
  private static final Duration VALID = Duration.ofDays(30);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** DER of the object identifiers 1.2.840.10045.4.3.2, 2.5.4.3 and 2.5.29.17. */
  private static final byte[] ECDSA_WITH_SHA256 = {
    0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x04, 0x03, 0x02
  };

  /** DER of the algorithm 1.2.840.113549.1.1.11, with its parameter NULL. */
  private static final byte[] RSA_WITH_SHA256 = {
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x0b,
    0x05,
    0x00
  };

  private static final byte[] COMMON_NAME = {0x06, 0x03, 0x55, 0x04, 0x03};
  private static final byte[] SUBJECT_ALT_NAME = {0x06, 0x03, 0x55, 0x1d, 0x11};

  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int OCTETS = 0x04;
  private static final int BITS = 0x03;
  private static final int INTEGER = 0x02;
  private static final int UTF8 = 0x0c;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int DNS_NAME = 0x82;
  private static final int IP_ADDRESS = 0x87;

  private final Certificate certificate;
  private final PrivateKey key;
  private final SSLContext context;

  private SelfSigned(Certificate certificate, PrivateKey key, SSLContext context) {
    this.certificate = certificate;
    this.key = key;
    this.context = context;
  }

  /** A new one, valid from a day before {@code now} on. */
  public static SelfSigned at(Instant now) {
    return of(NewKeys.ec(), now);
  }

  /** The same of an RSA key of 2,048 bits. */
  static SelfSigned ofRsa(Instant now) {
    return of(NewKeys.rsa(), now);
  }

  private static SelfSigned of(KeyPair keys, Instant now) {
    try {
      Certificate certificate =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(certificate(keys, now)));
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("sandbox", keys.getPrivate(), new char[0], new Certificate[] {certificate});
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return new SelfSigned(certificate, keys.getPrivate(), context);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every Java platform can do X.509 and PKCS 12", e);
    }
  }

  /** Serves with it. */
  public SSLContext context() {
    return context;
  }

  /** What the certificate's owner signs with. */
  PrivateKey key() {
    return key;
  }

  /** The certificate as PEM, to be trusted. */
  public String pem() {
    try {
      return "-----BEGIN CERTIFICATE-----\n"
          + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
          + "\n-----END CERTIFICATE-----\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("what was made from its encoding has one", e);
    }
  }

  private static byte[] certificate(KeyPair keys, Instant now) throws GeneralSecurityException {
    boolean rsa = keys.getPrivate() instanceof RSAKey;
    byte[] algorithm = der(SEQUENCE, rsa ? RSA_WITH_SHA256 : ECDSA_WITH_SHA256);
    byte[] name =
        der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8, ascii("localhost")))));
    byte[] validity =
        der(
            SEQUENCE,
            der(GENERALIZED_TIME, ascii(TIME.format(now.minus(Duration.ofDays(1))))),
            der(GENERALIZED_TIME, ascii(TIME.format(now.plus(VALID)))));
    byte[] alternatives =
        der(
            SEQUENCE,
            der(DNS_NAME, ascii("localhost")),
            der(IP_ADDRESS, new byte[] {127, 0, 0, 1}));
    byte[] extensions =
        der(0xa3, der(SEQUENCE, der(SEQUENCE, SUBJECT_ALT_NAME, der(OCTETS, alternatives))));
    byte[] body =
        der(
            SEQUENCE,
            der(0xa0, der(INTEGER, new byte[] {2})),
            der(INTEGER, BigInteger.valueOf(now.toEpochMilli()).toByteArray()),
            algorithm,
            name,
            validity,
            name,
            keys.getPublic().getEncoded(),
            extensions);
    Signature signature = Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSA");
    signature.initSign(keys.getPrivate());
    signature.update(body);
    return der(SEQUENCE, body, algorithm, der(BITS, new byte[] {0}, signature.sign()));
  }

  /** A value with its tag and length (ITU-T X.690 sections 8.1.2 and 8.1.3). */
  private static byte[] der(int tag, byte[]... parts) {
    var content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    var out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.size();
    if (length < 0x80) {
      out.write(length);
    } else if (length < 0x100) {
      out.write(0x81);
      out.write(length);
    } else {
      out.write(0x82);
      out.write(length >> 8);
      out.write(length);
    }
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
