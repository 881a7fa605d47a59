package dev.bongsu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.ServiceAccountCredentials;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Page;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asked by Google's own library for tokens, and by the JDK's client of HTTP/2 for the rest. */
class FcmStandInTest {
  private static final String SENDER = "sender@shop-1.iam.gserviceaccount.com";
  private static final String SCOPE = "https://www.googleapis.com/auth/firebase.messaging";
  private static final String DEVICE = "cXlZq1dSQ0:APA91bHun4MxP5egoKMwt2KZFBaFUH";
  private static final KeyPair KEYS = NewKeys.rsa();
  private final SelfSigned certificate = SelfSigned.at(Instant.now());
  private final SSLContext tls = trusting(certificate.pem());

  private final Faults faults = new Faults(new SplittableRandom(1));
  private final SandboxMessages messages =
      new SandboxMessages(1_000_000, Clock.systemUTC(), _ -> Map.of());
  private final FcmStandIn standIn =
      FcmStandIn.start(
          0,
          certificate,
          new FcmStandIn.Account("shop-1", SENDER, KEYS.getPublic()),
          messages,
          faults,
          Clock.systemUTC());
  private final HttpClient http = HttpClient.newBuilder().sslContext(tls).build();

  @AfterEach
  void close() {
    http.shutdownNow();
    standIn.close();
  }

  @Test
  void googles_own_library_gets_a_token_and_with_it_a_message_is_taken_and_kept() throws Exception {
    AccessToken token = token(SENDER, SCOPE);
    assertThat(Objects.requireNonNull(token.getExpirationTime()).toInstant())
        .isBetween(Instant.now().plusSeconds(3_000), Instant.now().plusSeconds(3_600));

    HttpResponse<String> response =
        post(
            token.getTokenValue(),
            """
            {"message": {"token": "%s", "notification": {"title": "Hi", "body": "There"},
              "data": {"k": "v"}, "android": {"priority": "HIGH", "ttl": "3600s",
              "collapse_key": "c"}, "fcm_options": {"analytics_label": "orders"}}}
            """
                .formatted(DEVICE));

    assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("projects/shop-1/messages/");
    SandboxMessage kept =
        messages
            .list(new SandboxFilter(Channel.ANDROID, null, null), new Page.Request(10, null))
            .items()
            .getFirst();
    assertThat(kept.address().value()).isEqualTo(DEVICE);
    assertThat(kept.body().content().fields())
        .isEqualTo(Map.of("title", "Hi", "body", "There", "data", Map.of("k", "v")));
  }

