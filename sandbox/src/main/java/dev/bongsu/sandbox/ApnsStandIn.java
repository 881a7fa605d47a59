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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for the Apple Push Notification service ("Sending notification requests to APNs"):
 * HTTP/2 over TLS only, provider tokens checked, headers and sizes as strict as there.
 */
public final class ApnsStandIn implements AutoCloseable {
  /** The service's words for how a message is shown, and ours. */
  private static final Map<String, String> SHOWN =
      Map.of(
          "badge", "badge",
          "sound", "sound",
          "thread-id", "threadId",
          "category", "category",
          "interruption-level", "interruptionLevel");

  /** What is shown of a request's head; the rest says who sent it, not what. */
  private static final List<String> HEAD =
      List.of(
          "apns-id",
          "apns-topic",
          "apns-push-type",
          "apns-priority",
          "apns-expiration",
          "apns-collapse-id",
          "traceparent");

  private static final int MAX_PAYLOAD_BYTES = 4096;
  private static final int MAX_BODY_BYTES = 64 * 1024;
  private static final int MAX_COLLAPSE_BYTES = 64;
  private static final String PATH = "/3/device/";
  private static final Duration TOKEN_LIFE = Duration.ofHours(1);
  private static final Set<String> PUSH_TYPES =
      Set.of(
          "alert",
          "background",
          "location",
          "voip",
          "complication",
          "fileprovider",
          "mdm",
          "liveactivity",
          "pushtotalk",
          "widgets",
          "controls");

  /** Headers that must not come twice. */
  private static final List<String> ONCE =
      List.of(
          "authorization",
          "apns-id",
          "apns-topic",
          "apns-push-type",
          "apns-priority",
          "apns-expiration",
          "apns-collapse-id");

  private final Account account;
  private final SandboxMessages messages;
  private final Faults faults;
  private final Clock clock;
  private final Http2StandIn server;
  private volatile @Nullable Verified verified;

  /**
   * The developer account that may send.
   *
   * @param key verifies its tokens
   * @param topic the app's bundle id
   */
  public record Account(String teamId, String keyId, PublicKey key, String topic) {}

  /** Checking a signature for each message would be most of the work. */
  private record Verified(String token, Instant issuedAt) {}

