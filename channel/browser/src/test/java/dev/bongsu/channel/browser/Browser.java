package dev.bongsu.channel.browser;

import com.google.crypto.tink.apps.webpush.WebPushHybridDecrypt;
import dev.bongsu.channel.spi.OutboundMessage;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.SampleMessage;
import dev.bongsu.channel.spi.Trust;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.Priority;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A browser: keys of its own, a subscription somewhere, and somebody else's library to read by. */
final class Browser {
  static final VapidKeys KEYS = keys();

  private final KeyPair pair = pair();
  private final byte[] secret = new byte[16];
  private Address address = new Address(Channel.BROWSER, "none yet");

  Browser() {
    new SecureRandom().nextBytes(secret);
  }

  Browser subscribesAt(String endpoint) {
    Map<String, Object> subscription =
        Map.of(
            "endpoint",
            endpoint,
            "keys",
            Map.of("p256dh", encoded(Curve.point(pair.getPublic())), "auth", encoded(secret)));
    address =
        new Address(
            Channel.BROWSER, new String(Json.canonical(subscription), StandardCharsets.UTF_8));
    return this;
  }

  /** Instead of its own: it cannot read what is sent there. */
  Browser subscribedWith(String subscription) {
    address = new Address(Channel.BROWSER, subscription);
    return this;
  }

  Address address() {
    return address;
  }

  Map<String, @Nullable Object> read(byte[] body) throws Exception {
    byte[] plaintext =
        new WebPushHybridDecrypt.Builder()
            .withAuthSecret(secret)
            .withRecipientPublicKey((ECPublicKey) pair.getPublic())
            .withRecipientPrivateKey((ECPrivateKey) pair.getPrivate())
            .build()
            .decrypt(body, null);
    return Json.readObject(plaintext);
  }

  OutboundMessage message(Content content, Priority priority, @Nullable String collapseKey) {
    return SampleMessage.to(address, content)
        .recipient("u1")
        .priority(priority)
        .collapseKey(collapseKey)
        .message();
  }

  OutboundMessage message(String title) {
    return message(new Content(Map.of("title", title)), Priority.NORMAL, null);
  }

  static WebPushProvider provider(boolean allowPrivate, Resolver resolver, Clock clock) {
    var common =
        new ProviderSettings("push", "webpush", Duration.ofSeconds(20), null, 8, Trust.JDK);
    return provider(common, allowPrivate, resolver, clock);
  }

  static WebPushProvider provider(
      ProviderSettings common, boolean allowPrivate, Resolver resolver, Clock clock) {
    return provider(
        new WebPushSettings(common, "mailto:ops@example.com", KEYS, allowPrivate, null),
        resolver,
        clock);
  }

  static WebPushProvider provider(WebPushSettings settings, Resolver resolver, Clock clock) {
    return new WebPushProvider(
        settings, KEYS, new Encryption(Curve.fastest(), new SecureRandom()), resolver, clock);
  }

  private static VapidKeys keys() {
    KeyPair pair = pair();
    return new VapidKeys(pair.getPrivate(), pair.getPublic());
  }

  private static KeyPair pair() {
    try {
      return Curve.PLAIN.generator().generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
