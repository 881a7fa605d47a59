package dev.bongsu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.eatthepath.pushy.apns.ApnsClient;
import com.eatthepath.pushy.apns.ApnsClientBuilder;
import com.eatthepath.pushy.apns.DeliveryPriority;
import com.eatthepath.pushy.apns.PushNotificationResponse;
import com.eatthepath.pushy.apns.PushType;
import com.eatthepath.pushy.apns.auth.ApnsSigningKey;
import com.eatthepath.pushy.apns.util.SimpleApnsPushNotification;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Page;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asked by a client of the push service that is not ours. */
class ApnsStandInTest {
  private static final String DEVICE = "ab".repeat(32);
  private static final String TOPIC = "com.example.app";
  private static final String HELLO =
      "{\"aps\": {\"alert\": {\"title\": \"Hi\", \"body\": \"There\"}, \"badge\": 3}, \"k\":"
          + " \"v\"}";
  private static final KeyPair KEYS = NewKeys.ec();
  private final SelfSigned certificate = SelfSigned.at(Instant.now());

  private final Faults faults = new Faults(new SplittableRandom(1));
  private final SandboxMessages messages =
      new SandboxMessages(1_000_000, Clock.systemUTC(), _ -> Map.of());
  private @Nullable ApnsClient client;
  private ApnsStandIn standIn = standIn(Clock.systemUTC());

  @BeforeEach
  void connect() throws Exception {
    client = client("TEAM123456");
  }

  @AfterEach
  void close() {
    if (client != null) {
      client.close().join();
    }
    standIn.close();
  }

  @Test
  void a_message_is_taken_and_kept() throws Exception {
    var id = UUID.fromString("01931d6c-3b2a-7000-8000-0123456789ab");
    var response =
        send(
            new SimpleApnsPushNotification(
                DEVICE,
                TOPIC,
                HELLO,
                Instant.now().plus(Duration.ofHours(1)),
                DeliveryPriority.IMMEDIATE,
                PushType.ALERT,
                "order-17",
                id));

    assertThat(response.isAccepted()).isTrue();
    assertThat(response.getApnsId()).isEqualTo(id);
    SandboxMessage kept =
        messages
            .list(new SandboxFilter(Channel.IOS, null, null), new Page.Request(10, null))
            .items()
            .getFirst();
    assertThat(String.valueOf(kept.delivery())).isEqualTo(id.toString());
    assertThat(kept.address().value()).isEqualTo(DEVICE);
    assertThat(kept.body().content().fields())
        .isEqualTo(Map.of("title", "Hi", "body", "There", "badge", "3", "data", Map.of("k", "v")));
    assertThat(kept.body().raw())
        .startsWith("POST /3/device/" + DEVICE + "\napns-id: " + id + "\n")
        .contains("\napns-priority: 10\n", "\napns-expiration: ", "\napns-collapse-id: order-17\n")
        .endsWith("\n\n" + HELLO)
        .doesNotContain("authorization");
  }

