package dev.bongsu.channel.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.channel.spi.Attachments;
import dev.bongsu.channel.spi.ChannelContract;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.TestSurroundings;
import dev.bongsu.channel.spi.Trust;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SesProviderTest {
  private static final Content HELLO = new Content(Map.of("subject", "Hello", "text", "Hello"));

  private final ScriptedHttp amazon =
      new ScriptedHttp(null).answers(200, "{\"MessageId\":\"0100-1\"}");
  private final TestSurroundings house = new TestSurroundings(Clock.systemUTC(), Path.of("."));
  private final SesProvider provider = provider(Duration.ofSeconds(30));

  @AfterEach
  void close() {
    provider.close();
    amazon.close();
  }

  @Test
  void a_mail_goes_raw_and_signed_with_its_delivery_as_a_tag() throws Exception {
    house.files.put("o1", new Attachments.Attached("a.txt", "text/plain", 1, new byte[] {'x'}));
    var message = SmtpProviderTest.message("a@example.com", HELLO, List.of("o1"));
    assertThat(provider.send(message)).isEqualTo(new Outcome.Accepted("0100-1"));

    String request = amazon.requests().getFirst();
    String body = request.substring(request.indexOf("\r\n\r\n") + 4);
    Map<String, @Nullable Object> json = Json.readObject(body.getBytes(StandardCharsets.UTF_8));
    assertThat(request)
        .startsWith("POST /v2/email/outbound-emails HTTP/1.1\r\n")
        .containsIgnoringCase("\r\nContent-Type: application/json\r\n")
        .contains("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/", "/eu-west-1/ses/aws4_request")
        .contains("SignedHeaders=content-type;host;x-amz-date")
        .contains("\r\ntraceparent: " + ChannelContract.TRACE + "\r\n");
    assertThat(json)
        .containsEntry("FromEmailAddress", "no-reply@shop.example")
        .containsEntry("ConfigurationSetName", "set")
        .containsEntry("Destination", Map.of("ToAddresses", List.of("a@example.com")))
        .containsEntry(
            "EmailTags",
            List.of(Map.of("Name", "bongsu-delivery", "Value", message.id().toString())));
    Object raw = Json.object(Json.object(json.get("Content")).get("Raw")).get("Data");
    MimeMessage mail =
        new MimeMessage(
            Session.getInstance(new Properties()),
            new ByteArrayInputStream(Base64.getDecoder().decode(String.valueOf(raw))));
    assertThat(mail.getMessageID()).isEqualTo("<" + message.id() + "@shop.example>");
    assertThat(mail.getHeader("List-Unsubscribe-Post", null))
        .isEqualTo("List-Unsubscribe=One-Click");
    assertThat(mail.getContentType()).startsWith("multipart/mixed");
  }

  @Test
  void a_connection_carries_one_mail_after_another() throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      assertThat(provider.send(SmtpProviderTest.message("a@example.com", HELLO)))
          .isInstanceOf(Outcome.Accepted.class);
    }
    assertThat(amazon.connections()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "429,TooManyRequestsException,slow down,TryLater,THROTTLED",
    "400,ThrottlingException,Maximum sending rate exceeded,TryLater,THROTTLED",
    "400,LimitExceededException,too much,TryLater,THROTTLED",
    "400,MessageRejected,virus,Refused,MESSAGE_REFUSED",
    "400,MessageRejected,Email address is not verified,TryLater,CREDENTIALS_REFUSED",
    "400,MailFromDomainNotVerifiedException,no MX,TryLater,CREDENTIALS_REFUSED",
    "400,SendingPausedException,paused,TryLater,CREDENTIALS_REFUSED",
    "400,AccountSuspendedException,suspended,TryLater,CREDENTIALS_REFUSED",
    "404,NotFoundException,no such configuration set,TryLater,CREDENTIALS_REFUSED",
    "400,BadRequestException,Missing required header,Refused,MESSAGE_REFUSED",
    "400,BadRequestException,Missing final '@domain',AddressGone,",
    "400,BadRequestException,Message length is more than 41943040 bytes long,Refused,PAYLOAD_TOO_LARGE",
    "403,InvalidClientTokenId,who,TryLater,CREDENTIALS_REFUSED",
    "403,ExpiredTokenException,late,TryLater,CREDENTIALS_REFUSED",
    "413,,,Refused,PAYLOAD_TOO_LARGE",
    "500,InternalFailure,sorry,TryLater,PROVIDER_BUSY",
    "503,,,TryLater,PROVIDER_BUSY",
    "302,,,TryLater,PROVIDER_FAULT",
    "418,Teapot,short,TryLater,PROVIDER_FAULT"
  })
  void each_error_means_what_it_says(
      int status,
      @Nullable String type,
      @Nullable String words,
      String outcome,
      @Nullable FailureCode code)
      throws InterruptedException {
    String message = words == null ? "" : words;
    for (boolean header : new boolean[] {true, false}) {
      String name = type == null ? "" : "com.amazonaws.ses#" + type;
      amazon.answers(
          status,
          header
              ? "{\"message\":\"" + message + "\"}"
              : "{\"__type\":\"" + name + "\",\"message\":\"" + message + "\"}",
          header && type != null ? "x-amzn-ErrorType: " + type : "X: y");
      Outcome found = provider.send(SmtpProviderTest.message("a@example.com", HELLO));

      assertThat(found.getClass().getSimpleName()).isEqualTo(outcome);
      assertThat(SmtpProviderTest.code(found)).isEqualTo(code);
    }
  }

  @Test
  void its_wish_when_to_come_back_is_kept() throws InterruptedException {
    amazon.answers(429, "{}", "Retry-After: 7");

    assertThat(provider.send(SmtpProviderTest.message("a@example.com", HELLO)))
        .isInstanceOfSatisfying(
            Outcome.TryLater.class,
            later -> assertThat(later.retryAfter()).isEqualTo(Duration.ofSeconds(7)));
  }

  @Test
  void an_answer_that_never_ends_leaves_it_unknown() throws InterruptedException {
    amazon.is(ScriptedHttp.Mood.HANGS_IN_THE_ANSWER);
    Outcome outcome = sentWithin(500);
    // On a busy machine the time may be over before the message is on its way.
    for (int millis = 5_000; millis <= 45_000 && outcome instanceof Outcome.TryLater; millis *= 3) {
      outcome = sentWithin(millis);
    }
    assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
    amazon.is(ScriptedHttp.Mood.ANSWERS).answers(200, "x".repeat(1_000_000));
    assertThat(provider.send(SmtpProviderTest.message("a@example.com", HELLO)))
        .isInstanceOf(Outcome.Unknown.class);
  }

  private Outcome sentWithin(int millis) throws InterruptedException {
    try (SesProvider impatient = provider(Duration.ofMillis(millis))) {
      return impatient.send(SmtpProviderTest.message("a@example.com", HELLO));
    }
  }

  @Test
  void what_ses_cannot_carry_is_not_sent() throws InterruptedException {
    byte[] large = new byte[24 << 20];
    house.files.put("o1", new Attachments.Attached("a", "image/png", large.length, large));

    assertThat(
            SmtpProviderTest.code(
                provider.send(SmtpProviderTest.message("a@example.com", HELLO, List.of("o1")))))
        .isEqualTo(FailureCode.PAYLOAD_TOO_LARGE);
    assertThat(
            SmtpProviderTest.code(provider.send(SmtpProviderTest.message("안나@example.com", HELLO))))
        .isEqualTo(FailureCode.MESSAGE_REFUSED);
    assertThat(provider.send(SmtpProviderTest.message("nobody", HELLO)))
        .isInstanceOf(Outcome.AddressGone.class);
    assertThat(amazon.requests()).isEmpty();
  }

  private SesProvider provider(Duration timeout) {
    return new SesProvider(
        new SesSettings(
            new ProviderSettings("ses", "ses", timeout, null, 8, Trust.JDK),
            URI.create(amazon.url()),
            new SesSettings.Access("eu-west-1", "AKIDEXAMPLE", "secret"),
            new Mailbox("Shop", "no-reply@shop.example"),
            "set",
            null),
        house.surroundings());
  }
}
