package dev.bongsu.channel.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
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

class SigV4Test {
  private static final String ACCESS = "AKIDEXAMPLE";
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  private static final Instant NOW = Instant.parse("2015-08-30T12:36:00Z");

  /** {@code get-vanilla} and {@code post-vanilla} of Amazon's test suite for the algorithm. */
  @ParameterizedTest
  @CsvSource({
    "GET,5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    "POST,5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
  })
  void the_published_signatures_come_out(String method, String signature) {
    var signer = new SigV4(ACCESS, SECRET, "us-east-1", "service");
    URI url = URI.create("https://example.amazonaws.com/");

    assertThat(signer.sign(method, url, Map.of(), new byte[0], NOW))
        .containsEntry("X-Amz-Date", "20150830T123600Z")
        .containsEntry(
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                + " SignedHeaders=host;x-amz-date, Signature="
                + signature);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://email.eu-west-1.amazonaws.com", "http://127.0.0.1:8025"})
  void amazons_own_signer_signs_the_same(String base) {
    URI url = URI.create(base + "/v2/email/outbound-emails");
    byte[] body = "{\"Content\":{}}".getBytes(StandardCharsets.UTF_8);
    SdkHttpRequest theirs =
        AwsV4HttpSigner.create()
            .sign(request ->
                request
                    .identity(AwsCredentialsIdentity.create(ACCESS, SECRET))
                    .request(
                        SdkHttpRequest.builder()
                            .method(SdkHttpMethod.POST)
                            .uri(url)
                            .putHeader("Content-Type", "application/json")
                            .build())
                    .payload(ContentStreamProvider.fromByteArray(body))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "ses")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1")
                    .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(NOW, ZoneOffset.UTC)))
            .request();
    String hash = theirs.firstMatchingHeader("x-amz-content-sha256").orElseThrow();

    assertThat(
            new SigV4(ACCESS, SECRET, "eu-west-1", "ses")
                .sign(
                    "POST",
                    url,
                    Map.of("Content-Type", "application/json", "x-amz-content-sha256", hash),
                    body,
                    NOW))
        .containsEntry("Authorization", theirs.firstMatchingHeader("Authorization").orElseThrow());
  }

  @Test
  void the_key_of_a_day_ends_with_the_day() {
    var signer = new SigV4(ACCESS, SECRET, "us-east-1", "service");
    URI url = URI.create("https://example.amazonaws.com/");
    Map<String, String> first = signer.sign("GET", url, Map.of(), new byte[0], NOW);
    signer.sign("GET", url, Map.of(), new byte[0], NOW.plusSeconds(86_400));

    assertThat(signer.sign("GET", url, Map.of(), new byte[0], NOW)).isEqualTo(first);
    assertThat(
            new SigV4(ACCESS, SECRET, "us-east-1", "service")
                .sign("GET", url, Map.of(), new byte[0], NOW.plusSeconds(86_400)))
        .isEqualTo(signer.sign("GET", url, Map.of(), new byte[0], NOW.plusSeconds(86_400)));
  }
}