  @Test
  void other_accounts_and_scopes_get_no_token() {
    assertThatThrownBy(() -> token("other@shop-1.iam.gserviceaccount.com", SCOPE))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> token(SENDER, "https://www.googleapis.com/auth/drive"))
        .isInstanceOf(IOException.class);
  }

  @Test
  void any_scope_that_allows_to_send_is_enough_among_others() throws Exception {
    String token =
        token(
                SENDER,
                "https://www.googleapis.com/auth/datastore"
                    + " https://www.googleapis.com/auth/cloud-platform")
            .getTokenValue();

    assertThat(post(token, message("Hi")).statusCode()).isEqualTo(200);
  }

  @Test
  void without_a_good_token_nothing_is_taken() throws Exception {
    String token = token(SENDER, SCOPE).getTokenValue();
    standIn.revokeTokens();

    assertThat(post(token, message("")).statusCode()).isEqualTo(401);
    assertThat(post("made-up", message("")).body()).contains("UNAUTHENTICATED");
    assertThat(messages.count()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'{\"message\": {\"token\": \"a\", \"topic\": \"b\"}}' | message",
        "'{\"message\": {\"notification\": {\"title\": \"x\"}}}' | message",
        "'{\"message\": {\"token\": \"a b\"}}' | message.token",
        "'{\"message\": {\"token\": \"a\", \"data\": {\"k\": 1}}}' | message.data.k",
        "'{\"message\": {\"token\": \"a\", \"data\": {\"from\": \"x\"}}}' | message.data",
        "'{\"message\": {\"token\": \"a\", \"colour\": \"x\"}}' | message.colour",
        "'{\"message\": {\"token\": \"a\", \"notification\": {\"colour\": \"x\"}}}'"
            + " | message.notification.colour",
        "'{\"message\": {\"token\": \"a\", \"android\": {\"priority\": \"URGENT\"}}}'"
            + " | message.android.priority",
        "'{\"message\": {\"token\": \"a\", \"android\": {\"ttl\": 3600}}}' | message.android.ttl",
        "'{\"message\": {\"token\": \"a\", \"android\": {\"ttl\": \"2419201s\"}}}'"
            + " | message.android.ttl",
        "'{\"message\": {\"token\": \"a\", \"fcm_options\": {\"analytics_label\": \"a b\"}}}'"
            + " | message.fcm_options.analytics_label"
      })
  void what_is_wrong_is_refused_where_it_stands(String body, String field) throws Exception {
    HttpResponse<String> response = post(token(SENDER, SCOPE).getTokenValue(), body);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("INVALID_ARGUMENT", "\"field\":\"" + field + "\"");
    assertThat(messages.count()).isZero();
  }

  @Test
  void a_payload_may_have_4096_bytes_and_not_one_more() throws Exception {
    String token = token(SENDER, SCOPE).getTokenValue();
    int frame = "{\"notification\":{\"body\":\"\"}}".length();

    assertThat(post(token, message("x".repeat(4096 - frame))).statusCode()).isEqualTo(200);
    assertThat(post(token, message("x".repeat(4097 - frame))).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "REJECT, 400, INVALID_ARGUMENT",
    "RETRYABLE, 503, UNAVAILABLE",
    "THROTTLE, 429, QUOTA_EXCEEDED",
    "LOSE, 200, projects/shop-1"
  })
  void faults_answer_in_the_services_words(FaultMode mode, int status, String words)
      throws Exception {
    String token = token(SENDER, SCOPE).getTokenValue();
    faults.set(Channel.ANDROID, new InjectedFault(mode, 1));
    HttpResponse<String> response = post(token, message("Hi"));

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).contains(words);
    assertThat(response.headers().firstValue("retry-after").isPresent())
        .isEqualTo(mode == FaultMode.THROTTLE);
    assertThat(messages.count()).isZero();
  }

  @Test
  void a_reset_ends_the_stream_and_silence_lasts() throws Exception {
    String token = token(SENDER, SCOPE).getTokenValue();
    faults.set(Channel.ANDROID, new InjectedFault(FaultMode.RESET, 1));
    assertThatThrownBy(() -> post(token, message("Hi"))).isInstanceOf(IOException.class);

    faults.set(Channel.ANDROID, new InjectedFault(FaultMode.TIMEOUT, 1));
    HttpRequest request =
        HttpRequest.newBuilder(request(token, message("Hi")), (_, _) -> true)
            .timeout(Duration.ofMillis(700))
            .build();
    assertThatThrownBy(() -> http.send(request, HttpResponse.BodyHandlers.ofString()))
        .isInstanceOf(HttpTimeoutException.class);
    assertThat(messages.count()).isZero();
  }

  @Test
  void http_1_is_understood_too() throws Exception {
    String token = token(SENDER, SCOPE).getTokenValue();
    try (HttpClient old =
        HttpClient.newBuilder().sslContext(tls).version(HttpClient.Version.HTTP_1_1).build()) {
      HttpResponse<String> response =
          old.send(request(token, message("Hi")), HttpResponse.BodyHandlers.ofString());

      assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
      assertThat(response.statusCode()).isEqualTo(200);
    }
  }

  private static String message(String body) {
    return Json.writeText(
        Map.of("message", Map.of("token", DEVICE, "notification", Map.of("body", body))));
  }

  private HttpResponse<String> post(String token, String body) throws Exception {
    return http.send(request(token, body), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest request(String token, String body) {
    return HttpRequest.newBuilder(URI.create(standIn.url() + "/v1/projects/shop-1/messages:send"))
        .header("authorization", "Bearer " + token)
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private AccessToken token(String sender, String scope) throws IOException {
    var transport =
        new NetHttpTransport.Builder().setSslSocketFactory(tls.getSocketFactory()).build();
    return ServiceAccountCredentials.newBuilder()
        .setClientEmail(sender)
        .setPrivateKey(KEYS.getPrivate())
        .setPrivateKeyId("k1")
        .setProjectId("shop-1")
        .setScopes(List.of(scope))
        .setTokenServerUri(URI.create(standIn.tokenUrl()))
        .setHttpTransportFactory(() -> transport)
        .setDefaultRetriesEnabled(false)
        .build()
        .refreshAccessToken();
  }

  private static SSLContext trusting(String pem) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry(
          "sandbox",
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("no TLS to test with", e);
    }
  }
}