  private ApnsStandIn(
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
            new Http2StandIn.Manners(false, Http2StandIn.MOST_STREAMS, MAX_BODY_BYTES),
            faults,
            this::answer);
  }

  /**
   * Listens on 127.0.0.1.
   *
   * @param port 0 for any free one
   */
  public static ApnsStandIn start(
      int port,
      SelfSigned certificate,
      Account account,
      SandboxMessages messages,
      Faults faults,
      Clock clock) {
    return new ApnsStandIn(port, certificate, account, messages, faults, clock);
  }

  /** Where it listens. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
  }

  private Answer answer(Request request) {
    String id = request.header("apns-id");
    DeliveryId delivery = delivery(id);
    String name = delivery == null ? UUID.randomUUID().toString() : String.valueOf(id);
    FaultMode fault = faults.next(Channel.IOS);
    if (fault == FaultMode.RESET) {
      return new Answer.Broken();
    }
    String problem = problem(request);
    if (problem != null) {
      return refused(problem, name);
    }
    return switch (fault) {
      case NONE, DUPLICATE_RECEIPTS, LATE_RECEIPTS -> {
        keep(delivery, request);
        yield accepted(name);
      }
      case ACCEPT_THEN_TIMEOUT -> {
        keep(delivery, request);
        yield new Answer.Silence();
      }
      case LOSE -> accepted(name);
      case REJECT -> refused("DeviceTokenNotForTopic", name);
      case RETRYABLE -> refused("ServiceUnavailable", name);
      case THROTTLE -> refused("TooManyRequests", name).with("retry-after", "1");
      case TIMEOUT -> new Answer.Silence();
      case RESET -> new Answer.Broken();
    };
  }

  private void keep(@Nullable DeliveryId delivery, Request request) {
    var raw = new StringBuilder("POST ").append(request.target()).append('\n');
    for (String name : HEAD) {
      String value = request.header(name);
      if (value != null) {
        raw.append(name).append(": ").append(value).append('\n');
      }
    }
    raw.append('\n').append(new String(request.body(), StandardCharsets.UTF_8));
    messages.add(
        delivery,
        new Address(Channel.IOS, device(request)),
        raw.toString().getBytes(StandardCharsets.UTF_8),
        ApnsStandIn::reading);
  }

  private static Answer.Reply accepted(String id) {
    return Answer.Reply.empty(200).with("apns-id", id);
  }

  private static Answer.Reply refused(String reason, String id) {
    int status =
        switch (reason) {
          case "ExpiredProviderToken", "InvalidProviderToken", "MissingProviderToken" -> 403;
          case "BadPath" -> 404;
          case "MethodNotAllowed" -> 405;
          case "PayloadTooLarge" -> 413;
          case "TooManyRequests" -> 429;
          case "ServiceUnavailable" -> 503;
          default -> 400;
        };
    return Answer.Reply.json(status, Map.of("reason", reason)).with("apns-id", id);
  }

  /** The service's error string; null where all is well. */
  private @Nullable String problem(Request request) {
    String path = request.target().getPath();
    if (!request.method().equals("POST")) {
      return "MethodNotAllowed";
    }
    if (path == null || !path.startsWith(PATH)) {
      return "BadPath";
    }
    for (String name : ONCE) {
      List<String> values = request.headers().get(name);
      if (values != null && values.size() > 1) {
        return "DuplicateHeaders";
      }
    }
    String token = tokenProblem(request.header("authorization"));
    if (token != null) {
      return token;
    }
    if (device(request).isEmpty()) {
      return "MissingDeviceToken";
    }
    if (!device(request).matches("(?:[0-9a-f]{2}){32,100}")) {
      return "BadDeviceToken";
    }
    String topic = request.header("apns-topic");
    if (topic == null) {
      return "MissingTopic";
    }
    if (!topic.equals(account.topic())) {
      return "TopicDisallowed";
    }
    String header = headerProblem(request);
    return header == null ? payloadProblem(request.body()) : header;
  }

  private @Nullable String tokenProblem(@Nullable String authorization) {
    if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith("bearer ")) {
      return "MissingProviderToken";
    }
    String token = authorization.substring("bearer ".length()).strip();
    Verified known = verified;
    if (known == null || !known.token().equals(token)) {
      Optional<Instant> issued =
          SignedToken.of(token, "ES256", account.key())
              .filter(each -> each.says("iss", account.teamId()))
              .filter(each -> account.keyId().equals(each.header().get("kid")))
              .flatMap(each -> each.seconds("iat"))
              .map(Instant::ofEpochSecond);
      if (issued.isEmpty()) {
        return "InvalidProviderToken";
      }
      known = new Verified(token, issued.get());
      verified = known;
    }
    Duration age = Duration.between(known.issuedAt(), clock.instant()).abs();
    return age.compareTo(TOKEN_LIFE) > 0 ? "ExpiredProviderToken" : null;
  }

  private static @Nullable String headerProblem(Request request) {
    String id = request.header("apns-id");
    if (id != null && delivery(id) == null) {
      return "BadMessageId";
    }
    String expiration = request.header("apns-expiration");
    if (expiration != null && !expiration.matches("\\d{1,12}")) {
      return "BadExpirationDate";
    }
    String type = request.header("apns-push-type");
    if (type != null && !PUSH_TYPES.contains(type)) {
      return "InvalidPushType";
    }
    String priority = request.header("apns-priority");
    boolean quiet = "background".equals(type);
    if (priority != null && !priority.matches(quiet ? "1|5" : "1|5|10")) {
      return "BadPriority";
    }
    String collapse = request.header("apns-collapse-id");
    boolean tooLong =
        collapse != null && collapse.getBytes(StandardCharsets.UTF_8).length > MAX_COLLAPSE_BYTES;
    return tooLong ? "BadCollapseId" : null;
  }

  private static @Nullable String payloadProblem(byte[] payload) {
    if (payload.length > MAX_PAYLOAD_BYTES) {
      return "PayloadTooLarge";
    }
    try {
      return Json.readObject(payload).get("aps") instanceof Map<?, ?> ? null : "PayloadEmpty";
    } catch (JsonException _) {
      return "PayloadEmpty";
    }
  }

  private static String device(Request request) {
    return request.target().getPath().substring(PATH.length()).toLowerCase(Locale.ROOT);
  }

  private static @Nullable DeliveryId delivery(@Nullable String id) {
    return id == null ? null : DeliveryId.parsed(id).orElse(null);
  }

  private static SandboxMessage.Body reading(byte[] raw) {
    String text = new String(raw, StandardCharsets.UTF_8);
    Map<String, Object> fields = new LinkedHashMap<>();
    try {
      Map<String, Object> data = new LinkedHashMap<>();
      String payload = text.substring(text.indexOf("\n\n") + 2);
      Map<String, @Nullable Object> json =
          Json.readObject(payload.getBytes(StandardCharsets.UTF_8));
      json.forEach((name, value) -> {
        // The delivery's id is ours, for the device to name the message by.
        if (!name.equals("aps") && !name.equals("deliveryId") && value != null) {
          data.put(name, value);
        }
      });
      if (json.get("aps") instanceof Map<?, ?> aps) {
        if (aps.get("alert") instanceof Map<?, ?> alert) {
          alert.forEach((name, value) -> fields.put(String.valueOf(name), String.valueOf(value)));
        }
        SHOWN.forEach((name, field) -> {
          if (aps.get(name) != null) {
            fields.put(field, String.valueOf(aps.get(name)));
          }
        });
      }
      if (!data.isEmpty()) {
        fields.put("data", data);
      }
    } catch (JsonException _) {
      // What cannot be read is still to be seen raw.
    }
    return new SandboxMessage.Body(new Content(fields), text);
  }
}
