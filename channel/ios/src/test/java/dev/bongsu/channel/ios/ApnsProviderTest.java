package dev.bongsu.channel.ios;

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
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.MovingClock;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.kernel.Priority;
import dev.bongsu.sandbox.NewKeys;
import dev.bongsu.sandbox.SelfSigned;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApnsProviderTest {
  private static final String MESSAGE_ID = "01931d6c-3b2a-7000-89f4-b31256f2f4dd";
  private static final String DEVICE =
      "00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0";
  private static final Instant NOW = SampleMessage.ACCEPTED_AT;
  private static final KeyPair KEYS = NewKeys.ec();
  private final SelfSigned certificate = SelfSigned.at(Instant.now());
  private static final Content HELLO =
      new Content(
          Map.of("title", "Hi", "body", "There", "data", Map.of("order", "A-17", "aps", "mine")));

  private final MovingClock clock = new MovingClock();
  private @Nullable ScriptedServer server;
  private @Nullable ApnsProvider provider;

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
    Outcome outcome = send(message(HELLO, Priority.HIGH, "order-A-17"), _ -> Deed.say(200, ""));

    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    Request heard = heard(0);
    assertThat(heard.path()).isEqualTo("/3/device/" + DEVICE);
    assertThat(heard.headers())
        .containsEntry("apns-id", message(HELLO, Priority.HIGH, null).id().toString())
        .containsEntry("apns-topic", "com.example.app")
        .containsEntry("traceparent", ChannelContract.TRACE.value())
        .containsEntry("apns-push-type", "alert")
        .containsEntry("apns-priority", "10")
        .containsEntry(
            "apns-expiration", Long.toString(NOW.plus(Duration.ofDays(3)).getEpochSecond()))
        .containsEntry("apns-collapse-id", "order-A-17");
    assertThat(Json.read(heard.body()))
        .isEqualTo(
            Map.of(
                "aps",
                Map.of("alert", Map.of("title", "Hi", "body", "There")),
                "order",
                "A-17",
                "deliveryId",
                message(HELLO, Priority.HIGH, null).id().toString()));
  }

  @Test
  void what_was_read_elsewhere_vanishes_by_a_push_that_nobody_sees() throws Exception {
    OutboundMessage message = message(HELLO, Priority.HIGH, null);
    send(message, _ -> Deed.say(200, ""));
    Outcome outcome =
        Objects.requireNonNull(provider)
            .dismiss(
                new OutboundDismissal(
                    message.address(), List.of(message.id()), 2, NOW.plus(Duration.ofDays(7))));

    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    Request heard = heard(1);
    assertThat(heard.path()).isEqualTo("/3/device/" + DEVICE);
    assertThat(heard.headers())
        .containsEntry("apns-push-type", "background")
        .containsEntry("apns-priority", "5")
        .containsEntry(
            "apns-expiration", Long.toString(NOW.plus(Duration.ofDays(7)).getEpochSecond()))
        .doesNotContainKeys("apns-id", "apns-collapse-id");
    assertThat(Json.writeText(Json.read(heard.body())))
        .isEqualTo(
            "{\"aps\":{\"content-available\":1},\"event\":\"dismiss\",\"deliveries\":[\""
                + message.id()
                + "\"],\"unread\":2}");
  }

  @Test
  void the_most_that_may_vanish_at_once_fits() throws Exception {
    OutboundMessage message = message(HELLO, Priority.HIGH, null);
    var most = Collections.nCopies(OutboundDismissal.MOST, message.id());
    var dismissal = new OutboundDismissal(message.address(), most, 1000, NOW);

    assertThat(Alert.payload(dismissal)).hasSizeLessThan(PushPayload.MAX_BYTES);
  }

  @ParameterizedTest
  @CsvSource({"HIGH, 10", "NORMAL, 10", "LOW, 5"})
  void urgency_follows_priority(Priority priority, String expected) throws Exception {
    send(message(HELLO, priority, null), _ -> Deed.say(200, ""));

    assertThat(heard(0).headers()).containsEntry("apns-priority", expected);
    assertThat(heard(0).headers()).doesNotContainKey("apns-collapse-id");
  }

  @Test
  void what_only_the_app_sees_goes_in_the_background() throws Exception {
    var silent = new Content(Map.of("data", Map.of("sync", "now")));
    send(message(silent, Priority.HIGH, null), _ -> Deed.say(200, ""));

    assertThat(heard(0).headers())
        .containsEntry("apns-push-type", "background")
        .containsEntry("apns-priority", "5");
    assertThat(Json.read(heard(0).body()))
        .isEqualTo(
            Map.of(
                "aps", Map.of("content-available", 1L), "sync", "now", "deliveryId", MESSAGE_ID));
  }

  @Test
  void badge_and_sound_are_said_in_the_services_terms() throws Exception {
    var content = new Content(Map.of("title", "Hi", "badge", "3", "sound", "default"));
    send(message(content, Priority.HIGH, null), _ -> Deed.say(200, ""));

    assertThat(Json.read(heard(0).body()))
        .isEqualTo(
            Map.of(
                "aps",
                Map.of("alert", Map.of("title", "Hi"), "badge", 3L, "sound", "default"),
                "deliveryId",
                MESSAGE_ID));
  }

  @Test
  void what_groups_and_ranks_a_message_is_said_in_the_services_terms() throws Exception {
    var content =
        new Content(
            Map.of(
                "title", "Hi",
                "subtitle", "Order A-17",
                "badge", 3,
                "threadId", "orders",
                "category", "ORDER",
                "interruptionLevel", "time-sensitive"));
    send(message(content, Priority.HIGH, null), _ -> Deed.say(200, ""));

    assertThat(Json.read(heard(0).body()))
        .isEqualTo(
            Map.of(
                "aps",
                Map.of(
                    "alert", Map.of("title", "Hi", "subtitle", "Order A-17"),
                    "badge", 3L,
                    "thread-id", "orders",
                    "category", "ORDER",
                    "interruption-level", "time-sensitive"),
                "deliveryId",
                MESSAGE_ID));
  }

  @Test
  void a_collapse_key_that_is_too_long_or_not_plain_is_hashed() throws Exception {
    send(message(HELLO, Priority.HIGH, "주문-17"), _ -> Deed.say(200, ""));
    sendAgain(message(HELLO, Priority.HIGH, "x".repeat(65)));
    sendAgain(message(HELLO, Priority.HIGH, "x".repeat(64)));

    assertThat(heard(0).headers().get("apns-collapse-id")).matches("[A-Za-z0-9_-]{43}");
    assertThat(heard(1).headers().get("apns-collapse-id")).matches("[A-Za-z0-9_-]{43}");
    assertThat(heard(2).headers()).containsEntry("apns-collapse-id", "x".repeat(64));
  }

  @Test
  void what_an_author_is_told_of_the_size_is_what_is_sent() {
    DeliveryId id = message(new Content(Map.of("body", "b")), Priority.HIGH, null).id();
    for (String piece : List.of("x", "\"", "\n", "가", "😀")) {
      for (int length = 200; length <= 4096; length += 17) {
        String text = piece.repeat(length / piece.length());
        var content =
            new Content(
                Map.of(
                    "title", "t", "body", text, "badge", 3, "data", Map.of("a", List.of(1, "2"))));
        int told = PushPayload.apns(content).bytes();
        int written = Alert.of(content, id).payload().length;

        // The id is left out where it would not fit.
        assertThat(written <= PushPayload.MAX_BYTES)
            .as("%d of %s", length, piece)
            .isEqualTo(told <= PushPayload.MAX_BYTES);
      }
    }
  }

  @Test
  void a_payload_may_have_4096_bytes_and_not_one_more() throws Exception {
    int frame = "{\"aps\":{\"alert\":{\"body\":\"\"}}}".length();

    Outcome most =
        send(
            message(new Content(Map.of("body", "x".repeat(4096 - frame))), Priority.HIGH, null),
            _ -> Deed.say(200, ""));
    Outcome more =
        sendAgain(
            message(new Content(Map.of("body", "x".repeat(4097 - frame))), Priority.HIGH, null));

    assertThat(most).isInstanceOf(Outcome.Accepted.class);
    assertThat(heard(0).body()).hasSize(4096);
    assertThat(more)
        .isEqualTo(
            new Outcome.Refused(
                FailureCode.PAYLOAD_TOO_LARGE, "not sent: 4097 bytes of at most 4096"));
    assertThat(server().requests()).hasSize(1);
  }

  @Test
  void the_token_is_signed_as_jws_wants_it_and_used_again() throws Exception {
    send(message(HELLO, Priority.HIGH, null), _ -> Deed.say(200, ""));
    clock.advance(Duration.ofMinutes(44));
    sendAgain(message(HELLO, Priority.HIGH, null));
    clock.advance(Duration.ofMinutes(2));
    sendAgain(message(HELLO, Priority.HIGH, null));

    String first = token(0);
    String[] parts = first.split("\\.", -1);
    Base64.Decoder base64 = Base64.getUrlDecoder();
    assertThat(Json.readObject(base64.decode(parts[0])))
        .isEqualTo(Map.of("alg", "ES256", "kid", "KEY1234567"));
    assertThat(Json.readObject(base64.decode(parts[1])))
        .isEqualTo(Map.of("iss", "TEAM123456", "iat", NOW.getEpochSecond()));
    byte[] signature = base64.decode(parts[2]);
    assertThat(signature).hasSize(64);
    Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
    verifier.initVerify(KEYS.getPublic());
    verifier.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
    assertThat(verifier.verify(signature)).isTrue();
    assertThat(token(1)).isEqualTo(first);
    assertThat(token(2)).isNotEqualTo(first);
  }

  @Test
  void an_expired_token_is_replaced_at_once_and_once_only() throws Exception {
    Outcome outcome =
        send(
            message(HELLO, Priority.HIGH, null),
            _ -> Deed.say(403, "{\"reason\": \"ExpiredProviderToken\"}"));

    assertThat(outcome)
        .isEqualTo(
            new Outcome.TryLater(FailureCode.CREDENTIALS_REFUSED, null, "ExpiredProviderToken"));
    assertThat(server().requests()).hasSize(2);
    assertThat(token(1)).isNotEqualTo(token(0));
  }

  @ParameterizedTest
  @CsvSource({
    "400, BadCollapseId, MESSAGE_REFUSED, no",
    "400, BadExpirationDate, MESSAGE_REFUSED, no",
    "400, BadMessageId, MESSAGE_REFUSED, no",
    "400, BadPriority, MESSAGE_REFUSED, no",
    "400, BadTopic, CREDENTIALS_REFUSED, later",
    "400, DeviceTokenNotForTopic, ADDRESS_UNKNOWN, no",
    "400, DuplicateHeaders, MESSAGE_REFUSED, no",
    "400, IdleTimeout, PROVIDER_BUSY, later",
    "400, InvalidPushType, MESSAGE_REFUSED, no",
    "400, MissingDeviceToken, MESSAGE_REFUSED, no",
    "400, MissingTopic, CREDENTIALS_REFUSED, later",
    "400, PayloadEmpty, MESSAGE_REFUSED, no",
    "400, TopicDisallowed, CREDENTIALS_REFUSED, later",
    "400, SomethingNew, MESSAGE_REFUSED, no",
    "403, BadCertificate, CREDENTIALS_REFUSED, later",
    "403, BadCertificateEnvironment, CREDENTIALS_REFUSED, later",
    "403, Forbidden, CREDENTIALS_REFUSED, later",
    "403, InvalidProviderToken, CREDENTIALS_REFUSED, later",
    "403, MissingProviderToken, CREDENTIALS_REFUSED, later",
    "403, UnrelatedKeyIdInToken, CREDENTIALS_REFUSED, later",
    "403, BadEnvironmentKeyIdInToken, CREDENTIALS_REFUSED, later",
    "403, SomethingNew, CREDENTIALS_REFUSED, later",
    "404, BadPath, MESSAGE_REFUSED, no",
    "405, MethodNotAllowed, MESSAGE_REFUSED, no",
    "413, PayloadTooLarge, PAYLOAD_TOO_LARGE, no",
    "429, TooManyProviderTokenUpdates, THROTTLED, later",
    "429, TooManyRequests, THROTTLED, later",
    "500, InternalServerError, PROVIDER_BUSY, later",
    "503, ServiceUnavailable, PROVIDER_BUSY, later",
    "503, Shutdown, PROVIDER_BUSY, later",
    "599, SomethingNew, PROVIDER_FAULT, later"
  })
  void every_reason_has_its_outcome(int status, String reason, FailureCode code, String again)
      throws Exception {
    Outcome outcome =
        send(
            message(HELLO, Priority.HIGH, null),
            _ ->
                new Deed.Say(
                    status, Map.of("retry-after", "17"), "{\"reason\": \"" + reason + "\"}"));

    assertThat(outcome)
        .isEqualTo(
            again.equals("later")
                ? new Outcome.TryLater(code, Duration.ofSeconds(17), reason)
                : new Outcome.Refused(code, reason));
  }

  @Test
  void a_dead_device_is_gone_since_the_service_says() throws Exception {
    Outcome outcome =
        send(
            message(HELLO, Priority.HIGH, null),
            _ -> Deed.say(410, "{\"reason\": \"Unregistered\", \"timestamp\": 1767225600123}"));
    assertThat(outcome)
        .isEqualTo(
            new Outcome.AddressGone(Instant.parse("2026-01-01T00:00:00.123Z"), "Unregistered"));
  }

  @ParameterizedTest
  @CsvSource({"400, BadDeviceToken", "410, ExpiredToken", "410, Unregistered", "410, New"})
  void a_device_without_a_date_is_gone_since_now(int status, String reason) throws Exception {
    Outcome outcome =
        send(
            message(HELLO, Priority.HIGH, null),
            _ -> Deed.say(status, "{\"reason\": \"" + reason + "\"}"));
    assertThat(outcome).isEqualTo(new Outcome.AddressGone(NOW, reason));
  }

  @Test
  void what_is_no_device_token_is_never_sent() throws Exception {
    Outcome outcome =
        send(
            SampleMessage.to(new Address(Channel.IOS, "../../" + DEVICE), HELLO).message(),
            _ -> Deed.say(200, ""));

    assertThat(outcome).isInstanceOf(Outcome.AddressGone.class);
    assertThat(server().requests()).isEmpty();
  }

  private Outcome send(OutboundMessage message, Function<Request, Deed> script) throws Exception {
    server = new ScriptedServer(ScriptedServer.Settings.of(certificate.context()), script);
    provider =
        new ApnsProvider(
            new ApnsSettings(
                new ProviderSettings(
                    "apns",
                    "apns",
                    Duration.ofSeconds(20),
                    null,
                    8,
                    Trust.ofPem(certificate.pem())),
                "127.0.0.1",
                server.port(),
                "com.example.app",
                new Identity.Token("TEAM123456", "KEY1234567", KEYS.getPrivate())),
            clock);
    return sendAgain(message);
  }

  private Outcome sendAgain(OutboundMessage message) throws InterruptedException {
    return Objects.requireNonNull(provider).send(message);
  }

  private ScriptedServer server() {
    return Objects.requireNonNull(server);
  }

  private Request heard(int index) {
    return server().requests().get(index);
  }

  private String token(int index) {
    String header = heard(index).headers().getOrDefault("authorization", "");
    assertThat(header).startsWith("bearer ");
    return header.substring("bearer ".length());
  }

  private static OutboundMessage message(
      Content content, Priority priority, @Nullable String collapseKey) {
    return SampleMessage.to(new Address(Channel.IOS, DEVICE), content)
        .priority(priority)
        .collapseKey(collapseKey)
        .message();
  }
}