  @Test
  void a_thousand_messages_at_once_are_taken() throws Exception {
    List<Future<PushNotificationResponse<SimpleApnsPushNotification>>> sent = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      sent.add(client().sendNotification(hello()));
    }
    for (var each : sent) {
      assertThat(each.get(60, TimeUnit.SECONDS).isAccepted()).isTrue();
    }
    assertThat(messages.count()).isEqualTo(1_000);
  }

  @ParameterizedTest
  @CsvSource({
    "zz, com.example.app, BadDeviceToken",
    "abab, com.example.app, BadDeviceToken",
    "OK, com.example.other, TopicDisallowed"
  })
  void what_is_wrong_is_refused(String device, String topic, String reason) throws Exception {
    String token = device.equals("OK") ? DEVICE : device;
    assertThat(refusal(new SimpleApnsPushNotification(token, topic, HELLO))).isEqualTo(reason);
    assertThat(messages.count()).isZero();
  }

  @Test
  void a_payload_may_have_4096_bytes_and_not_one_more() throws Exception {
    String frame = "{\"aps\":{},\"k\":\"\"}";
    String most = frame.replace("\"\"", "\"" + "x".repeat(4096 - frame.length()) + "\"");

    assertThat(send(new SimpleApnsPushNotification(DEVICE, TOPIC, most)).isAccepted()).isTrue();
    assertThat(refusal(new SimpleApnsPushNotification(DEVICE, TOPIC, most + " ")))
        .isEqualTo("PayloadTooLarge");
    assertThat(refusal(new SimpleApnsPushNotification(DEVICE, TOPIC, "{}")))
        .isEqualTo("PayloadEmpty");
  }

  @Test
  void what_is_quiet_must_not_be_urgent_and_no_collapse_id_is_longer_than_64_bytes()
      throws Exception {
    assertThat(
            refusal(
                new SimpleApnsPushNotification(
                    DEVICE,
                    TOPIC,
                    HELLO,
                    Instant.EPOCH,
                    DeliveryPriority.IMMEDIATE,
                    PushType.BACKGROUND)))
        .isEqualTo("BadPriority");
    assertThat(
            refusal(
                new SimpleApnsPushNotification(
                    DEVICE,
                    TOPIC,
                    HELLO,
                    Instant.EPOCH,
                    DeliveryPriority.IMMEDIATE,
                    PushType.ALERT,
                    "x".repeat(65))))
        .isEqualTo("BadCollapseId");
  }

  @Test
  void a_token_of_another_team_or_an_old_one_is_refused() throws Exception {
    client().close().join();
    client = client("OTHER12345");
    assertThat(refusal(hello())).isEqualTo("InvalidProviderToken");

    standIn.close();
    standIn = standIn(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(61)));
    client().close().join();
    client = client("TEAM123456");
    assertThat(refusal(hello())).isEqualTo("ExpiredProviderToken");
  }

  @ParameterizedTest
  @CsvSource({
    "REJECT, DeviceTokenNotForTopic",
    "RETRYABLE, ServiceUnavailable",
    "THROTTLE, TooManyRequests"
  })
  void faults_refuse_in_the_services_words(FaultMode mode, String reason) throws Exception {
    faults.set(Channel.IOS, new InjectedFault(mode, 1));

    assertThat(refusal(hello())).isEqualTo(reason);
    assertThat(messages.count()).isZero();
  }

  @Test
  void what_is_lost_was_accepted_and_is_nowhere() throws Exception {
    faults.set(Channel.IOS, new InjectedFault(FaultMode.LOSE, 1));

    assertThat(send(hello()).isAccepted()).isTrue();
    assertThat(messages.count()).isZero();
  }

  @Test
  void a_reset_ends_without_an_answer() {
    faults.set(Channel.IOS, new InjectedFault(FaultMode.RESET, 1));

    assertThatThrownBy(() -> client().sendNotification(hello()).join())
        .isInstanceOf(CompletionException.class);
    assertThat(messages.count()).isZero();
  }

  private String refusal(SimpleApnsPushNotification notification) throws Exception {
    return send(notification).getRejectionReason().orElse("accepted");
  }

  private PushNotificationResponse<SimpleApnsPushNotification> send(
      SimpleApnsPushNotification notification) throws Exception {
    return client().sendNotification(notification).get(60, TimeUnit.SECONDS);
  }

  private static SimpleApnsPushNotification hello() {
    return new SimpleApnsPushNotification(DEVICE, TOPIC, HELLO);
  }

  private ApnsClient client() {
    return Objects.requireNonNull(client);
  }

  private ApnsClient client(String teamId) throws Exception {
    return new ApnsClientBuilder()
        .setApnsServer("127.0.0.1", standIn.port())
        .setSigningKey(new ApnsSigningKey("KEY1234567", teamId, (ECPrivateKey) KEYS.getPrivate()))
        .setTrustedServerCertificateChain(
            new ByteArrayInputStream(certificate.pem().getBytes(StandardCharsets.US_ASCII)))
        .build();
  }

  private ApnsStandIn standIn(Clock clock) {
    return ApnsStandIn.start(
        0,
        certificate,
        new ApnsStandIn.Account("TEAM123456", "KEY1234567", KEYS.getPublic(), TOPIC),
        messages,
        faults,
        clock);
  }
}
