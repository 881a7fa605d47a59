package dev.bongsu.channel.browser;

import dev.bongsu.json.PushPayload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import javax.crypto.KeyAgreement;

/**
 * Encrypts messages for browsers (RFC 8291). For many threads; as many as there are processors work
 * at once, the others wait.
 */
final class Encryption {
  /** What fits into one record beside its delimiter and tag (RFC 8291 section 4). */
  static final int MAX_PLAINTEXT_BYTES = PushPayload.MAX_WEB_PUSH_BYTES;

  private static final int SALT_BYTES = 16;
  private static final int INPUT_KEY_BYTES = 32;
  private static final byte[] KEY_INFO = "WebPush: info\0".getBytes(StandardCharsets.US_ASCII);

  private final BlockingQueue<Tools> tools;
  private final SecureRandom random;

  /** What one thread at a time works with; all of it costs more to make than to use. */
  private record Tools(
      KeyPairGenerator generator,
      KeyAgreement agreement,
      KeyFactory keys,
      Hkdf hkdf,
      RecordCoding coding) {
    static Tools of(Curve curve) throws GeneralSecurityException {
      var hkdf = new Hkdf(curve.hmac());
      return new Tools(
          curve.generator(), curve.agreement(), curve.keys(), hkdf, new RecordCoding(hkdf));
    }
  }

  Encryption(Curve curve, SecureRandom random) {
    int atOnce = Runtime.getRuntime().availableProcessors();
    this.tools = new ArrayBlockingQueue<>(atOnce);
    this.random = random;
    try {
      for (int i = 0; i < atOnce; i++) {
        tools.add(Tools.of(curve));
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has P-256, HMAC and AES-GCM", e);
    }
  }

  /**
   * The body of a push request, with a key and a salt that are used this once.
   *
   * @param plaintext at most {@value #MAX_PLAINTEXT_BYTES} bytes
   * @throws GeneralSecurityException if the subscription's key is no point of the curve
   */
  byte[] encrypt(Subscription to, byte[] plaintext)
      throws GeneralSecurityException, InterruptedException {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    Tools own = tools.take();
    try {
      return encrypt(own, to, plaintext, own.generator().generateKeyPair(), salt);
    } finally {
      tools.add(own);
    }
  }

  /** The same with a given key and salt, neither of which may be used again. */
  byte[] encrypt(Subscription to, byte[] plaintext, KeyPair ephemeral, byte[] salt)
      throws GeneralSecurityException, InterruptedException {
    Tools own = tools.take();
    try {
      return encrypt(own, to, plaintext, ephemeral, salt);
    } finally {
      tools.add(own);
    }
  }

  private static byte[] encrypt(
      Tools tools, Subscription to, byte[] plaintext, KeyPair ephemeral, byte[] salt)
      throws GeneralSecurityException {
    if (plaintext.length > MAX_PLAINTEXT_BYTES) {
      throw new IllegalArgumentException(
          "wanted at most " + MAX_PLAINTEXT_BYTES + " bytes but found " + plaintext.length);
    }
    byte[] ownPoint = Curve.point(ephemeral.getPublic());
    byte[] inputKey = inputKey(tools, to, ephemeral, ownPoint);
    return tools.coding().encode(inputKey, salt, ownPoint, plaintext);
  }

  /** Section 3.4: what both sides and nobody else can know. */
  private static byte[] inputKey(Tools tools, Subscription to, KeyPair ephemeral, byte[] ownPoint)
      throws GeneralSecurityException {
    byte[] theirPoint = to.publicKey();
    tools.agreement().init(ephemeral.getPrivate());
    tools.agreement().doPhase(Curve.key(tools.keys(), theirPoint), true);
    byte[] pseudoRandom = tools.hkdf().extract(to.secret(), tools.agreement().generateSecret());
    byte[] info =
        ByteBuffer.allocate(KEY_INFO.length + theirPoint.length + ownPoint.length)
            .put(KEY_INFO)
            .put(theirPoint)
            .put(ownPoint)
            .array();
    return tools.hkdf().expand(pseudoRandom, info, INPUT_KEY_BYTES);
  }
}
