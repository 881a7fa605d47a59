package dev.bongsu.directory;

import dev.bongsu.json.Fields;
import dev.bongsu.json.Json;
import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a browser's {@code PushSubscription.toJSON()} gives (W3C Push API section 8.1): where to
 * post and the keys to encrypt for (RFC 8291 section 3.1).
 */
final class BrowserSubscription {
  private static final int MAX_ENDPOINT_LENGTH = 2048;
  private static final int MAX_KEY_LENGTH = 128;
  private static final int COORDINATE_BYTES = 32;
  private static final int AUTH_BYTES = 16;
  private static final byte UNCOMPRESSED = 4;

  /** NIST P-256: SP 800-186 section 3.2.1.3. */
  private static final BigInteger P =
      new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);

  private static final BigInteger B =
      new BigInteger("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16);
  private static final BigInteger THREE = BigInteger.valueOf(3);

  private BrowserSubscription() {}

  /** The subscription as canonical JSON, null where it is faulty. */
  static @Nullable String read(Fields parent, String name) {
    Fields fields = parent.child(name);
    if (fields == null) {
      return null;
    }
    // Browsers send it, mostly as null; push services do not hold themselves to it.
    fields.raw("expirationTime");
    fields.missing("endpoint");
    fields.missing("keys");
    String endpoint =
        Texts.unquoted(
            fields,
            "endpoint",
            "an https URL of at most 2048 characters",
            BrowserSubscription::endpoint);
    Fields keys = fields.child("keys");
    if (keys == null) {
      return null;
    }
    keys.missing("p256dh");
    keys.missing("auth");
    String p256dh =
        Texts.unquoted(
            keys,
            "p256dh",
            "an uncompressed point of P-256 in base64url",
            BrowserSubscription::point);
    String auth = Texts.unquoted(keys, "auth", "16 bytes in base64url", BrowserSubscription::auth);
    if (endpoint == null || p256dh == null || auth == null) {
      return null;
    }
    Object subscription =
        Map.of("endpoint", endpoint, "keys", Map.of("p256dh", p256dh, "auth", auth));
    return new String(Json.canonical(subscription), StandardCharsets.UTF_8);
  }

  /**
   * Plain http is a matter of the channel's {@code allowPrivate} (C13), which refuses at sending.
   */
  private static Optional<String> endpoint(String text) {
    if (text.length() > MAX_ENDPOINT_LENGTH) {
      return Optional.empty();
    }
    try {
      var uri = new URI(text);
      boolean sound =
          ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
              && uri.getHost() != null
              && uri.getRawUserInfo() == null
              && uri.getRawFragment() == null;
      return sound ? Optional.of(uri.toASCIIString()) : Optional.empty();
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }

  private static Optional<String> point(String text) {
    return decoded(text).filter(BrowserSubscription::isOnCurve).map(BrowserSubscription::encoded);
  }

  private static Optional<String> auth(String text) {
    return decoded(text)
        .filter(bytes -> bytes.length == AUTH_BYTES)
        .map(BrowserSubscription::encoded);
  }

  private static Optional<byte[]> decoded(String text) {
    if (text.length() > MAX_KEY_LENGTH) {
      return Optional.empty();
    }
    try {
      return Optional.of(Base64.getUrlDecoder().decode(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** SEC 1 section 3.2.2.1: y² = x³ - 3x + b over the field; the cofactor is 1, so that is all. */
  private static boolean isOnCurve(byte[] point) {
    if (point.length != 1 + 2 * COORDINATE_BYTES || point[0] != UNCOMPRESSED) {
      return false;
    }
    var x = new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + COORDINATE_BYTES));
    var y = new BigInteger(1, Arrays.copyOfRange(point, 1 + COORDINATE_BYTES, point.length));
    if (x.compareTo(P) >= 0 || y.compareTo(P) >= 0) {
      return false;
    }
    BigInteger right = x.multiply(x).subtract(THREE).multiply(x).add(B);
    return y.multiply(y).subtract(right).mod(P).signum() == 0;
  }
}
