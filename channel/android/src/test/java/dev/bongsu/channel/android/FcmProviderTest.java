package dev.bongsu.channel.android;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.channel.http2.ScriptedServer;
import dev.bongsu.channel.http2.ScriptedServer.Deed;
import dev.bongsu.channel.http2.ScriptedServer.Request;
import dev.bongsu.channel.spi.ChannelContract;
import dev.bongsu.channel.spi.OutboundDismissal;
import dev.bongsu.channel.spi.OutboundMessage;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.SampleMessage;
import dev.bongsu.channel.spi.Trust;
import dev.bongsu.json.Json;
import dev.bongsu.json.PushPayload;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.MovingClock;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.kernel.Priority;
import dev.bongsu.sandbox.SelfSigned;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FcmProviderTest {
  private static final String DEVICE = "cXlZq1dSQ0:APA91bHun4MxP5egoKMwt2KZFBaFUH";
  private static final Instant NOW = SampleMessage.ACCEPTED_AT;
  private final SelfSigned certificate = SelfSigned.at(Instant.now());
  private static final Deed TAKEN = Deed.say(200, "{\"name\": \"projects/shop-1/messages/17\"}");
  private static final String ID =
      message(new Content(Map.of()), Priority.HIGH, null, null).id().toString();
  private static final Content HELLO = new Content(Map.of("title", "Hi", "body", "There"));

  private final MovingClock clock = new MovingClock();
  private final AtomicInteger issued = new AtomicInteger();
  private @Nullable ScriptedServer server;
  private @Nullable FcmProvider provider;

  @AfterEach
  void close() {
    if (provider != null) {
      provider.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @Test
  void a_message_goes_out_as_the_service_wants_it() throws Exception {
    var content =
        new Content(
            Map.of(
                "title",
                "Hi",
                "body",
                "There",
                "data",
                Map.of("n", 17L, "deep", Map.of("a", "b"))));
    Outcome outcome = send(message(content, Priority.HIGH, "order-A-17", "orders"), _ -> TAKEN);

    assertThat(outcome).isEqualTo(new Outcome.Accepted("projects/shop-1/messages/17"));
    Request heard = messages().getFirst();
    assertThat(heard.path()).isEqualTo("/v1/projects/shop-1/messages:send");
    assertThat(heard.headers())
        .containsEntry("authorization", "Bearer token-1")
        .containsEntry("traceparent", ChannelContract.TRACE.value());
    assertThat(Json.read(heard.body()))
        .isEqualTo(
            Map.of(
                "message",
                Map.of(
                    "token",
                    DEVICE,
                    "notification",
                    Map.of("title", "Hi", "body", "There"),
                    "data",
                    Map.of("n", "17", "deep", "{\"a\":\"b\"}", "deliveryId", ID),
                    "android",
                    Map.of(
                        "priority",
                        "HIGH",
                        "ttl",
                        "259200s",
                        "collapse_key",
                        "order-A-17",
                        "notification",
                        Map.of("tag", ID)),
                    "fcm_options",
                    Map.of("analytics_label", "orders"))));
  }

  @ParameterizedTest
  @CsvSource({"HIGH, HIGH", "NORMAL, NORMAL", "LOW, NORMAL"})
  void urgency_follows_priority(Priority priority, String expected) throws Exception {
    send(message(HELLO, priority, null, null), _ -> TAKEN);

    assertThat(android()).containsEntry("priority", expected).doesNotContainKey("collapse_key");
  }

  @Test
  void how_a_message_is_shown_is_said_in_the_services_terms() throws Exception {
    var content =
        new Content(
            Map.of(
                "title", "Hi",
                "body", "There",
                "image", "https://shop.example/a.png",
                "badge", 3,
                "sound", "bell",
                "channelId", "orders",
                "tag", "order-A-17",
                "clickAction", "OPEN_ORDER"));
    send(message(content, Priority.HIGH, null, null), _ -> TAKEN);

    assertThat(sent())
        .containsEntry(
            "notification",
            Map.of("title", "Hi", "body", "There", "image", "https://shop.example/a.png"));
    assertThat(android())
        .containsEntry(
            "notification",
            Map.of(
                "notification_count", 3L,
                "sound", "bell",
                "channel_id", "orders",
                "tag", "order-A-17",
                "click_action", "OPEN_ORDER"));
  }

  @Test
  void what_has_no_words_is_a_data_message() throws Exception {
    var content = new Content(Map.of("data", Map.of("sync", "now")));
    send(message(content, Priority.HIGH, null, null), _ -> TAKEN);

    assertThat(sent()).containsEntry("data", Map.of("sync", "now", "deliveryId", ID));
    assertThat(sent()).doesNotContainKey("notification");
  }

  @Test
  void what_was_read_elsewhere_vanishes_by_a_message_that_nobody_sees() throws Exception {
    OutboundMessage message = message(HELLO, Priority.HIGH, null, null);
    open(_ -> TAKEN);
    Outcome outcome =
        Objects.requireNonNull(provider)
            .dismiss(
                new OutboundDismissal(
                    message.address(), List.of(message.id()), 2, NOW.plus(Duration.ofDays(7))));

    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    assertThat(messages().getFirst().headers()).doesNotContainKey("x-request-id");
    assertThat(sent())
        .isEqualTo(
            Map.of(
                "token",
                DEVICE,
                "data",
                Map.of("event", "dismiss", "deliveries", "[\"" + ID + "\"]", "unread", "2"),
                "android",
                Map.of("priority", "NORMAL", "ttl", "604800s")));
  }

  @Test
  void the_most_that_may_vanish_at_once_fits() {
    OutboundMessage message = message(HELLO, Priority.HIGH, null, null);
    var most = Collections.nCopies(OutboundDismissal.MOST, message.id());
    var dismissal = new OutboundDismissal(message.address(), most, 1000, NOW);

    assertThat(FcmMessage.of(dismissal, NOW).payloadBytes()).isLessThan(PushPayload.MAX_BYTES);
  }

  @Test
  void a_payload_beyond_4096_bytes_is_not_sent() throws Exception {
    int frame = "{\"notification\":{\"body\":\"\"}}".length();
    Outcome most = send(withBody(4096 - frame), _ -> TAKEN);
    Outcome more = sendAgain(withBody(4097 - frame));

    assertThat(most).isInstanceOf(Outcome.Accepted.class);
    assertThat(more)
        .isEqualTo(
            new Outcome.Refused(
                FailureCode.PAYLOAD_TOO_LARGE, "not sent: 4097 bytes of at most 4096"));
    assertThat(messages()).hasSize(1);
  }

  @Test
  void what_an_author_is_told_of_the_size_is_what_is_sent() {
    for (String piece : List.of("x", "\"", "\n", "가", "😀")) {
      for (int length = 200; length <= 4096; length += 17) {
        String text = piece.repeat(length / piece.length());
        var content =
            new Content(
                Map.of(
                    "title", "t", "body", text, "badge", 3, "data", Map.of("a", List.of(1, "2"))));
        int told = PushPayload.fcm(content).bytes();
        int written = FcmMessage.of(message(content, Priority.HIGH, "c", null), NOW).payloadBytes();

        // The id is left out where it would not fit.
        assertThat(written <= PushPayload.MAX_BYTES)
            .as("%d of %s", length, piece)
            .isEqualTo(told <= PushPayload.MAX_BYTES);
      }
    }
  }

  @Test
  void how_a_message_would_be_shown_counts_for_nothing_where_nothing_is() throws Exception {
    int frame = "{\"data\":{\"d\":\"\"}}".length();
    var most =
        new Content(
            Map.of("data", Map.of("d", "x".repeat(4096 - frame)), "sound", "bell", "badge", 3));

    assertThat(send(message(most, Priority.HIGH, null, null), _ -> TAKEN))
        .isInstanceOf(Outcome.Accepted.class);
    assertThat(sent()).doesNotContainKey("notification");
    assertThat(android()).doesNotContainKey("notification");
  }

  @Test
  void the_token_is_asked_for_with_an_assertion_that_the_account_signed() throws Exception {
    send(message(HELLO, Priority.HIGH, null, null), _ -> TAKEN);

    String form = tokens().getFirst().body();
    assertThat(form)
        .startsWith("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=");
    String assertion =
        URLDecoder.decode(form.substring(form.lastIndexOf('=') + 1), StandardCharsets.UTF_8);
    String[] parts = assertion.split("\\.", -1);
    Base64.Decoder base64 = Base64.getUrlDecoder();
    assertThat(Json.readObject(base64.decode(parts[0])))
        .isEqualTo(Map.of("alg", "RS256", "typ", "JWT", "kid", "k1"));
    assertThat(Json.readObject(base64.decode(parts[1])))
        .isEqualTo(
            Map.of(
                "iss",
                "sender@shop-1.iam.gserviceaccount.com",
                "scope",
                "https://www.googleapis.com/auth/firebase.messaging",
                "aud",
                "https://127.0.0.1:" + server().port() + "/token",
                "iat",
                NOW.getEpochSecond(),
                "exp",
                NOW.getEpochSecond() + 3600));
    Signature verifier = Signature.getInstance("SHA256withRSA");
    verifier.initVerify(Accounts.KEYS.getPublic());
    verifier.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
    assertThat(verifier.verify(base64.decode(parts[2]))).isTrue();
  }

  @Test
  void the_token_is_kept_until_shortly_before_it_ends() throws Exception {
    send(message(HELLO, Priority.HIGH, null, null), _ -> TAKEN);
    clock.advance(Duration.ofMinutes(54));
    sendAgain(message(HELLO, Priority.HIGH, null, null));
    clock.advance(Duration.ofMinutes(2));
    sendAgain(message(HELLO, Priority.HIGH, null, null));

    assertThat(messages())
        .extracting(each -> each.headers().get("authorization"))
        .containsExactly("Bearer token-1", "Bearer token-1", "Bearer token-2");
  }

  @Test
  void a_hundred_that_need_a_token_ask_once() throws Exception {
    open(_ -> TAKEN);
    List<Future<Outcome>> sent = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 100; i++) {
        sent.add(threads.submit(() -> sendAgain(message(HELLO, Priority.HIGH, null, null))));
      }
    }

    for (Future<Outcome> each : sent) {
      assertThat(each.get()).isInstanceOf(Outcome.Accepted.class);
    }
    assertThat(tokens()).hasSize(1);
  }

  @Test
  void a_token_that_is_taken_no_longer_is_replaced_at_once() throws Exception {
    Outcome outcome =
        send(
            message(HELLO, Priority.HIGH, null, null),
            request ->
                request.headers().getOrDefault("authorization", "").endsWith("token-1")
                    ? Deed.say(401, error("UNAUTHENTICATED", ""))
                    : TAKEN);

    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    assertThat(tokens()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "400, CREDENTIALS_REFUSED",
    "401, CREDENTIALS_REFUSED",
    "429, THROTTLED",
    "503, PROVIDER_BUSY",
    "302, PROVIDER_FAULT"
  })
  void without_a_token_nothing_is_sent(int status, FailureCode code) throws Exception {
    server =
        new ScriptedServer(
            ScriptedServer.Settings.of(certificate.context()),
            _ -> Deed.say(status, "{\"error\": \"invalid_grant\"}"));
    provider = provider(server.port());
    Outcome outcome = sendAgain(message(HELLO, Priority.HIGH, null, null));

    assertThat(outcome)
        .isEqualTo(
            new Outcome.TryLater(code, null, "status " + status + " from the token endpoint"));
    assertThat(messages()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "400, INVALID_ARGUMENT, MESSAGE_REFUSED, no",
    "403, SENDER_ID_MISMATCH, ADDRESS_UNKNOWN, no",
    "429, QUOTA_EXCEEDED, THROTTLED, later",
    "503, UNAVAILABLE, PROVIDER_BUSY, later",
    "500, INTERNAL, PROVIDER_BUSY, later",
    "401, THIRD_PARTY_AUTH_ERROR, CREDENTIALS_REFUSED, later",
    "403, PERMISSION_DENIED, CREDENTIALS_REFUSED, later",
    "400, UNSPECIFIED_ERROR, MESSAGE_REFUSED, no",
    "404, NOT_FOUND, PROVIDER_FAULT, later",
    "502, SOMETHING_NEW, PROVIDER_BUSY, later"
  })
  void every_code_has_its_outcome(int status, String code, FailureCode expected, String again)
      throws Exception {
    Outcome outcome =
        send(
            message(HELLO, Priority.HIGH, null, null),
            _ -> new Deed.Say(status, Map.of("retry-after", "17"), error(code, "")));

    assertThat(outcome)
        .isEqualTo(
            again.equals("later")
                ? new Outcome.TryLater(expected, Duration.ofSeconds(17), code)
                : new Outcome.Refused(expected, code));
  }

  @Test
  void a_device_that_is_not_registered_is_gone() throws Exception {
    Outcome outcome =
        send(
            message(HELLO, Priority.HIGH, null, null),
            _ -> Deed.say(404, error("UNREGISTERED", "")));

    assertThat(outcome).isEqualTo(new Outcome.AddressGone(NOW, "UNREGISTERED"));
  }

  @Test
  void a_device_token_that_the_service_calls_malformed_is_gone() throws Exception {
    String violation =
        ", {\"@type\": \"type.googleapis.com/google.rpc.BadRequest\","
            + " \"fieldViolations\": [{\"field\": \"message.token\", \"description\": \"no\"}]}";
    Outcome outcome =
        send(
            message(HELLO, Priority.HIGH, null, null),
            _ -> Deed.say(400, error("INVALID_ARGUMENT", violation)));

    assertThat(outcome).isEqualTo(new Outcome.AddressGone(NOW, "INVALID_ARGUMENT"));
  }

  private Outcome send(OutboundMessage message, Function<Request, Deed> script) throws Exception {
    open(script);
    return sendAgain(message);
  }

  /** A server that issues tokens, and does what the script says to messages. */
  private void open(Function<Request, Deed> script) throws Exception {
    server =
        new ScriptedServer(
            ScriptedServer.Settings.of(certificate.context()),
            request ->
                request.path().equals("/token")
                    ? Deed.say(
                        200,
                        "{\"access_token\": \"token-"
                            + issued.incrementAndGet()
                            + "\", \"expires_in\": 3600}")
                    : script.apply(request));
    provider = provider(server.port());
  }

  private FcmProvider provider(int port) throws Exception {
    return new FcmProvider(
        new FcmSettings(
            new ProviderSettings(
                "fcm", "fcm", Duration.ofSeconds(20), null, 8, Trust.ofPem(certificate.pem())),
            URI.create("https://127.0.0.1:" + port),
            Accounts.of("https://127.0.0.1:" + port + "/token")),
        clock);
  }

  private Outcome sendAgain(OutboundMessage message) throws InterruptedException {
    return Objects.requireNonNull(provider).send(message);
  }

  private ScriptedServer server() {
    return Objects.requireNonNull(server);
  }

  private List<Request> messages() {
    return server().requests().stream().filter(each -> !each.path().equals("/token")).toList();
  }

  private List<Request> tokens() {
    return server().requests().stream().filter(each -> each.path().equals("/token")).toList();
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> sent() throws Exception {
    return (Map<String, Object>)
        Objects.requireNonNull(Json.object(Json.read(messages().getFirst().body())).get("message"));
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> android() throws Exception {
    return (Map<String, Object>) Objects.requireNonNull(sent().get("android"));
  }

  private static String error(String code, String more) {
    return """
    {"error": {"code": 400, "status": "UNKNOWN", "message": "",
      "details": [{"@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError",
                   "errorCode": "%s"}%s]}}
    """
        .formatted(code, more);
  }

  private static OutboundMessage withBody(int length) {
    return message(new Content(Map.of("body", "x".repeat(length))), Priority.HIGH, null, null);
  }

  private static OutboundMessage message(
      Content content, Priority priority, @Nullable String collapseKey, @Nullable String category) {
    return SampleMessage.to(new Address(Channel.ANDROID, DEVICE), content)
        .priority(priority)
        .category(category)
        .collapseKey(collapseKey)
        .message();
  }
}
