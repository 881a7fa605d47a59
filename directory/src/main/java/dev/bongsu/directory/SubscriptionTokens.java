package dev.bongsu.directory;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.RecipientId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Subscriptions as text for links: signed, so that nobody makes one up, and hidden, so that a link
 * in somebody's history says nothing about them. 16 bytes of HMAC-SHA-256 of the plain text, then
 * the plain text under AES-256 in counter mode that begins with them: a synthetic initialisation
 * vector as in RFC 5297, so the same subscription has the same link. For many threads.
 */
public final class SubscriptionTokens {
  private static final String HMAC = "HmacSHA256";
  private static final int TAG_BYTES = 16;
  private static final int MAX_LENGTH = 4_096;
  private static final byte VERSION = 1;
  private static final byte KNOWN = 0;
  private static final byte UNKNOWN = 1;

  private final SecretKeySpec signing;
  private final SecretKeySpec hiding;

  /** Tokens under a key of 32 bytes: see {@link SharedKeys}. */
  public SubscriptionTokens(byte[] key) {
    var root = new SecretKeySpec(key, HMAC);
    this.signing = new SecretKeySpec(hmac(root, ascii("sign")), HMAC);
    this.hiding = new SecretKeySpec(hmac(root, ascii("hide")), "AES");
  }

  /** The token of a subscription, of {@code A-Za-z0-9_-} alone. */
  public String token(Subscription subscription) {
    byte[] plain = plain(subscription);
    byte[] tag = Arrays.copyOf(hmac(signing, plain), TAG_BYTES);
    byte[] hidden = hide(plain, tag);
    byte[] token = ByteBuffer.allocate(TAG_BYTES + hidden.length).put(tag).put(hidden).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /** The subscription of a token; empty for what is none of ours. */
  public Optional<Subscription> read(String token) {
    byte[] bytes;
    try {
      bytes = token.length() > MAX_LENGTH ? new byte[0] : Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
    if (bytes.length <= TAG_BYTES) {
      return Optional.empty();
    }
    byte[] tag = Arrays.copyOf(bytes, TAG_BYTES);
    byte[] plain = hide(Arrays.copyOfRange(bytes, TAG_BYTES, bytes.length), tag);
    byte[] wanted = Arrays.copyOf(hmac(signing, plain), TAG_BYTES);
    return MessageDigest.isEqual(tag, wanted) ? Optional.of(subscription(plain)) : Optional.empty();
  }

  /** Version, kind, length of the channel, channel, length of the category, category, the rest. */
  private static byte[] plain(Subscription subscription) {
    byte[] channel = ascii(subscription.channel().apiName());
    byte[] category =
        subscription.category() == null ? new byte[0] : ascii(subscription.category().value());
    byte[] name =
        switch (subscription.subscriber()) {
          case Subscriber.Known(RecipientId id) -> ascii(id.value());
          case Subscriber.Unknown(Address address) ->
              address.value().getBytes(StandardCharsets.UTF_8);
        };
    byte kind = subscription.subscriber() instanceof Subscriber.Known ? KNOWN : UNKNOWN;
    return ByteBuffer.allocate(4 + channel.length + category.length + name.length)
        .put(VERSION)
        .put(kind)
        .put((byte) channel.length)
        .put(channel)
        .put((byte) category.length)
        .put(category)
        .put(name)
        .array();
  }

  /** Only what we signed comes here, so it has the form that we gave it. */
  private static Subscription subscription(byte[] plain) {
    ByteBuffer in = ByteBuffer.wrap(plain);
    byte version = in.get();
    if (version != VERSION) {
      throw new IllegalStateException("a token of version " + version + " is signed by our key");
    }
    byte kind = in.get();
    Channel channel = Channel.named(text(in, in.get())).orElseThrow();
    String category = text(in, in.get());
    String name = text(in, in.remaining());
    return new Subscription(
        kind == KNOWN
            ? new Subscriber.Known(new RecipientId(name))
            : new Subscriber.Unknown(new Address(channel, name)),
        category.isEmpty() ? null : new CategoryKey(category),
        channel);
  }

  private static String text(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Hides what is plain, and shows what is hidden. */
  private byte[] hide(byte[] bytes, byte[] tag) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, hiding, new IvParameterSpec(tag));
      return cipher.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES", e);
    }
  }

  private static byte[] hmac(SecretKeySpec key, byte[] bytes) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return mac.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + HMAC, e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
