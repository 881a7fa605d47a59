package dev.bongsu.channel.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.channel.spi.ChannelContract;
import dev.bongsu.channel.spi.OutboundDismissal;
import dev.bongsu.channel.spi.OutboundMessage;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.SampleMessage;
import dev.bongsu.channel.spi.Trust;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.MovingClock;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.kernel.Priority;
import dev.bongsu.sandbox.SelfSigned;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebPushProviderTest {
  private static final Instant NOW = Instant.parse("2027-01-03T22:00:00Z");

  private final MovingClock clock = new MovingClock(NOW);
  private final ScriptedPushService service = new ScriptedPushService();
  private final Browser browser = new Browser().subscribesAt(at(service, "/push/abc?x=1"));
  private final WebPushProvider provider = Browser.provider(true, Resolver.SYSTEM, clock);

  @AfterEach
  void close() {
    provider.close();
    service.close();
  }

  @Test
  void a_message_goes_out_as_the_protocols_want_it() throws Exception {
    var content =
        new Content(
            Map.of("title", "Hi", "body", "봉수", "url", "/o/1", "data", Map.of("orderNo", "A-17")));

    Outcome outcome = provider.send(browser.message(content, Priority.HIGH, "order-A-17"));

    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    ScriptedPushService.Request request = service.requests.getFirst();
    assertThat(request.line()).isEqualTo("POST /push/abc?x=1 HTTP/1.1");
    assertThat(request.headers())
        .containsEntry("Host", "127.0.0.1:" + service.port())
        .containsEntry("TTL", "7200")
        .containsEntry("Urgency", "high")
        .containsEntry("Topic", "order-A-17")
        .containsEntry("traceparent", ChannelContract.TRACE.value())
        .containsEntry("Content-Encoding", "aes128gcm");
    Map<String, @Nullable Object> read = browser.read(request.body());
    assertThat(read)
        .containsEntry("id", browser.message(content, Priority.HIGH, "order-A-17").id().toString())
        .containsEntry("title", "Hi")
        .containsEntry("body", "봉수")
        .containsEntry("url", "/o/1")
        .containsEntry("data", Map.of("orderNo", "A-17"));
  }

  @Test
  void what_was_read_elsewhere_vanishes_by_what_the_service_worker_is_told() throws Exception {
    OutboundMessage message = browser.message("x");

    Outcome outcome =
        provider.dismiss(
            new OutboundDismissal(
                message.address(), List.of(message.id()), 2, NOW.plus(Duration.ofDays(7))));

    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    ScriptedPushService.Request request = service.requests.getFirst();
    assertThat(request.headers())
        .containsEntry("TTL", "604800")
        .containsEntry("Urgency", "low")
        .doesNotContainKey("Topic");
    assertThat(Json.writeText(browser.read(request.body())))
        .isEqualTo(
            "{\"event\":\"dismiss\",\"deliveries\":[\"" + message.id() + "\"],\"unread\":2}");
  }

  @Test
  void a_browser_that_must_show_every_push_is_told_nothing_silent() throws Exception {
    var safari = new Browser().subscribesAt("https://web.push.apple.com/x");
    OutboundMessage message = safari.message("x");

    assertThat(
            provider.dismiss(
                new OutboundDismissal(message.address(), List.of(message.id()), 2, NOW)))
        .isInstanceOf(Outcome.Refused.class);
  }

  @ParameterizedTest
  @CsvSource({"HIGH, high", "NORMAL, normal", "LOW, low"})
  void urgency_is_the_priority(Priority priority, String urgency) throws Exception {
    provider.send(browser.message(new Content(Map.of("title", "x")), priority, null));

    assertThat(service.requests.getFirst().header("Urgency")).isEqualTo(urgency);
    assertThat(service.requests.getFirst().headers()).doesNotContainKey("Topic");
  }

  @ParameterizedTest
  @ValueSource(strings = {"order 17", "0123456789-0123456789-0123456789x", "주문"})
  void what_is_no_topic_becomes_one_always_the_same(String collapseKey) throws Exception {
    var content = new Content(Map.of("title", "x"));

    provider.send(browser.message(content, Priority.LOW, collapseKey));
    provider.send(browser.message(content, Priority.LOW, collapseKey));

    String topic = service.requests.get(0).header("Topic");
    assertThat(topic).matches("[A-Za-z0-9_-]{32}");
    assertThat(service.requests.get(1).header("Topic")).isEqualTo(topic);
  }

  @Test
  void a_push_service_can_tell_who_we_are() throws Exception {
    provider.send(browser.message("x"));

    String authorization = service.requests.getFirst().header("Authorization");
    assertThat(authorization).matches("vapid t=[\\w-]+\\.[\\w-]+\\.[\\w-]+, k=[\\w-]{87}");
    String[] token =
        authorization.substring("vapid t=".length(), authorization.indexOf(',')).split("\\.", -1);
    assertThat(Json.readObject(decoded(token[0]))).isEqualTo(Map.of("typ", "JWT", "alg", "ES256"));
    Map<String, @Nullable Object> claims = Json.readObject(decoded(token[1]));
    assertThat(claims)
        .containsEntry("aud", "http://127.0.0.1:" + service.port())
        .containsEntry("sub", "mailto:ops@example.com");
    assertThat(Long.parseLong(String.valueOf(claims.get("exp"))))
        .isBetween(NOW.getEpochSecond() + 1, NOW.getEpochSecond() + 24 * 3600);
    assertThat(decoded(token[2])).hasSize(64);
    Signature check = Signature.getInstance("SHA256withECDSAinP1363Format");
    byte[] point = decoded(authorization.substring(authorization.indexOf("k=") + 2));
    check.initVerify(Curve.key(Curve.PLAIN.keys(), point));
    check.update((token[0] + "." + token[1]).getBytes(StandardCharsets.US_ASCII));
    assertThat(check.verify(decoded(token[2]))).isTrue();
  }

  @Test
  void a_token_is_used_for_hours_and_renewed_before_it_ends() throws Exception {
    provider.send(browser.message("one"));
    clock.advance(Vapid.KEPT.minusSeconds(1));
    provider.send(browser.message("two"));
    clock.advance(Duration.ofSeconds(2));
    provider.send(browser.message("three"));

    assertThat(service.requests.get(1).header("Authorization"))
        .isEqualTo(service.requests.get(0).header("Authorization"));
    assertThat(service.requests.get(2).header("Authorization"))
        .isNotEqualTo(service.requests.get(0).header("Authorization"));
  }

  @Test
  void messages_share_a_connection() throws Exception {
    for (int i = 0; i < 5; i++) {
      provider.send(browser.message("message " + i));
    }

    assertThat(service.requests).hasSize(5);
    assertThat(service.connections()).isEqualTo(1);
  }

  @Test
  void a_connection_that_the_service_closed_meanwhile_costs_no_message() throws Exception {
    provider.send(browser.message("one"));
    service.hangUp();
    clock.advance(Duration.ofSeconds(2));

    Outcome outcome = provider.send(browser.message("two"));

    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    assertThat(service.connections()).isEqualTo(2);
  }

  @Test
  void an_answer_may_come_in_chunks_and_without_keeping_the_connection() throws Exception {
    service
        .next("HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")
        .next("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n")
        .next("HTTP/1.1 201 Created\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");

    for (int i = 0; i < 4; i++) {
      assertThat(provider.send(browser.message("x"))).isInstanceOf(Outcome.Accepted.class);
    }

    assertThat(service.connections()).isEqualTo(2);
  }

  @Test
  void what_does_not_fit_is_not_sent() throws Exception {
    int overhead = Plaintext.of(browser.message("")).length;
    String fits = "x".repeat(Encryption.MAX_PLAINTEXT_BYTES - overhead);

    assertThat(provider.send(browser.message(fits))).isInstanceOf(Outcome.Accepted.class);
    assertThat(provider.send(browser.message(fits + "x")))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> assertThat(refused.code()).isEqualTo(FailureCode.PAYLOAD_TOO_LARGE));

    assertThat(service.requests).hasSize(1);
    assertThat(service.requests.getFirst().body()).hasSize(4_096);
  }

  @ParameterizedTest
  @CsvSource({"404", "410"})
  void a_subscription_that_ended_is_gone(int status) throws Exception {
    service.usually(ScriptedPushService.answer(status, "", "push subscription has expired"));

    assertThat(provider.send(browser.message("x")))
        .isEqualTo(new Outcome.AddressGone(NOW, status + " push subscription has expired"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          400 | {"reason":"BadDeviceToken","secret":"s"} | 400 BadDeviceToken
          400 | {"code":400,"errno":102,"message":"no"}  | 400 no
          404 | {"title":"Not found","detail":"inside"}  | 404
          400 | ["inside"]                               | 400
          400 | {"message":"cut of                       | 400
          307 | inside                                   | 307
          """)
  void what_another_server_answers_does_not_get_into_the_detail(
      int status, String body, String detail) throws Exception {
    service.usually(ScriptedPushService.answer(status, "", body));

    assertThat(detail(provider.send(browser.message("x")))).isEqualTo(detail);
  }

  @Test
  void a_push_service_is_quoted_shortly() throws Exception {
    service.usually(ScriptedPushService.answer(400, "", "no ".repeat(1_000)));

    assertThat(detail(provider.send(browser.message("x")))).hasSizeLessThanOrEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"120", "Sun, 3 Jan 2027 22:02:00 GMT"})
  void a_service_that_wants_us_to_wait_is_heard(String retryAfter) throws Exception {
    service.usually(ScriptedPushService.answer(429, "Retry-After: " + retryAfter + "\r\n", ""));

    assertThat(provider.send(browser.message("x")))
        .isEqualTo(new Outcome.TryLater(FailureCode.THROTTLED, Duration.ofMinutes(2), "429"));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308})
  void a_redirect_is_not_followed(int status) throws Exception {
    try (var other = new ScriptedPushService()) {
      service.usually(
          ScriptedPushService.answer(status, "Location: " + at(other, "/") + "\r\n", ""));

      assertThat(provider.send(browser.message("x"))).isInstanceOf(Outcome.Refused.class);
      assertThat(other.connections()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://push.example.net/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://10.1.2.3/x",
        "https://169.254.169.254/latest/meta-data",
        "https://[fd00::1]/x",
        "https://localhost/x"
      })
  void only_public_push_services_are_called(String endpoint) throws Exception {
    try (var guarded = Browser.provider(false, Resolver.SYSTEM, clock)) {
      Outcome outcome = guarded.send(new Browser().subscribesAt(endpoint).message("x"));

      assertThat(outcome)
          .isInstanceOfSatisfying(
              Outcome.Refused.class,
              refused -> assertThat(refused.detail()).contains("is not called"));
    }
  }

  @Test
  void a_name_that_leads_home_is_not_called() throws Exception {
    Resolver rebinding = _ -> List.of(InetAddress.getLoopbackAddress());
    try (var guarded = Browser.provider(false, rebinding, clock)) {
      var far = new Browser().subscribesAt("https://push.example.net:" + service.port() + "/x");

      assertThat(guarded.send(far.message("x"))).isInstanceOf(Outcome.Refused.class);
      assertThat(service.connections()).isZero();
    }
  }

  @Test
  void the_address_that_was_looked_at_is_called_by_the_name_that_was_asked_for() throws Exception {
    var certificate = SelfSigned.at(Instant.now());
    var trust = Trust.ofPem(certificate.pem());
    var common = new ProviderSettings("push", "webpush", Duration.ofSeconds(20), null, 8, trust);
    Resolver here = _ -> List.of(InetAddress.getLoopbackAddress());
    try (var secure = new ScriptedPushService(certificate.context());
        var trusting = Browser.provider(common, true, here, clock)) {
      var named = new Browser().subscribesAt("https://localhost:" + secure.port() + "/x");
      var misnamed = new Browser().subscribesAt("https://push.example.net:" + secure.port() + "/x");

      assertThat(trusting.send(named.message("x"))).isInstanceOf(Outcome.Accepted.class);
      assertThat(secure.requests.getFirst().header("Host")).isEqualTo("localhost:" + secure.port());
      assertThat(trusting.send(misnamed.message("x"))).isInstanceOf(Outcome.TryLater.class);
      assertThat(secure.requests).hasSize(1);
    }
  }

  @Test
  void one_broken_service_is_no_trouble_of_the_channel_while_others_take_messages()
      throws Exception {
    try (var broken = new ScriptedPushService()) {
      broken.usually(ScriptedPushService.answer(500, "", ""));
      var unlucky = new Browser().subscribesAt(at(broken, "/x"));

      assertThat(later(provider.send(unlucky.message("x")))).isEqualTo(FailureCode.PROVIDER_BUSY);
      provider.send(browser.message("x"));
      assertThat(later(provider.send(unlucky.message("x"))))
          .isEqualTo(FailureCode.RECIPIENT_UNAVAILABLE);
      clock.advance(Verdicts.LATELY);
      assertThat(later(provider.send(unlucky.message("x")))).isEqualTo(FailureCode.PROVIDER_BUSY);
    }
  }

  @Test
  void a_subscription_made_with_other_keys_fails_alone() throws Exception {
    service.next(ScriptedPushService.CREATED).usually(ScriptedPushService.answer(403, "", ""));
    provider.send(browser.message("x"));

    assertThat(provider.send(browser.message("x")))
        .isEqualTo(new Outcome.Refused(FailureCode.CREDENTIALS_REFUSED, "403"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not json",
        "{}",
        "{\"endpoint\":\"ftp://x/\",\"keys\":{\"p256dh\":\"AA\",\"auth\":\"AA\"}}",
        "{\"endpoint\":\"https://push.example.net/\",\"keys\":{\"p256dh\":\"AA\",\"auth\":\"AA\"}}"
      })
  void an_address_that_is_no_subscription_is_gone(String address) throws Exception {
    var content = new Content(Map.of("title", "x"));
    OutboundMessage message =
        SampleMessage.to(new Address(Channel.BROWSER, address), content).message();

    assertThat(provider.send(message)).isInstanceOf(Outcome.AddressGone.class);
  }

  private static FailureCode later(Outcome outcome) {
    return outcome instanceof Outcome.TryLater(FailureCode code, _, _) ? code : unexpected(outcome);
  }

  private static @Nullable String detail(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Refused refused -> refused.detail();
      case Outcome.AddressGone gone -> gone.detail();
      default -> throw new AssertionError(outcome.toString());
    };
  }

  private static FailureCode unexpected(Outcome outcome) {
    throw new AssertionError(outcome.toString());
  }

  private static String at(ScriptedPushService service, String path) {
    return "http://127.0.0.1:" + service.port() + path;
  }

  private static byte[] decoded(String text) {
    return Base64.getUrlDecoder().decode(text);
  }
}
