package dev.bongsu.channel.browser;

import dev.bongsu.channel.spi.Provider;
import dev.bongsu.channel.spi.ProviderKind;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.Secrets;
import dev.bongsu.channel.spi.Surroundings;
import dev.bongsu.json.Fields;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How to reach browsers. */
public final class WebPushSettings implements ProviderKind.Blueprint {
  /** The {@code type} in the configuration. */
  static final String TYPE = "webpush";

  private static final String KEY_FILE = "webpush.key";
  private static final int MAX_TEXT = 512;

  private final ProviderSettings common;
  private final String subject;
  private final @Nullable VapidKeys keys;
  private final boolean allowPrivate;
  private final @Nullable URI sandbox;

  /**
   * Settings that are sound.
   *
   * @param subject how a push service reaches whoever runs this: a mailto: or https: URI (RFC 8292
   *     section 2.1)
   * @param keys null where they are made at first start and kept in the data directory
   * @param allowPrivate whether plain http and hosts that are not on the public Internet may be
   *     called
   * @param sandbox what the endpoints of the sandbox begin with, where they alone may be called;
   *     null for a provider that is none of the sandbox
   */
  WebPushSettings(
      ProviderSettings common,
      String subject,
      @Nullable VapidKeys keys,
      boolean allowPrivate,
      @Nullable URI sandbox) {
    this.common = common;
    this.subject = subject;
    this.keys = keys;
    this.allowPrivate = allowPrivate;
    this.sandbox = sandbox;
  }

  /**
   * The settings in {@code fields}, whose {@code done()} is the caller's to call; they are for use
   * only if it finds no fault.
   *
   * @param base what relative paths are relative to
   */
  static WebPushSettings read(Fields fields, Path base) {
    ProviderSettings common = ProviderSettings.read(fields, base);
    String subject = fields.requiredText("subject", MAX_TEXT);
    if (!subject.isEmpty() && !subject.matches("(mailto:[^@\\s]+@[^@\\s]+|https://\\S+)")) {
      fields.fault("subject", "wanted mailto:<address> or https://<page>");
    }
    VapidKeys keys = keys(fields, base);
    Boolean allowPrivate = fields.bool("allowPrivate");
    return new WebPushSettings(
        common, subject, keys, Objects.requireNonNullElse(allowPrivate, false), null);
  }

  @Override
  public ProviderSettings common() {
    return common;
  }

  String subject() {
    return subject;
  }

  boolean allowPrivate() {
    return allowPrivate;
  }

  /** Whether an endpoint is one of those that this provider is there for. */
  boolean serves(URI endpoint) {
    return sandbox == null
        || (Origin.of(endpoint).equals(Origin.of(sandbox))
            && endpoint.getRawPath().startsWith(sandbox.getRawPath()));
  }

  /**
   * What pages subscribe with ({@code applicationServerKey}), in base64url: configured, or made by
   * a provider that was opened over this data directory; empty if there is neither.
   *
   * @throws UncheckedIOException if the key that was made cannot be read
   */
  public Optional<String> publicKey(Path data) {
    if (keys != null) {
      return Optional.of(keys.publicText());
    }
    Path file = data.resolve(KEY_FILE);
    return Files.exists(file) ? Optional.of(kept(file).publicText()) : Optional.empty();
  }

  @Override
  public Provider open(Surroundings around) {
    VapidKeys own = keys == null ? kept(around.data().resolve(KEY_FILE)) : keys;
    var encryption = new Encryption(Curve.fastest(), new SecureRandom());
    return new WebPushProvider(this, own, encryption, Resolver.SYSTEM, around.clock());
  }

  private static VapidKeys kept(Path file) {
    try {
      return VapidKeys.kept(file);
    } catch (IOException e) {
      throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
    }
  }

  private static @Nullable VapidKeys keys(Fields fields, Path base) {
    String pem = Secrets.read(fields, "privateKey", base);
    String publicKey = fields.text("publicKey", MAX_TEXT);
    if (pem == null) {
      if (publicKey != null && fields.isSound()) {
        fields.fault("privateKeyFile", "wanted with a publicKey");
      }
      return null;
    }
    VapidKeys keys = VapidKeys.ofPem(pem).orElse(null);
    if (keys == null) {
      fields.fault(
          fields.has("privateKeyFile") ? "privateKeyFile" : "privateKey",
          "wanted a private key of P-256 in PKCS#8 PEM (-----BEGIN PRIVATE KEY-----)");
    } else if (publicKey != null && !keys.publicText().equals(publicKey.replace("=", ""))) {
      fields.fault("publicKey", "wanted the private key's other half, " + keys.publicText());
    }
    return keys;
  }

  /** Without the private key. */
  @Override
  public String toString() {
    return "webpush " + common.id() + " for " + subject;
  }
}
