package dev.bongsu.sandbox;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import dev.bongsu.json.Json;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The browser behind the Web Push stand-in: it makes subscriptions without end and keeps none of
 * them, for what a subscription has can be told from its endpoint. Reads what is sent to them (RFC
 * 8291, RFC 8188). For many threads.
 */
final class PushSubscriptions {
  private static final int NAME_BYTES = 16;
  private static final int SEAL_BYTES = 16;
  private static final int SECRET_BYTES = 16;
  private static final int POINT_BYTES = 65;
  private static final int HEADER_BYTES = 21;
  private static final int TAG_BYTES = 16;
  private static final int TAG_BITS = 8 * TAG_BYTES;
  private static final int SMALLEST_RECORD = 18;
  private static final byte LAST_RECORD = 2;
  private static final String HMAC = "HmacSHA256";
  private static final byte[] KEY_INFO =
      HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d030107034200");

  private final KeyPair keys;
  private final byte[] point;
  private final byte[] seed = new byte[32];
  private final SecureRandom random = new SecureRandom();

  /** One of them. */
  @SuppressWarnings("ArrayRecordComponent") // a secret, compared by nobody
  record Subscription(String token, byte[] secret) {}

  PushSubscriptions() {
    try {
      KeyPairGenerator generator =
          provider() == null
              ? KeyPairGenerator.getInstance("EC")
              : KeyPairGenerator.getInstance("EC", provider());
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      keys = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has P-256", e);
    }
    byte[] encoded = keys.getPublic().getEncoded();
    point = Arrays.copyOfRange(encoded, encoded.length - POINT_BYTES, encoded.length);
    random.nextBytes(seed);
  }

  /** A new one. */
  Subscription subscribe() {
    byte[] name = new byte[NAME_BYTES];
    random.nextBytes(name);
    byte[] token =
        ByteBuffer.allocate(NAME_BYTES + SEAL_BYTES).put(name).put(sealed("seal", name)).array();
    return new Subscription(base64(token), sealed("auth", name));
  }

  /** The one with this token, if it was ever made here. */
  Optional<Subscription> find(String token) {
    byte[] decoded;
    try {
      decoded = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
    byte[] name = Arrays.copyOf(decoded, NAME_BYTES);
    byte[] seal = Arrays.copyOfRange(decoded, Math.min(decoded.length, NAME_BYTES), decoded.length);
    return MessageDigest.isEqual(seal, sealed("seal", name))
        ? Optional.of(new Subscription(token, sealed("auth", name)))
        : Optional.empty();
  }

  /** As a browser's {@code PushSubscription.toJSON()} gives it. */
  Map<String, Object> json(Subscription subscription, URI endpoint) {
    return Map.of(
        "endpoint",
        endpoint.toString(),
        "keys",
        Map.of("p256dh", base64(point), "auth", base64(subscription.secret())));
  }

  /** The same as one text, always the same. */
  String canonical(Subscription subscription, URI endpoint) {
    return new String(Json.canonical(json(subscription, endpoint)), StandardCharsets.UTF_8);
  }

  /**
   * What a body says.
   *
   * @throws GeneralSecurityException if it was not encrypted for this subscription
   */
  byte[] decrypt(Subscription subscription, byte[] body) throws GeneralSecurityException {
    int keyIdBytes = body.length < HEADER_BYTES ? 0 : body[HEADER_BYTES - 1] & 0xff;
    if (keyIdBytes != POINT_BYTES
        || body.length < HEADER_BYTES + POINT_BYTES + TAG_BYTES + 1
        || ByteBuffer.wrap(body).getInt(HEADER_BYTES - 5) < SMALLEST_RECORD) {
      throw new GeneralSecurityException("wanted a header of aes128gcm with a key of P-256");
    }
    byte[] salt = Arrays.copyOf(body, HEADER_BYTES - 5);
    byte[] theirs = Arrays.copyOfRange(body, HEADER_BYTES, HEADER_BYTES + POINT_BYTES);
    byte[] record = Arrays.copyOfRange(body, HEADER_BYTES + POINT_BYTES, body.length);
    byte[] info = concat("WebPush: info\0", concat(point, theirs));
    byte[] inputKey = expand(hmac(subscription.secret(), agreed(theirs)), info, 32);
    byte[] pseudoRandom = hmac(salt, inputKey);
    byte[] key = expand(pseudoRandom, concat("Content-Encoding: aes128gcm\0", new byte[0]), 16);
    byte[] nonce = expand(pseudoRandom, concat("Content-Encoding: nonce\0", new byte[0]), 12);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    return unpadded(cipher.doFinal(record));
  }

  private static byte[] unpadded(byte[] padded) throws GeneralSecurityException {
    int end = padded.length - 1;
    while (end >= 0 && padded[end] == 0) {
      end--;
    }
    if (end < 0 || padded[end] != LAST_RECORD) {
      throw new GeneralSecurityException("wanted one record that says that it is the last");
    }
    return Arrays.copyOf(padded, end);
  }

  private byte[] agreed(byte[] theirPoint) throws GeneralSecurityException {
    Provider provider = provider();
    KeyFactory factory =
        provider == null ? KeyFactory.getInstance("EC") : KeyFactory.getInstance("EC", provider);
    KeyAgreement agreement =
        provider == null
            ? KeyAgreement.getInstance("ECDH")
            : KeyAgreement.getInstance("ECDH", provider);
    PublicKey theirs = factory.generatePublic(new X509EncodedKeySpec(concat(KEY_INFO, theirPoint)));
    agreement.init(keys.getPrivate());
    agreement.doPhase(theirs, true);
    return agreement.generateSecret();
  }

  /** Machine code for the curve where there is some: the JDK takes ten times as long. */
  private static @Nullable Provider provider() {
    AmazonCorrettoCryptoProvider fast = AmazonCorrettoCryptoProvider.INSTANCE;
    return fast.getLoadingError() == null ? fast : null;
  }

  private byte[] sealed(String what, byte[] name) {
    try {
      return Arrays.copyOf(hmac(seed, concat(what, name)), SECRET_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC", e);
    }
  }

  private static byte[] expand(byte[] key, byte[] info, int bytes) throws GeneralSecurityException {
    return Arrays.copyOf(hmac(key, concat(info, new byte[] {1})), bytes);
  }

  private static byte[] hmac(byte[] key, byte[] input) throws GeneralSecurityException {
    Mac mac = Mac.getInstance(HMAC);
    mac.init(new SecretKeySpec(key, HMAC));
    return mac.doFinal(input);
  }

  private static byte[] concat(String first, byte[] second) {
    return concat(first.getBytes(StandardCharsets.US_ASCII), second);
  }

  private static byte[] concat(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
