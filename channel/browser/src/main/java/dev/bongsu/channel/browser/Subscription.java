package dev.bongsu.channel.browser;

import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import java.net.URI;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Where to post for one browser, and the keys to encrypt for it (W3C Push API section 8.1).
 *
 * @param endpoint http or https, with a host
 * @param publicKey {@code p256dh}: an uncompressed point, perhaps not on the curve
 * @param secret {@code auth}: 16 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record Subscription(URI endpoint, byte[] publicKey, byte[] secret) {
  private static final int SECRET_BYTES = 16;

  /** The subscription in an address, if it is one. */
  static Optional<Subscription> of(String address) {
    try {
      Map<String, ?> json = Json.object(Json.read(address));
      Map<String, ?> keys = Json.object(json.get("keys"));
      if (json.get("endpoint") instanceof String endpoint
          && keys.get("p256dh") instanceof String publicKey
          && keys.get("auth") instanceof String secret) {
        var subscription =
            new Subscription(URI.create(endpoint), decoded(publicKey), decoded(secret));
        return subscription.isSound() ? Optional.of(subscription) : Optional.empty();
      }
    } catch (JsonException | IllegalArgumentException _) {
      // told below
    }
    return Optional.empty();
  }

  private boolean isSound() {
    return ("https".equals(endpoint.getScheme()) || "http".equals(endpoint.getScheme()))
        && endpoint.getHost() != null
        && endpoint.getRawUserInfo() == null
        && endpoint.getRawFragment() == null
        && publicKey.length == Curve.POINT_BYTES
        && secret.length == SECRET_BYTES;
  }

  private static byte[] decoded(String text) {
    return Base64.getUrlDecoder().decode(text);
  }
}
