package dev.bongsu.channel.android;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.firebase.FirebaseApp;
import com.google.firebase.FirebaseOptions;
import com.google.firebase.messaging.AndroidConfig;
import com.google.firebase.messaging.AndroidNotification;
import com.google.firebase.messaging.FcmOptions;
import com.google.firebase.messaging.FirebaseMessaging;
import com.google.firebase.messaging.FirebaseMessagingException;
import com.google.firebase.messaging.Message;
import com.google.firebase.messaging.MessagingErrorCode;
import com.google.firebase.messaging.Notification;
import dev.bongsu.channel.spi.OutboundMessage;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.SampleMessage;
import dev.bongsu.channel.spi.Trust;
import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.Outcome;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.Priority;
import dev.bongsu.sandbox.FaultMode;
import dev.bongsu.sandbox.Faults;
import dev.bongsu.sandbox.FcmStandIn;
import dev.bongsu.sandbox.InjectedFault;
import dev.bongsu.sandbox.SandboxFilter;
import dev.bongsu.sandbox.SandboxMessages;
import dev.bongsu.sandbox.SelfSigned;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same message by Google's own library and by us, to one stand-in that takes both. */
class FirebaseTest {
  private static final String DEVICE = "cXlZq1dSQ0:APA91bHun4MxP5egoKMwt2KZFBaFUH";
  private static final Duration KEPT = Duration.ofDays(3);

  private final Clock clock = Clock.fixed(Instant.now(), ZoneOffset.UTC);
  private final SelfSigned certificate = SelfSigned.at(clock.instant());
  private final SandboxMessages messages =
      new SandboxMessages(1_000_000, Clock.systemUTC(), _ -> Map.of());
  private final Faults faults = new Faults(new SplittableRandom(1));
  private final FcmStandIn standIn =
      FcmStandIn.start(
          0,
          certificate,
          new FcmStandIn.Account(
              "shop-1", "sender@shop-1.iam.gserviceaccount.com", Accounts.KEYS.getPublic()),
          messages,
          faults,
          Clock.systemUTC());

  @AfterEach
  void close() {
    standIn.close();
  }

  @Test
  void we_say_what_googles_own_library_says() throws Exception {
    OutboundMessage ours = ours();
    assertThat(sendByGoogle(theirs(ours.id().toString()))).startsWith("projects/shop-1/messages/");
    assertThat(sendByUs(ours)).isInstanceOf(Outcome.Accepted.class);

    List<Map<String, Object>> sent = sent();
    assertThat(sent).hasSize(2);
    assertThat(sent.getLast()).as("by Google's library").isEqualTo(sent.getFirst());
  }

  @ParameterizedTest
  @CsvSource({"reject,INVALID_ARGUMENT", "throttle,QUOTA_EXCEEDED"})
  void googles_own_library_knows_a_refusal_again(String mode, MessagingErrorCode code) {
    faults.set(Channel.ANDROID, new InjectedFault(FaultMode.named(mode).orElseThrow(), 1));

    assertThatExceptionOfType(FirebaseMessagingException.class)
        .isThrownBy(() -> sendByGoogle(theirs("d")))
        .returns(code, FirebaseMessagingException::getMessagingErrorCode);
  }

  private OutboundMessage ours() {
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
                "clickAction", "OPEN_ORDER",
                "data", Map.of("k", "v")));
    return SampleMessage.to(new Address(Channel.ANDROID, DEVICE), content)
        .priority(Priority.HIGH)
        .category("orders")
        .collapseKey("order-A-17")
        .acceptedAt(clock.instant())
        .message();
  }

  private Outcome sendByUs(OutboundMessage message) throws Exception {
    var settings =
        new FcmSettings(
            new ProviderSettings(
                "fcm", "fcm", Duration.ofSeconds(20), null, 8, Trust.ofPem(certificate.pem())),
            URI.create(standIn.url()),
            Accounts.of(standIn.tokenUrl()));
    try (var provider = new FcmProvider(settings, clock)) {
      return provider.send(message);
    }
  }

  @SuppressWarnings("deprecation") // a registration token is what our recipients' devices have
  private static Message theirs(String delivery) {
    return Message.builder()
        .setToken(DEVICE)
        .setNotification(
            Notification.builder()
                .setTitle("Hi")
                .setBody("There")
                .setImage("https://shop.example/a.png")
                .build())
        .putData("k", "v")
        .putData("deliveryId", delivery)
        .setAndroidConfig(
            AndroidConfig.builder()
                .setPriority(AndroidConfig.Priority.HIGH)
                .setTtl(KEPT.toMillis())
                .setCollapseKey("order-A-17")
                .setNotification(
                    AndroidNotification.builder()
                        .setNotificationCount(3)
                        .setSound("bell")
                        .setChannelId("orders")
                        .setTag("order-A-17")
                        .setClickAction("OPEN_ORDER")
                        .build())
                .build())
        .setFcmOptions(FcmOptions.withAnalyticsLabel("orders"))
        .build();
  }

  /** The name that the message got. */
  private String sendByGoogle(Message message) throws Exception {
    HttpTransport transport = toStandIn();
    Map<String, Object> file = Accounts.file(standIn.tokenUrl());
    file.put("client_id", "1"); // Google's library wants one, and makes no use of it
    byte[] account = Json.writeText(file).getBytes(StandardCharsets.UTF_8);
    FirebaseApp app =
        FirebaseApp.initializeApp(
            FirebaseOptions.builder()
                .setCredentials(
                    GoogleCredentials.fromStream(
                        new ByteArrayInputStream(account), () -> transport))
                .setHttpTransport(transport)
                .build());
    try {
      return FirebaseMessaging.getInstance(app).send(message);
    } finally {
      app.delete();
    }
  }

  /** What was sent, the newest first; a word for a priority may be written either way. */
  private List<Map<String, Object>> sent() throws Exception {
    return messages
        .list(new SandboxFilter(Channel.ANDROID, null, null), new Page.Request(10, null))
        .items()
        .stream()
        .map(each -> message(Objects.requireNonNull(each.body().raw())))
        .toList();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> message(String raw) {
    try {
      Map<String, Object> message =
          new HashMap<>((Map<String, Object>) Json.object(Json.read(raw)).get("message"));
      Map<String, Object> android = new HashMap<>((Map<String, Object>) message.get("android"));
      android.compute("priority", (_, value) -> String.valueOf(value).toUpperCase(Locale.ROOT));
      message.put("android", android);
      return message;
    } catch (JsonException e) {
      throw new IllegalStateException("what was taken is JSON", e);
    }
  }

  /** Carries what Google's library wants to say to the stand-in instead. */
  private HttpTransport toStandIn() throws Exception {
    SSLContext tls = Trust.ofPem(certificate.pem()).context();
    return new NetHttpTransport.Builder()
        .setConnectionFactory(url -> {
          String there = url.toString().replace("https://fcm.googleapis.com", standIn.url());
          var connection = (HttpsURLConnection) URI.create(there).toURL().openConnection();
          connection.setSSLSocketFactory(tls.getSocketFactory());
          return connection;
        })
        .build();
  }
}
