package dev.bongsu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.apps.webpush.WebPushHybridEncrypt;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.Page;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebPushStandInTest {
  private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
  private static final String ID = "01931d6c-3b2a-7000-8000-0123456789ab";
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private final SandboxMessages messages = new SandboxMessages(1 << 20, CLOCK, _ -> Map.of());
  private final Faults faults = new Faults(new SplittableRandom(1));
  private final WebPushStandIn standIn = WebPushStandIn.start(null, messages, faults, CLOCK);
  private final HttpClient client = HttpClient.newHttpClient();
  private final Map<String, Object> subscription = standIn.subscribe();
  private final Map<String, String> headers = new LinkedHashMap<>();
  private KeyPair keys = NewKeys.ec();
  private byte[] body = new byte[0];

  @BeforeEach
  void writeARequest() throws Exception {
    headers.put("TTL", "60");
    headers.put("Urgency", "high");
    headers.put("Topic", "order-1");
    headers.put("Content-Encoding", "aes128gcm");
    headers.put("Authorization", vapid(audience(), NOW.getEpochSecond() + 3600));
    body =
        encrypted(
            subscription, Json.write(Map.of("id", ID, "title", "Hi", "data", Map.of("n", 1))));
  }

  @AfterEach
  void close() {
    client.close();
    standIn.close();
  }

  @Test
  void what_somebody_elses_library_encrypts_is_shown() throws Exception {
    HttpResponse<String> answer = post();

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.headers().firstValue("Location")).isPresent();
    SandboxMessage message = shown().getFirst();
    assertThat(message.delivery()).isEqualTo(new DeliveryId(UUID.fromString(ID)));
    assertThat(message.body().content().text("title")).isEqualTo("Hi");
    assertThat(message.body().content().fields()).doesNotContainKey("id").containsKey("data");
    assertThat(message.body().raw()).contains("TTL: 60", "Urgency: high", "Topic: order-1");
    assertThat(Json.read(message.address().value())).isEqualTo(subscription);
  }

  @ParameterizedTest
  @CsvSource({
    "TTL,, 400",
    "TTL, soon, 400",
    "Urgency, urgent, 400",
    "Topic, order 1, 400",
    "Topic, 123456789012345678901234567890123, 400",
    "Content-Encoding, aesgcm, 415",
    "Authorization,, 401",
    "Authorization, Bearer x, 403"
  })
  void a_request_that_a_push_service_would_refuse_is_refused(
      String header, @Nullable String value, int status) throws Exception {
    headers.remove(header);
    if (value != null) {
      headers.put(header, value);
    }

    assertThat(post().statusCode()).isEqualTo(status);
    assertThat(shown()).isEmpty();
  }

  @Test
  void a_token_must_be_for_here_and_now_and_signed_with_the_key_it_shows() throws Exception {
    long soon = NOW.getEpochSecond() + 3600;
    headers.put("Authorization", vapid("http://127.0.0.1", soon));
    assertThat(post().statusCode()).isEqualTo(403);
    headers.put("Authorization", vapid(audience(), NOW.getEpochSecond()));
    assertThat(post().statusCode()).isEqualTo(403);
    headers.put("Authorization", vapid(audience(), NOW.getEpochSecond() + 24 * 3600 + 1));
    assertThat(post().statusCode()).isEqualTo(403);
    String good = vapid(audience(), soon);
    keys = NewKeys.ec();
    String other = vapid(audience(), soon);
    headers.put(
        "Authorization",
        good.substring(0, good.indexOf(", k=")) + other.substring(other.indexOf(", k=")));
    assertThat(post().statusCode()).isEqualTo(403);
    headers.put("Authorization", good);
    assertThat(post().statusCode()).isEqualTo(201);
  }

  @Test
  void what_is_for_another_browser_or_too_large_is_refused() throws Exception {
    byte[] mine = body;
    body = encrypted(standIn.subscribe(), new byte[10]);
    assertThat(post().statusCode()).isEqualTo(400);
    body = Arrays.copyOf(mine, 4_097);
    assertThat(post().statusCode()).isEqualTo(413);
    body = new byte[30];
    assertThat(post().statusCode()).isEqualTo(400);
    assertThat(shown()).isEmpty();
  }

  @Test
  void an_endpoint_that_was_never_issued_is_not_found() throws Exception {
    String endpoint = endpoint();
    char last = endpoint.charAt(endpoint.length() - 2);
    String forged = endpoint.substring(0, endpoint.length() - 2) + (last == 'A' ? 'B' : 'A') + "A";

    assertThat(post(forged).statusCode()).isEqualTo(404);
    assertThat(post(endpoint.replace("/push/", "/pull/")).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({"REJECT, 400", "RETRYABLE, 503", "THROTTLE, 429", "LOSE, 201"})
  void it_misbehaves_on_request(FaultMode mode, int status) throws Exception {
    faults.set(Channel.BROWSER, new InjectedFault(mode, 1));

    assertThat(post().statusCode()).isEqualTo(status);
    assertThat(shown()).isEmpty();
  }

  @Test
  void it_breaks_the_connection_on_request() {
    faults.set(Channel.BROWSER, new InjectedFault(FaultMode.RESET, 1));

    assertThatThrownBy(this::post).isInstanceOf(IOException.class);
  }

  @Test
  void a_silence_ends_when_faults_change() throws Exception {
    faults.set(Channel.BROWSER, new InjectedFault(FaultMode.TIMEOUT, 1));
    var answer = client.sendAsync(request(endpoint()), HttpResponse.BodyHandlers.ofString());
    // Which of both comes first does not matter: a request that is late is answered.
    faults.set(Channel.BROWSER, InjectedFault.NONE);

    assertThat(answer.handle((reply, _) -> reply == null || reply.statusCode() == 201).get())
        .isTrue();
  }

  private List<SandboxMessage> shown() throws Exception {
    return messages
        .list(new SandboxFilter(Channel.BROWSER, null, null), new Page.Request(50, null))
        .items();
  }

  private HttpResponse<String> post() throws IOException, InterruptedException {
    return post(endpoint());
  }

  private HttpResponse<String> post(String endpoint) throws IOException, InterruptedException {
    return client.send(request(endpoint), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest request(String endpoint) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(endpoint));
    headers.forEach(request::header);
    return request.POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
  }

  private String endpoint() {
    return String.valueOf(subscription.get("endpoint"));
  }

  private String audience() {
    return "http://127.0.0.1:" + standIn.port();
  }

  private String vapid(String audience, long until) throws Exception {
    String signed =
        base64("{\"typ\":\"JWT\",\"alg\":\"ES256\"}".getBytes(StandardCharsets.UTF_8))
            + "."
            + base64(
                Json.write(Map.of("aud", audience, "exp", until, "sub", "mailto:a@example.com")));
    Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initSign(keys.getPrivate());
    signature.update(signed.getBytes(StandardCharsets.US_ASCII));
    byte[] encoded = keys.getPublic().getEncoded();
    byte[] point = Arrays.copyOfRange(encoded, encoded.length - 65, encoded.length);
    return "vapid t=" + signed + "." + base64(signature.sign()) + ", k=" + base64(point);
  }

  private static byte[] encrypted(Map<String, Object> subscription, byte[] plaintext)
      throws Exception {
    Map<String, @Nullable Object> theirs = Json.object(subscription.get("keys"));
    byte[] point = Base64.getUrlDecoder().decode(String.valueOf(theirs.get("p256dh")));
    byte[] info = HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d030107034200");
    byte[] encoded = Arrays.copyOf(info, info.length + point.length);
    System.arraycopy(point, 0, encoded, info.length, point.length);
    return new WebPushHybridEncrypt.Builder()
        .withAuthSecret(Base64.getUrlDecoder().decode(String.valueOf(theirs.get("auth"))))
        .withRecipientPublicKey(
            (ECPublicKey)
                KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded)))
        .build()
        .encrypt(plaintext, null);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
