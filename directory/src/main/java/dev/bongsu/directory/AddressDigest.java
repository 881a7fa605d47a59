package dev.bongsu.directory;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What stands for an address where the address itself is not to stand: HMAC-SHA-256 (RFC 2104) of
 * channel and address, so that only who has the key can try numbers until one fits. Mailboxes are
 * told apart as providers do, whatever their case. For many threads.
 */
final class AddressDigest {
  private static final String HMAC = "HmacSHA256";

  private final SecretKeySpec key;
  private final ThreadLocal<Mac> macs;

  AddressDigest(byte[] key) {
    this.key = new SecretKeySpec(key, HMAC);
    this.macs = ThreadLocal.withInitial(this::mac);
  }

  byte[] of(Address address) {
    String value =
        address.channel() == Channel.EMAIL
            ? address.value().toLowerCase(Locale.ROOT)
            : address.value();
    String text = address.channel().apiName() + "\n" + value;
    return macs.get().doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  private Mac mac() {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + HMAC, e);
    }
  }

  /** A digest as something to look up by. */
  static ByteBuffer keyed(byte[] digest) {
    return ByteBuffer.wrap(digest).asReadOnlyBuffer();
  }
}
