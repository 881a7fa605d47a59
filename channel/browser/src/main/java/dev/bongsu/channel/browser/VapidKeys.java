package dev.bongsu.channel.browser;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.KeyAgreement;

/**
 * What a push service knows us by (RFC 8292 section 3.2). Browsers subscribe with the public key,
 * so that changing the keys makes all subscriptions useless.
 */
record VapidKeys(PrivateKey privateKey, PublicKey publicKey) {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";
  private static final int LINE = 64;
  private static final BigInteger TWO = BigInteger.TWO;

  /** The public key as browsers take it: {@code applicationServerKey}, in base64url. */
  String publicText() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Curve.point(publicKey));
  }

  /** The keys of a private key in PKCS#8 PEM (RFC 7468 section 10), if it is one of P-256. */
  static Optional<VapidKeys> ofPem(String pem) {
    int begin = pem.indexOf(BEGIN);
    int end = pem.indexOf(END);
    if (begin < 0 || end < begin) {
      return Optional.empty();
    }
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(pem.substring(begin + BEGIN.length(), end));
      PrivateKey key =
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
      return key instanceof ECPrivateKey own && isP256(own)
          ? Optional.of(new VapidKeys(own, publicOf(own)))
          : Optional.empty();
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /**
   * The keys in a file, readable by its owner only; made if there is no file. Several processes may
   * ask at once and get the same.
   *
   * @throws IOException if the file cannot be read or written, or holds something else
   */
  static VapidKeys kept(Path file) throws IOException {
    if (!Files.exists(file)) {
      make(file);
    }
    return ofPem(Files.readString(file))
        .orElseThrow(() -> new IOException("wanted a private key of P-256 in " + file));
  }

  private static void make(Path file) throws IOException {
    FileAttribute<?> owned =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Path made = Files.createTempFile(file.toAbsolutePath().getParent(), "webpush", ".new", owned);
    try {
      Files.writeString(made, pem(generated().getPrivate()));
      // A link appears with all of its content, and never over what somebody else made meanwhile.
      Files.createLink(file, made);
    } catch (FileAlreadyExistsException _) {
      // Theirs is as good.
    } finally {
      Files.delete(made);
    }
  }

  private static KeyPair generated() {
    try {
      return Curve.PLAIN.generator().generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has P-256", e);
    }
  }

  private static String pem(PrivateKey key) {
    return BEGIN
        + "\n"
        + Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(key.getEncoded())
        + "\n"
        + END
        + "\n";
  }

  private static boolean isP256(ECKey key) {
    return key.getParams().toString().contains("secp256r1");
  }

  /**
   * The public half, which Java does not give: agreeing with the base point makes its x, and of the
   * two points with that x it is the one that a signature can be verified with.
   */
  private static PublicKey publicOf(ECPrivateKey own) throws GeneralSecurityException {
    ECParameterSpec curve = own.getParams();
    KeyFactory keys = KeyFactory.getInstance("EC");
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(own);
    agreement.doPhase(keys.generatePublic(new ECPublicKeySpec(curve.getGenerator(), curve)), true);
    var x = new BigInteger(1, agreement.generateSecret());
    BigInteger p = ((ECFieldFp) curve.getCurve().getField()).getP();
    BigInteger square =
        x.pow(3).add(curve.getCurve().getA().multiply(x)).add(curve.getCurve().getB()).mod(p);
    // p is 3 modulo 4, so this is a root.
    BigInteger y = square.modPow(p.add(BigInteger.ONE).divide(TWO.multiply(TWO)), p);
    PublicKey one = keys.generatePublic(new ECPublicKeySpec(new ECPoint(x, y), curve));
    PublicKey other =
        keys.generatePublic(new ECPublicKeySpec(new ECPoint(x, p.subtract(y)), curve));
    return belong(own, one) ? one : other;
  }

  private static boolean belong(PrivateKey own, PublicKey other) throws GeneralSecurityException {
    byte[] words = {1, 2, 3};
    Signature signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(own);
    signer.update(words);
    byte[] signature = signer.sign();
    signer.initVerify(other);
    signer.update(words);
    return signer.verify(signature);
  }

  /** Without the private key. */
  @Override
  public String toString() {
    return "VAPID key " + publicText();
  }
}
