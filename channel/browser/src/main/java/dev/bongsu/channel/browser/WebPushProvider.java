package dev.bongsu.channel.browser;

import dev.bongsu.channel.spi.Dismisser;
import dev.bongsu.channel.spi.OutboundDismissal;
import dev.bongsu.channel.spi.OutboundMessage;
import dev.bongsu.channel.spi.Provider;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.Sha256;
import dev.bongsu.kernel.TraceParent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Posts encrypted messages to the push services that browsers named. For many threads. */
final class WebPushProvider implements Provider.OneByOne, Dismisser {
  /** Some push services refuse more than four weeks. */
  private static final Duration LONGEST_TTL = Duration.ofDays(28);

  /** RFC 8030 section 5.4. */
  private static final int MAX_TOPIC = 32;

  private static final String NOT_OF_THE_SANDBOX =
      "the sandbox calls no endpoint but those of POST /v1/sandbox/subscriptions (since the last"
          + " start): take one, or configure a provider of type webpush";

  private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9_-]{1,32}");

  private final WebPushSettings settings;
  private final Clock clock;
  private final Encryption encryption;
  private final Vapid vapid;
  private final PushServices services;
  private final Verdicts verdicts;

  /** Connects to nothing before the first message. */
  WebPushProvider(
      WebPushSettings settings,
      VapidKeys keys,
      Encryption encryption,
      Resolver resolver,
      Clock clock) {
    this.settings = settings;
    this.clock = clock;
    this.encryption = encryption;
    this.vapid = new Vapid(keys, settings.subject(), clock);
    this.services = new PushServices(settings, resolver, clock);
    this.verdicts = new Verdicts(services, clock);
  }

  @Override
  public String id() {
    return settings.common().id();
  }

  @Override
  public Outcome send(OutboundMessage message) throws InterruptedException {
    var headers =
        new Headers(
            ttl(message.expiresAt()),
            message.priority(),
            message.collapseKey(),
            message.traceParent());
    return send(message.address(), Plaintext.of(message), headers);
  }

  @Override
  public Outcome dismiss(OutboundDismissal dismissal) throws InterruptedException {
    return Subscription.of(dismissal.address().value())
            .filter(to -> mustShowEverything(to.endpoint()))
            .isPresent()
        ? new Outcome.Refused(FailureCode.MESSAGE_REFUSED, "this browser takes nothing silent")
        : send(
            dismissal.address(),
            Plaintext.of(dismissal),
            new Headers(ttl(dismissal.expiresAt()), Priority.LOW, null, null));
  }

  private record Headers(
      Duration ttl,
      Priority urgency,
      @Nullable String collapseKey,
      @Nullable TraceParent traceParent) {}

  private Outcome send(Address address, byte[] plaintext, Headers headers)
      throws InterruptedException {
    Optional<Subscription> to = Subscription.of(address.value());
    if (to.isEmpty()) {
      return noSubscription();
    }
    if (!settings.serves(to.get().endpoint())) {
      return new Outcome.Refused(FailureCode.MESSAGE_REFUSED, NOT_OF_THE_SANDBOX);
    }
    if (plaintext.length > Encryption.MAX_PLAINTEXT_BYTES) {
      return new Outcome.Refused(
          FailureCode.PAYLOAD_TOO_LARGE,
          "wanted at most %d bytes but found %d"
              .formatted(Encryption.MAX_PLAINTEXT_BYTES, plaintext.length));
    }
    Origin origin = Origin.of(to.get().endpoint());
    byte[] body;
    try {
      body = encryption.encrypt(to.get(), plaintext);
    } catch (GeneralSecurityException _) {
      return noSubscription();
    }
    Exchange exchange = services.post(origin, request(headers, to.get().endpoint(), origin, body));
    return verdicts.of(origin, exchange);
  }

  /** Safari ends the subscription of a page whose pushes show nothing ("Meet Web Push"). */
  private static boolean mustShowEverything(URI endpoint) {
    String host = endpoint.getHost();
    return host != null && host.toLowerCase(Locale.ROOT).endsWith(".push.apple.com");
  }

  @Override
  public void close() {
    services.close();
  }

  private Outcome noSubscription() {
    return new Outcome.AddressGone(clock.instant(), "not a subscription of a browser");
  }

  /** RFC 8030 section 5. */
  private byte[] request(Headers headers, URI endpoint, Origin origin, byte[] body) {
    var head = new StringBuilder(1_024);
    head.append("POST ").append(target(endpoint)).append(" HTTP/1.1\r\n");
    header(head, "Host", origin.authority());
    header(head, "Authorization", vapid.authorization(origin));
    header(head, "TTL", Long.toString(headers.ttl().toSeconds()));
    header(head, "Urgency", headers.urgency().apiName());
    String collapseKey = headers.collapseKey();
    if (collapseKey != null) {
      header(head, "Topic", topic(collapseKey));
    }
    TraceParent trace = headers.traceParent();
    if (trace != null) {
      header(head, TraceParent.HEADER, trace.value());
    }
    header(head, "Content-Encoding", "aes128gcm");
    header(head, "Content-Type", "application/octet-stream");
    header(head, "Content-Length", Integer.toString(body.length));
    head.append("\r\n");
    byte[] bytes = head.toString().getBytes(StandardCharsets.US_ASCII);
    byte[] request = Arrays.copyOf(bytes, bytes.length + body.length);
    System.arraycopy(body, 0, request, bytes.length, body.length);
    return request;
  }

  private static void header(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }

  private static String target(URI endpoint) {
    String path = endpoint.getRawPath();
    String target = path == null || path.isEmpty() ? "/" : path;
    return endpoint.getRawQuery() == null ? target : target + "?" + endpoint.getRawQuery();
  }

  private Duration ttl(Instant expiresAt) {
    Duration left = Duration.between(clock.instant(), expiresAt);
    if (left.isNegative()) {
      return Duration.ZERO;
    }
    return left.compareTo(LONGEST_TTL) > 0 ? LONGEST_TTL : left;
  }

  /** RFC 8030 section 5.4: 32 characters of base64url; what is none is hashed into some. */
  private static String topic(String collapseKey) {
    if (TOPIC.matcher(collapseKey).matches()) {
      return collapseKey;
    }
    byte[] hash = Sha256.of(collapseKey.getBytes(StandardCharsets.UTF_8));
    return Base64.getUrlEncoder().encodeToString(hash).substring(0, MAX_TOPIC);
  }
}
