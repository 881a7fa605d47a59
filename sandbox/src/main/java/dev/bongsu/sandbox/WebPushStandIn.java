package dev.bongsu.sandbox;

import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.sandbox.HttpStandIn.Answer;
import dev.bongsu.sandbox.HttpStandIn.Answer.Reply;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A push service on loopback (RFC 8030), with the browsers behind it: it issues subscriptions,
 * checks requests as strictly as push services do, and reads what they say.
 */
public final class WebPushStandIn implements AutoCloseable {
  private static final int MAX_BODY_BYTES = 4_096;
  private static final String PUSH = "/push/";
  private static final Set<String> URGENCIES = Set.of("very-low", "low", "normal", "high");

  /** What is shown of a request's head; the rest says who sent it, not what. */
  private static final List<String> SHOWN =
      List.of("TTL", "Urgency", "Topic", "Content-Encoding", "traceparent");

  private final SandboxMessages messages;
  private final Faults faults;
  private final PushSubscriptions subscriptions = new PushSubscriptions();
  private final HttpStandIn http;
  private final VapidCheck vapid;

  private WebPushStandIn(
      @Nullable SSLContext tls, SandboxMessages messages, Faults faults, Clock clock) {
    this.messages = messages;
    this.faults = faults;
    this.http = HttpStandIn.start(0, tls, MAX_BODY_BYTES, faults, this::answer);
    this.vapid = new VapidCheck(http.url().toString(), clock);
  }

  /**
   * Listens on a free port of 127.0.0.1.
   *
   * @param tls null for plain HTTP
   */
  public static WebPushStandIn start(
      @Nullable SSLContext tls, SandboxMessages messages, Faults faults, Clock clock) {
    return new WebPushStandIn(tls, messages, faults, clock);
  }

  /** A new subscription, as a browser's {@code PushSubscription.toJSON()} gives it. */
  public Map<String, Object> subscribe() {
    PushSubscriptions.Subscription made = subscriptions.subscribe();
    return subscriptions.json(made, endpoint(made));
  }

  /** What the endpoints of all its subscriptions begin with. */
  public URI endpoints() {
    return http.url().resolve(PUSH);
  }

  /** Where it listens. */
  public int port() {
    return http.port();
  }

  /** Ends all connections. */
  @Override
  public void close() {
    http.close();
  }

  private URI endpoint(PushSubscriptions.Subscription subscription) {
    return endpoints().resolve(subscription.token());
  }

  private Answer answer(HttpStandIn.Request request) {
    if (!request.method().equals("POST")) {
      return Reply.empty(405).with("Allow", "POST");
    }
    String path = request.target().getPath();
    Optional<PushSubscriptions.Subscription> found =
        path.startsWith(PUSH)
            ? subscriptions.find(path.substring(PUSH.length()))
            : Optional.empty();
    if (found.isEmpty()) {
      return problem(404, "there is no such subscription");
    }
    FaultMode fault = faults.next(Channel.BROWSER);
    return switch (fault) {
      case REJECT -> problem(400, "refused by the sandbox");
      case RETRYABLE -> problem(503, "try again later");
      case THROTTLE -> problem(429, "too many messages, slow down").with("Retry-After", "1");
      case RESET -> new Answer.Broken();
      case NONE, LOSE, TIMEOUT, ACCEPT_THEN_TIMEOUT, DUPLICATE_RECEIPTS, LATE_RECEIPTS ->
          taken(request, found.get(), fault);
    };
  }

  private Answer taken(
      HttpStandIn.Request request, PushSubscriptions.Subscription to, FaultMode fault) {
    Reply refusal = refusal(request);
    if (refusal != null) {
      return refusal;
    }
    byte[] plaintext;
    try {
      plaintext = subscriptions.decrypt(to, request.body());
    } catch (GeneralSecurityException _) {
      return problem(400, "it was not encrypted for this subscription");
    }
    if (fault == FaultMode.TIMEOUT) {
      return new Answer.Silence();
    }
    if (fault != FaultMode.LOSE) {
      keep(request, to, plaintext);
    }
    if (fault == FaultMode.ACCEPT_THEN_TIMEOUT) {
      return new Answer.Silence();
    }
    return Reply.empty(201).with("Location", http.url() + "/message/" + UUID.randomUUID());
  }

  /** What a push service finds wrong with a request, null for nothing. */
  private @Nullable Reply refusal(HttpStandIn.Request request) {
    String authorization = request.header("Authorization");
    if (authorization == null) {
      return problem(401, "wanted Authorization: vapid").with("WWW-Authenticate", "vapid");
    }
    String problem = vapid.problem(authorization);
    if (problem != null) {
      return problem(403, problem);
    }
    String ttl = request.header("TTL");
    if (ttl == null || !ttl.matches("\\d{1,10}")) {
      return problem(400, "wanted TTL in seconds");
    }
    String urgency = request.header("Urgency");
    if (urgency != null && !URGENCIES.contains(urgency)) {
      return problem(400, "wanted an Urgency of " + URGENCIES);
    }
    String topic = request.header("Topic");
    if (topic != null && !topic.matches("[A-Za-z0-9_-]{1,32}")) {
      return problem(400, "wanted a Topic of at most 32 characters of base64url");
    }
    return "aes128gcm".equals(request.header("Content-Encoding"))
        ? null
        : problem(415, "wanted Content-Encoding: aes128gcm");
  }

  private void keep(
      HttpStandIn.Request request, PushSubscriptions.Subscription to, byte[] plaintext) {
    var raw = new StringBuilder("POST ").append(request.target()).append('\n');
    for (String name : SHOWN) {
      String value = request.header(name);
      if (value != null) {
        raw.append(name).append(": ").append(value).append('\n');
      }
    }
    raw.append('\n').append(new String(plaintext, StandardCharsets.UTF_8));
    messages.add(
        delivery(plaintext),
        new Address(Channel.BROWSER, subscriptions.canonical(to, endpoint(to))),
        raw.toString().getBytes(StandardCharsets.UTF_8),
        WebPushStandIn::read);
  }

  private static @Nullable DeliveryId delivery(byte[] plaintext) {
    try {
      return Json.readObject(plaintext).get("id") instanceof String id
          ? DeliveryId.parsed(id).orElse(null)
          : null;
    } catch (JsonException _) {
      return null;
    }
  }

  private static SandboxMessage.Body read(byte[] raw) {
    String text = new String(raw, StandardCharsets.UTF_8);
    Map<String, Object> fields = new LinkedHashMap<>();
    try {
      String plaintext = text.substring(text.indexOf("\n\n") + 2);
      Json.readObject(plaintext.getBytes(StandardCharsets.UTF_8))
          .forEach((name, value) -> {
            if (value != null && !name.equals("id")) {
              fields.put(name, value);
            }
          });
    } catch (JsonException _) {
      // Somebody else's words: they can still be seen raw.
    }
    return new SandboxMessage.Body(new Content(fields), text);
  }

  private static Reply problem(int status, String detail) {
    return Reply.json(status, Map.of("code", status, "message", detail));
  }
}
