package dev.bongsu.channel.android;

import dev.bongsu.channel.http2.AnyHttpClient;
import dev.bongsu.channel.http2.LinkSettings;
import dev.bongsu.channel.http2.Origin;
import dev.bongsu.channel.http2.Post;
import dev.bongsu.channel.http2.Poster;
import dev.bongsu.channel.http2.Reply;
import dev.bongsu.channel.spi.Jwt;
import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The access token that goes with each message: asked for with an assertion that we sign (RFC
 * 7523), kept until shortly before it ends, asked for by one thread at a time. For many threads.
 */
final class AccessTokens {
  /** What the token is good for. */
  static final String SCOPE = "https://www.googleapis.com/auth/firebase.messaging";

  private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  private static final Duration ASSERTED_FOR = Duration.ofHours(1);
  private static final Duration BEFORE_END = Duration.ofMinutes(5);
  private static final long LONGEST_SECONDS = 86_400;

  private final ServiceAccount account;
  private final Clock clock;
  private final Supplier<Poster> endpoint;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Token known;

  /** What asking came to. */
  sealed interface Asked {}

  /** A token, {@code secret} to everybody, good until it is to be renewed. */
  record Token(String secret, Instant renewAt) implements Asked {
    /** Without the secret. */
    @Override
    public String toString() {
      return "a token until " + renewAt;
    }
  }

  /** There is none, which is what becomes of the message. */
  record None(Outcome outcome) implements Asked {}

  AccessTokens(FcmSettings settings, ServiceAccount account, Clock clock) {
    this.account = account;
    this.clock = clock;
    Origin origin = Urls.origin(account.tokenUri(), settings.common().trust());
    var link = LinkSettings.of(settings.common().id() + "-token", settings.common().timeout());
    // Once an hour is too seldom to keep a connection for.
    this.endpoint = () -> new AnyHttpClient(origin, link);
  }

  /** The one in use, or a new one. */
  Asked current() throws InterruptedException {
    return other("");
  }

  /** One that is not {@code refused}, which was taken no longer. */
  Asked other(String refused) throws InterruptedException {
    Token token = usable(refused);
    if (token != null) {
      return token;
    }
    lock.lockInterruptibly();
    try {
      Token meanwhile = usable(refused);
      return meanwhile == null ? asked() : meanwhile;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Token usable(String refused) {
    Token token = known;
    boolean good =
        token != null
            && clock.instant().isBefore(token.renewAt())
            && !token.secret().equals(refused);
    return good ? token : null;
  }

  private Asked asked() throws InterruptedException {
    Instant now = clock.instant();
    String body =
        "grant_type="
            + URLEncoder.encode(GRANT, StandardCharsets.UTF_8)
            + "&assertion="
            + assertion(now);
    URI uri = account.tokenUri();
    var post =
        new Post(
            uri.getRawPath().isEmpty() ? "/" : uri.getRawPath(),
            Map.of("content-type", "application/x-www-form-urlencoded"),
            body.getBytes(StandardCharsets.US_ASCII));
    try (Poster poster = endpoint.get()) {
      return switch (poster.post(post)) {
        case Reply.Answer answer -> token(answer, now);
        case Reply.NotSent notSent -> new None(notSent.outcome());
        // No message went out yet, so this is nothing that anybody need wonder about.
        case Reply.NoAnswer noAnswer ->
            later(FailureCode.PROVIDER_UNREACHABLE, null, noAnswer.detail());
      };
    }
  }

  private String assertion(Instant now) {
    return Jwt.signed(
        account.keyId().isEmpty()
            ? Map.of("typ", "JWT")
            : Map.of("typ", "JWT", "kid", account.keyId()),
        Map.of(
            "iss", account.clientEmail(),
            "scope", SCOPE,
            "aud", account.tokenUri().toString(),
            "iat", now.getEpochSecond(),
            "exp", now.plus(ASSERTED_FOR).getEpochSecond()),
        account.key());
  }

  private Asked token(Reply.Answer answer, Instant now) {
    if (answer.status() == 200) {
      try {
        Map<String, @Nullable Object> json = Json.readObject(answer.body());
        if (json.get("access_token") instanceof String secret
            && secret.matches("[\\x21-\\x7e]{1,8192}")
            && json.get("expires_in") instanceof Number seconds) {
          Token token = new Token(secret, now.plus(useful(seconds.longValue())));
          known = token;
          return token;
        }
      } catch (JsonException _) {
        // The same as one that lacks the token.
      }
      return later(FailureCode.PROVIDER_FAULT, null, "the token endpoint answered no token");
    }
    Duration wish = answer.retryAfter(now);
    String detail = "status " + answer.status() + " from the token endpoint";
    return switch (answer.status()) {
      case 400, 401, 403 -> later(FailureCode.CREDENTIALS_REFUSED, wish, detail);
      case 429 -> later(FailureCode.THROTTLED, wish, detail);
      case 500, 502, 503, 504 -> later(FailureCode.PROVIDER_BUSY, wish, detail);
      default -> later(FailureCode.PROVIDER_FAULT, wish, detail);
    };
  }

  /** Until 5 minutes before its end; of a short-lived one the first nine tenths. */
  private static Duration useful(long seconds) {
    Duration life = Duration.ofSeconds(Math.clamp(seconds, 0, LONGEST_SECONDS));
    Duration margin = life.dividedBy(10);
    return life.minus(
        Objects.compare(margin, BEFORE_END, Duration::compareTo) < 0 ? margin : BEFORE_END);
  }

  private static None later(FailureCode code, @Nullable Duration wish, String detail) {
    return new None(new Outcome.TryLater(code, wish, detail));
  }
}
