package dev.bongsu.channel.ios;

import dev.bongsu.channel.http2.Http2Client;
import dev.bongsu.channel.http2.LinkSettings;
import dev.bongsu.channel.http2.Origin;
import dev.bongsu.channel.http2.Post;
import dev.bongsu.channel.http2.Poster;
import dev.bongsu.channel.http2.Reply;
import dev.bongsu.channel.spi.Dismisser;
import dev.bongsu.channel.spi.OutboundDismissal;
import dev.bongsu.channel.spi.OutboundMessage;
import dev.bongsu.channel.spi.Provider;
import dev.bongsu.json.PushPayload;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.Sha256;
import dev.bongsu.kernel.TraceParent;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Hands messages to the push service over connections that are kept. */
final class ApnsProvider implements Provider.OneByOne, Dismisser {
  private static final int MAX_COLLAPSE_BYTES = 64;
  private static final String DEVICE_TOKEN = "(?:[0-9a-fA-F]{2}){8,100}";

  private final ApnsSettings settings;
  private final Clock clock;
  private final @Nullable ProviderTokens tokens;
  private final Poster poster;

  /** Connects to nothing before the first message. */
  ApnsProvider(ApnsSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    this.tokens =
        settings.identity() instanceof Identity.Token token
            ? new ProviderTokens(token, clock)
            : null;
    this.poster =
        new Http2Client(
            new Origin(settings.host(), settings.port(), tls(settings)),
            LinkSettings.of(id(), settings.common().timeout()));
  }

  @Override
  public String id() {
    return settings.common().id();
  }

  @Override
  public Outcome send(OutboundMessage message) throws InterruptedException {
    if (!message.address().value().matches(DEVICE_TOKEN)) {
      return new Outcome.AddressGone(clock.instant(), "not a device token");
    }
    Alert alert = Alert.of(message.content(), message.id());
    if (alert.payload().length > PushPayload.MAX_BYTES) {
      return new Outcome.Refused(
          FailureCode.PAYLOAD_TOO_LARGE,
          "not sent: " + alert.payload().length + " bytes of at most " + PushPayload.MAX_BYTES);
    }
    return send(token -> post(message, alert, token));
  }

  @Override
  public Outcome dismiss(OutboundDismissal dismissal) throws InterruptedException {
    if (!dismissal.address().value().matches(DEVICE_TOKEN)) {
      return new Outcome.AddressGone(clock.instant(), "not a device token");
    }
    return send(token -> post(dismissal, token));
  }

  private Outcome send(Function<@Nullable String, Post> post) throws InterruptedException {
    String token = tokens == null ? null : tokens.current();
    Reply reply = poster.post(post.apply(token));
    if (tokens != null
        && token != null
        && reply instanceof Reply.Answer answer
        && isExpiredToken(answer)) {
      reply = poster.post(post.apply(tokens.after(token)));
    }
    return switch (reply) {
      case Reply.Answer answer -> outcome(answer);
      case Reply.NotSent notSent -> notSent.outcome();
      case Reply.NoAnswer noAnswer -> noAnswer.outcome();
    };
  }

  @Override
  public void close() {
    poster.close();
  }

  private Post post(OutboundMessage message, Alert alert, @Nullable String token) {
    Map<String, String> headers = headers(token);
    headers.put("apns-push-type", alert.shown() ? "alert" : "background");
    // What nobody sees may not be urgent.
    boolean urgent = message.priority() != Priority.LOW && alert.shown();
    headers.put("apns-priority", urgent ? "10" : "5");
    headers.put("apns-expiration", Long.toString(message.expiresAt().getEpochSecond()));
    headers.put("apns-id", message.id().toString());
    if (message.collapseKey() != null) {
      headers.put("apns-collapse-id", collapseId(message.collapseKey()));
    }
    if (message.traceParent() != null) {
      headers.put(TraceParent.HEADER, message.traceParent().value());
    }
    return new Post(path(message.address()), headers, alert.payload());
  }

  /** A background push, of which the service keeps the latest for a device that is away. */
  private Post post(OutboundDismissal dismissal, @Nullable String token) {
    Map<String, String> headers = headers(token);
    headers.put("apns-push-type", "background");
    headers.put("apns-priority", "5");
    headers.put("apns-expiration", Long.toString(dismissal.expiresAt().getEpochSecond()));
    return new Post(path(dismissal.address()), headers, Alert.payload(dismissal));
  }

  private Map<String, String> headers(@Nullable String token) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (token != null) {
      headers.put("authorization", "bearer " + token);
    }
    headers.put("apns-topic", settings.topic());
    return headers;
  }

  private static String path(Address device) {
    return "/3/device/" + device.value().toLowerCase(Locale.ROOT);
  }

  private Outcome outcome(Reply.Answer answer) {
    if (answer.status() == 200) {
      return new Outcome.Accepted(answer.headers().get("apns-id"));
    }
    Reason reason = Reason.of(answer);
    return reason == null
        ? new Outcome.TryLater(
            answer.status() >= 500 ? FailureCode.PROVIDER_BUSY : FailureCode.PROVIDER_FAULT,
            answer.retryAfter(clock.instant()),
            "status " + answer.status() + " without a reason")
        : reason.outcome(answer, clock.instant());
  }

  private static boolean isExpiredToken(Reply.Answer answer) {
    if (answer.status() != 403) {
      return false;
    }
    Reason reason = Reason.of(answer);
    return reason != null && reason.isExpiredToken();
  }

  /** As it is where a header can carry it, else hashed. */
  private static String collapseId(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    boolean plain = key.chars().allMatch(c -> c > ' ' && c <= '~');
    return plain && bytes.length <= MAX_COLLAPSE_BYTES
        ? key
        : Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(bytes));
  }

  private static SSLContext tls(ApnsSettings settings) {
    return settings
        .common()
        .trust()
        .context(settings.identity() instanceof Identity.Certificate own ? own.managers() : null);
  }
}
