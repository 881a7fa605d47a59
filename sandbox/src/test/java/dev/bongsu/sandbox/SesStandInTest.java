package dev.bongsu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.json.Json;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Requests are signed by Amazon's own signer. */
class SesStandInTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2027-01-01T00:00:00Z"), ZoneOffset.UTC);
  private static final String MAIL =
      "Message-ID: <01931d6c-3b2a-7000-8000-0123456789ab@shop.example>\r\nSubject: Hi\r\n\r\nHello\r\n";

  private final SandboxMessages messages = new SandboxMessages(1 << 20, CLOCK, _ -> Map.of());
  private final Faults faults = new Faults(new SplittableRandom(1));
  private final SesStandInSettings settings = SesStandInSettings.defaults();
  private final SesStandIn sandbox = SesStandIn.start(settings, messages, faults, CLOCK);
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    client.close();
    sandbox.close();
  }

  @Test
  void a_signed_mail_is_taken_and_shown() throws Exception {
    HttpResponse<String> answer = post(body("a@example.com", MAIL));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Json.readObject(answer.body().getBytes(StandardCharsets.UTF_8)))
        .containsKey("MessageId");
    SandboxMessage message = listed().getFirst();
    assertThat(message.delivery()).hasToString("01931d6c-3b2a-7000-8000-0123456789ab");
    assertThat(message.address().value()).isEqualTo("a@example.com");
    assertThat(message.body().content().text("subject")).isEqualTo("Hi");
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret", "region", "clock", "body", "none"})
  void a_signature_that_is_not_right_is_refused(String wrong) throws Exception {
    byte[] body = body("a@example.com", MAIL);
    HttpRequest.Builder request =
        switch (wrong) {
          case "secret" -> signed(body, "other", settings.region(), CLOCK);
          case "region" -> signed(body, settings.secretKey(), "us-east-1", CLOCK);
          case "clock" ->
              signed(
                  body,
                  settings.secretKey(),
                  settings.region(),
                  Clock.offset(CLOCK, Duration.ofMinutes(16)));
          case "body" -> signed(new byte[1], settings.secretKey(), settings.region(), CLOCK);
          default -> HttpRequest.newBuilder(url());
        };
    HttpResponse<String> answer = send(request, body);

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.headers().firstValue("x-amzn-ErrorType")).contains("SignatureDoesNotMatch");
    assertThat(listed()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "reject,400,MessageRejected,0",
    "retryable,503,ServiceUnavailable,0",
    "throttle,429,TooManyRequestsException,0",
    "lose,200,,0",
    "duplicate-receipts,200,,1",
    "late-receipts,200,,1"
  })
  void it_misbehaves_as_it_is_told(String mode, int status, String error, int kept)
      throws Exception {
    faults.set(Channel.EMAIL, new InjectedFault(FaultMode.named(mode).orElseThrow(), 1));
    HttpResponse<String> answer = post(body("a@example.com", MAIL));

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("x-amzn-ErrorType").orElse(null)).isEqualTo(error);
    assertThat(listed()).hasSize(kept);
  }

  @ParameterizedTest
  @CsvSource({"nobody,Missing final '@domain'", "a b@example.com,Illegal address"})
  void what_is_no_address_is_refused(String to, String words) throws Exception {
    HttpResponse<String> answer = post(body(to, MAIL));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("x-amzn-ErrorType")).contains("BadRequestException");
    assertThat(answer.body()).contains(words);
  }

  private static byte[] body(String to, String mail) {
    return Json.write(
        Map.of(
            "FromEmailAddress",
            "Shop <no-reply@shop.example>",
            "Destination",
            Map.of("ToAddresses", List.of(to)),
            "EmailTags",
            List.of(Map.of("Name", "bongsu-delivery", "Value", "x")),
            "Content",
            Map.of(
                "Raw",
                Map.of(
                    "Data",
                    Base64.getEncoder().encodeToString(mail.getBytes(StandardCharsets.UTF_8))))));
  }

  private HttpResponse<String> post(byte[] body) throws IOException, InterruptedException {
    return send(signed(body, settings.secretKey(), settings.region(), CLOCK), body);
  }

  private HttpResponse<String> send(HttpRequest.Builder request, byte[] body)
      throws IOException, InterruptedException {
    return client.send(
        request.POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder signed(byte[] body, String secret, String region, Clock clock) {
    SdkHttpRequest request =
        AwsV4HttpSigner.create()
            .sign(sign ->
                sign.identity(AwsCredentialsIdentity.create(settings.accessKey(), secret))
                    .request(
                        SdkHttpRequest.builder()
                            .method(SdkHttpMethod.POST)
                            .uri(url())
                            .putHeader("Content-Type", "application/json")
                            .build())
                    .payload(ContentStreamProvider.fromByteArray(body))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "ses")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(HttpSigner.SIGNING_CLOCK, clock))
            .request();
    HttpRequest.Builder builder = HttpRequest.newBuilder(url());
    request.forEachHeader((name, values) -> {
      if (!name.equalsIgnoreCase("Host")) {
        values.forEach(value -> builder.header(name, value));
      }
    });
    return builder;
  }

  private URI url() {
    return URI.create(sandbox.url() + "/v2/email/outbound-emails");
  }

  private List<SandboxMessage> listed() throws InvalidException {
    return messages.list(new SandboxFilter(null, null, null), new Page.Request(10, null)).items();
  }
}
