package dev.bongsu.sandbox;

import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.sandbox.HttpStandIn.Answer;
import dev.bongsu.sandbox.HttpStandIn.Request;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for Firebase Cloud Messaging's HTTP v1 interface, and for the token endpoint that
 * belongs to it ({@value #TOKEN_PATH}): assertions and access tokens checked, messages read as
 * strictly as there. Over TLS, HTTP/2 or HTTP/1.1 as the client likes.
 */
public final class FcmStandIn implements AutoCloseable {
  /** Where access tokens are to be had. */
  public static final String TOKEN_PATH = "/token";

  /** The service's words for how a message is shown, and ours. */
  private static final Map<String, String> SHOWN =
      Map.of(
          "notification_count", "badge",
          "sound", "sound",
          "channel_id", "channelId",
          "tag", "tag",
          "click_action", "clickAction");

  /** The original's own, which Google's clients name wherever they ask. */
  private static final String TOKEN_URI = "https://oauth2.googleapis.com/token";

  private static final int MAX_BODY_BYTES = 64 * 1024;
  private static final int MAX_TOKENS = 1_000;
  private static final int SECRET_BYTES = 32;
  private static final Duration TOKEN_LIFE = Duration.ofHours(1);
  private static final Duration SKEW = Duration.ofMinutes(5);
  private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";

  /** Either is enough to send ({@code projects.messages.send}, "Authorization scopes"). */
  private static final Set<String> SCOPES =
      Set.of(
          "https://www.googleapis.com/auth/firebase.messaging",
          "https://www.googleapis.com/auth/cloud-platform");

  private static final String ERROR_TYPE = "type.googleapis.com/google.firebase.fcm.v1.FcmError";

  private final Account account;
  private final SandboxMessages messages;
  private final Faults faults;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final Http2StandIn server;

  /** The access tokens that were issued, by when they end; the oldest give way. */
  private final Map<String, Instant> tokens = new LinkedHashMap<>();

  /**
   * The service account that may send.
   *
   * @param key verifies its assertions
   */
  public record Account(String projectId, String clientEmail, PublicKey key) {}

  private FcmStandIn(
      int port,
      SelfSigned certificate,
      Account account,
      SandboxMessages messages,
      Faults faults,
      Clock clock) {
    this.account = account;
    this.messages = messages;
    this.faults = faults;
    this.clock = clock;
    this.server =
        Http2StandIn.start(
            port,
            certificate.context(),
            new Http2StandIn.Manners(true, 100, MAX_BODY_BYTES),
            faults,
            this::answer);
  }

  /**
   * Listens on 127.0.0.1.
   *
   * @param port 0 for any free one
   */
  public static FcmStandIn start(
      int port,
      SelfSigned certificate,
      Account account,
      SandboxMessages messages,
      Faults faults,
      Clock clock) {
    return new FcmStandIn(port, certificate, account, messages, faults, clock);
  }

  /** Where it listens. */
  public int port() {
    return server.port();
  }

  /** Where it listens: the {@code baseUrl} of a client. */
  public String url() {
    return "https://127.0.0.1:" + port();
  }

  /** Where access tokens are to be had: the {@code token_uri} of a service account. */
  public String tokenUrl() {
    return url() + TOKEN_PATH;
  }

  /** From now on, no access token is good; clients must ask for others. */
  public void revokeTokens() {
    synchronized (tokens) {
      tokens.clear();
    }
  }

  @Override
  public void close() {
    server.close();
  }

  private Answer answer(Request request) {
    String path = request.target().getPath();
    boolean post = request.method().equals("POST");
    if (post && TOKEN_PATH.equals(path)) {
      return token(request);
    }
    String wanted = "/v1/projects/" + account.projectId() + "/messages:send";
    if (post && wanted.equals(path)) {
      return message(request);
    }
    return path != null && path.matches("/v1/projects/[^/]+/messages:send")
        ? error(403, "PERMISSION_DENIED", "Permission denied on resource project.", List.of())
        : error(404, "NOT_FOUND", "Requested entity was not found.", List.of());
  }

  /** RFC 7523 section 3. */
  private Answer token(Request request) {
    Map<String, List<String>> form = request.form();
    if (!List.of(GRANT).equals(form.get("grant_type"))) {
      return grantRefused("unsupported_grant_type", "Invalid grant_type");
    }
    String assertion = form.getOrDefault("assertion", List.of("")).getFirst();
    Optional<SignedToken> token = SignedToken.of(assertion, "RS256", account.key());
    if (token.isEmpty()) {
      return grantRefused("invalid_grant", "Invalid JWT Signature.");
    }
    SignedToken claims = token.get();
    if (!claims.says("iss", account.clientEmail())) {
      return grantRefused("invalid_grant", "Invalid grant: account not found");
    }
    if (!claims.says("aud", tokenUrl()) && !claims.says("aud", TOKEN_URI)) {
      return grantRefused("invalid_grant", "Invalid JWT: aud is not the token endpoint");
    }
    if (!maySend(claims.claims().get("scope"))) {
      return grantRefused("invalid_scope", "Invalid OAuth scope or ID token audience provided.");
    }
    Instant now = clock.instant();
    Instant issued = Instant.ofEpochSecond(claims.seconds("iat").orElse(0L));
    Instant expires = Instant.ofEpochSecond(claims.seconds("exp").orElse(0L));
    boolean timely =
        !issued.isAfter(now.plus(SKEW))
            && expires.isAfter(now)
            && !expires.isAfter(issued.plus(TOKEN_LIFE));
    if (!timely) {
      return grantRefused(
          "invalid_grant", "Invalid JWT: Token must be a short-lived token (60 minutes)");
    }
    return Answer.Reply.json(
        200,
        Map.of(
            "access_token",
            issued(now),
            "expires_in",
            TOKEN_LIFE.toSeconds() - 1,
            "token_type",
            "Bearer"));
  }

  /** Whether one of those asked for is enough; they stand in a list (RFC 6749 section 3.3). */
  private static boolean maySend(@Nullable Object scope) {
    return scope instanceof String asked
        && Arrays.stream(asked.split(" ")).anyMatch(SCOPES::contains);
  }

  private static Answer grantRefused(String error, String words) {
    return Answer.Reply.json(400, Map.of("error", error, "error_description", words));
  }

  private String issued(Instant now) {
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    String token = "ya29." + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    synchronized (tokens) {
      tokens.put(token, now.plus(TOKEN_LIFE));
      if (tokens.size() > MAX_TOKENS) {
        tokens.remove(tokens.keySet().iterator().next());
      }
    }
    return token;
  }

  private Answer message(Request request) {
    FaultMode fault = faults.next(Channel.ANDROID);
    if (fault == FaultMode.RESET) {
      return new Answer.Broken();
    }
    if (!isAuthorized(request.header("authorization"))) {
      return error(
          401,
          "UNAUTHENTICATED",
          "Request had invalid authentication credentials. Expected OAuth 2 access token.",
          List.of());
    }
    FcmRequest message;
    try {
      message = FcmRequest.of(request.body());
    } catch (FcmRequest.Invalid e) {
      return invalid(e.field(), String.valueOf(e.getMessage()));
    }
    return switch (fault) {
      case NONE, DUPLICATE_RECEIPTS, LATE_RECEIPTS -> {
        keep(request, message);
        yield accepted(message);
      }
      case ACCEPT_THEN_TIMEOUT -> {
        keep(request, message);
        yield new Answer.Silence();
      }
      case LOSE -> accepted(message);
      case REJECT -> invalid("message", "Refused by the sandbox");
      case RETRYABLE -> fcmError(503, "UNAVAILABLE", "UNAVAILABLE", "The service is unavailable.");
      case THROTTLE ->
          fcmError(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED", "Quota exceeded.")
              .with("retry-after", "1");
      case TIMEOUT -> new Answer.Silence();
      case RESET -> new Answer.Broken();
    };
  }

  private void keep(Request request, FcmRequest message) {
    messages.add(
        delivery(request.header("x-request-id")),
        new Address(Channel.ANDROID, message.token()),
        request.body(),
        FcmStandIn::reading);
  }

  private boolean isAuthorized(@Nullable String authorization) {
    if (authorization == null || !authorization.startsWith("Bearer ")) {
      return false;
    }
    synchronized (tokens) {
      Instant end = tokens.get(authorization.substring("Bearer ".length()));
      return end != null && clock.instant().isBefore(end);
    }
  }

  private Answer accepted(FcmRequest message) {
    String name = "projects/" + account.projectId() + "/messages/";
    return Answer.Reply.json(
        200, Map.of("name", name + (message.dryRun() ? "fake_message_id" : UUID.randomUUID())));
  }

  private static Answer.Reply invalid(String field, String words) {
    return error(
        400,
        "INVALID_ARGUMENT",
        words,
        List.of(
            Map.of("@type", ERROR_TYPE, "errorCode", "INVALID_ARGUMENT"),
            Map.of(
                "@type",
                "type.googleapis.com/google.rpc.BadRequest",
                "fieldViolations",
                List.of(Map.of("field", field, "description", words)))));
  }

  private static Answer.Reply fcmError(int code, String status, String own, String words) {
    return error(code, status, words, List.of(Map.of("@type", ERROR_TYPE, "errorCode", own)));
  }

  private static Answer.Reply error(
      int code, String status, String words, List<Map<String, Object>> details) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("code", code);
    error.put("message", words);
    error.put("status", status);
    if (!details.isEmpty()) {
      error.put("details", details);
    }
    return Answer.Reply.json(code, Map.of("error", error));
  }

  private static @Nullable DeliveryId delivery(@Nullable String id) {
    return id == null ? null : DeliveryId.parsed(id).orElse(null);
  }

  private static SandboxMessage.Body reading(byte[] raw) {
    Map<String, Object> fields = new LinkedHashMap<>();
    try {
      if (Json.readObject(raw).get("message") instanceof Map<?, ?> message) {
        if (message.get("notification") instanceof Map<?, ?> notification) {
          notification.forEach(
              (name, value) -> fields.put(String.valueOf(name), String.valueOf(value)));
        }
        if (message.get("android") instanceof Map<?, ?> android
            && android.get("notification") instanceof Map<?, ?> shown) {
          SHOWN.forEach((name, field) -> {
            if (shown.get(name) != null) {
              fields.put(field, String.valueOf(shown.get(name)));
            }
          });
        }
        if (message.get("data") instanceof Map<?, ?> data) {
          Map<String, Object> own = new LinkedHashMap<>();
          data.forEach((name, value) -> own.put(String.valueOf(name), String.valueOf(value)));
          // It is ours, for the device to name the message by.
          own.remove("deliveryId");
          if (!own.isEmpty()) {
            fields.put("data", own);
          }
        }
      }
    } catch (JsonException _) {
      // What cannot be read is still to be seen raw.
    }
    return new SandboxMessage.Body(new Content(fields), new String(raw, StandardCharsets.UTF_8));
  }
}
