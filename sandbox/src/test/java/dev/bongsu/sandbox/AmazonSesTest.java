package dev.bongsu.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Page;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.sesv2.SesV2Client;
import software.amazon.awssdk.services.sesv2.model.BadRequestException;
import software.amazon.awssdk.services.sesv2.model.MessageRejectedException;
import software.amazon.awssdk.services.sesv2.model.MessageTag;
import software.amazon.awssdk.services.sesv2.model.SendEmailRequest;
import software.amazon.awssdk.services.sesv2.model.SendEmailResponse;
import software.amazon.awssdk.services.sesv2.model.SesV2Exception;
import software.amazon.awssdk.services.sesv2.model.TooManyRequestsException;

/** The stand-in for SES, spoken to by Amazon's own client, which knows its answers again. */
class AmazonSesTest {
  private static final String MAIL =
      "Message-ID: <01931d6c-3b2a-7000-8000-0123456789ab@shop.example>\r\nSubject: Hi\r\n\r\nHello\r\n";

  // Amazon's client signs with the time that it is.
  private final SandboxMessages messages =
      new SandboxMessages(1 << 20, Clock.systemUTC(), _ -> Map.of());
  private final Faults faults = new Faults(new SplittableRandom(1));
  private final SesStandInSettings settings = SesStandInSettings.defaults();
  private final SesStandIn sandbox =
      SesStandIn.start(settings, messages, faults, Clock.systemUTC());

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void what_it_sends_is_taken_for_each_recipient() throws Exception {
    SendEmailResponse answer = send(settings.secretKey(), "a@example.com", "b@example.com");

    assertThat(answer.messageId()).isNotBlank();
    assertThat(listed())
        .extracting(SandboxMessage::address)
        .containsExactlyInAnyOrder(
            new Address(Channel.EMAIL, "a@example.com"),
            new Address(Channel.EMAIL, "b@example.com"));
    assertThat(listed())
        .allSatisfy(each -> {
          assertThat(each.delivery()).hasToString("01931d6c-3b2a-7000-8000-0123456789ab");
          assertThat(each.body().content().text("subject")).isEqualTo("Hi");
        });
  }

  @Test
  void a_wrong_secret_is_refused() throws Exception {
    SesV2Exception refusal = refusal("other", "a@example.com");

    assertThat(refusal.statusCode()).isEqualTo(403);
    assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo("SignatureDoesNotMatch");
    assertThat(refusal.awsErrorDetails().errorMessage())
        .isEqualTo("the signature is not that of the request");
    assertThat(listed()).isEmpty();
  }

  @Test
  void what_is_no_address_is_a_bad_request() throws Exception {
    SesV2Exception refusal = refusal(settings.secretKey(), "nobody");

    assertThat(refusal).isInstanceOf(BadRequestException.class);
    assertThat(refusal.awsErrorDetails().errorMessage()).isEqualTo("Missing final '@domain'");
  }

  @Test
  void a_refused_mail_is_a_rejected_message() throws Exception {
    faults.set(Channel.EMAIL, new InjectedFault(FaultMode.REJECT, 1));

    assertThat(refusal(settings.secretKey(), "a@example.com"))
        .isInstanceOf(MessageRejectedException.class);
  }

  @ParameterizedTest
  @CsvSource({"throttle,429,true", "retryable,503,false"})
  void what_may_be_tried_again_is_known_for_it(String mode, int status, boolean throttled)
      throws Exception {
    faults.set(Channel.EMAIL, new InjectedFault(FaultMode.named(mode).orElseThrow(), 1));
    SesV2Exception refusal = refusal(settings.secretKey(), "a@example.com");

    assertThat(refusal.statusCode()).isEqualTo(status);
    assertThat(refusal.isThrottlingException()).isEqualTo(throttled);
    assertThat(refusal instanceof TooManyRequestsException).isEqualTo(throttled);
  }

  private SesV2Exception refusal(String secret, String to) {
    return catchThrowableOfType(SesV2Exception.class, () -> send(secret, to));
  }

  private SendEmailResponse send(String secret, String... to) {
    try (SesV2Client client =
        SesV2Client.builder()
            .endpointOverride(sandbox.url())
            .region(Region.of(settings.region()))
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(settings.accessKey(), secret)))
            .httpClient(UrlConnectionHttpClient.create())
            .overrideConfiguration(all -> all.retryStrategy(DefaultRetryStrategy.doNotRetry()))
            .build()) {
      return client.sendEmail(
          SendEmailRequest.builder()
              .fromEmailAddress("Shop <no-reply@shop.example>")
              .destination(destination -> destination.toAddresses(to))
              .emailTags(MessageTag.builder().name("bongsu-delivery").value("x").build())
              .content(content -> content.raw(raw -> raw.data(SdkBytes.fromString(MAIL, UTF_8))))
              .build());
    }
  }

  private List<SandboxMessage> listed() throws InvalidException {
    return messages.list(new SandboxFilter(null, null, null), new Page.Request(10, null)).items();
  }
}
