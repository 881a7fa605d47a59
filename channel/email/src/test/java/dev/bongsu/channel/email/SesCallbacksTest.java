package dev.bongsu.channel.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.channel.spi.Callbacks;
import dev.bongsu.channel.spi.Callbacks.Answer;
import dev.bongsu.channel.spi.ProviderSettings;
import dev.bongsu.channel.spi.Receipt;
import dev.bongsu.channel.spi.Receipt.Status;
import dev.bongsu.channel.spi.TestCertificate;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.FailureCode;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SesCallbacksTest {
  private static final String TOPIC = "arn:aws:sns:eu-west-1:123456789012:mails";
  private static final String DELIVERY = "01931d6c-3b2a-7000-8000-0123456789ab";
  private static final Instant NOW = Instant.parse("2026-12-01T00:00:00Z");

  @TempDir static Path directory;
  private static TestCertificate certificate;

  private final ScriptedHttp amazon = new ScriptedHttp(null);
  private final SesCallbacks callbacks =
      new SesCallbacks(
          TOPIC,
          new SnsWeb(URI.create(amazon.url()), ProviderSettings.defaults("ses", "ses")),
          new SesEvents("ses", Clock.fixed(NOW, ZoneOffset.UTC)));

  @BeforeAll
  static void certify() {
    certificate = TestCertificate.ofRsa("CN=sns.example", directory);
  }

  @BeforeEach
  void publish() {
    amazon.answers(200, certificate.pem());
  }

  @AfterEach
  void close() {
    amazon.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2"})
  void a_genuine_event_becomes_a_receipt(String version) {
    Map<String, String> message = notification(event("Delivery", "delivery", Map.of()));
    message.put("Subject", "Amazon SES Email Event Notification");

    assertThat(receipts(sent(message, version)))
        .extracting(Receipt::status)
        .containsExactly(Status.DELIVERED);
    assertThat(receipts(sent(message, version))).hasSize(1);
    assertThat(amazon.requests()).hasSize(1).first().asString().startsWith("GET /cert.pem ");
  }

  @ParameterizedTest
  @CsvSource({
    "Message,x",
    "MessageId,x",
    "Timestamp,x",
    "Subject,x",
    "Signature,AAAA",
    "Signature,?",
    "SignatureVersion,3",
    "TopicArn,arn:aws:sns:eu-west-1:123456789012:other",
    "SigningCertURL,https://evil.example/cert.pem",
    "SigningCertURL,https://sns.eu-west-1.amazonaws.com.evil.example/cert.pem",
    "SigningCertURL,file:///etc/passwd",
    "SigningCertURL,not a url"
  })
  void what_was_changed_is_forged(String field, String value) throws Exception {
    Map<String, Object> message =
        new HashMap<>(
            Json.readObject(sent(notification(event("Delivery", "delivery", Map.of())), "2")));
    message.put(field, value);

    assertThat(read(Json.write(message))).isInstanceOf(Answer.Forged.class);
  }

  @Test
  void a_message_of_somebody_elses_topic_is_forged_however_well_it_is_signed() {
    Map<String, String> message = notification("{}");
    message.put("TopicArn", "arn:aws:sns:eu-west-1:999999999999:mails");

    assertThat(read(sent(message, "2"))).isInstanceOf(Answer.Forged.class);
    assertThat(amazon.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "{\"Type\":\"Other\"}", "{\"Type\":7}", "x=y"})
  void what_is_no_message_is_malformed(String body) {
    assertThat(read(body.getBytes(StandardCharsets.UTF_8))).isInstanceOf(Answer.Malformed.class);
  }

  @Test
  void a_subscription_is_confirmed_at_amazon_and_nowhere_else() {
    Map<String, String> message = new HashMap<>(notification("confirm"));
    message.put("Type", "SubscriptionConfirmation");
    message.put("Token", "t0ken");
    message.put("SubscribeURL", amazon.url() + "/?Action=ConfirmSubscription&Token=t0ken");
    assertThat(receipts(sent(message, "2"))).isEmpty();
    message.put("SubscribeURL", "https://evil.example/");

    assertThat(read(sent(message, "2"))).isInstanceOf(Answer.Malformed.class);
    assertThat(amazon.requests())
        .hasSize(2)
        .last()
        .asString()
        .startsWith("GET /?Action=ConfirmSubscription&Token=t0ken ");
  }

  @Test
  void while_amazon_cannot_be_asked_nothing_is_lost() {
    amazon.answers(503, "");
    byte[] message = sent(notification(event("Delivery", "delivery", Map.of())), "2");
    assertThatThrownBy(() -> read(message)).isInstanceOf(UncheckedIOException.class);
    amazon.answers(200, certificate.pem());

    assertThat(receipts(message)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "https://sns.eu-west-1.amazonaws.com/x.pem,true",
    "https://sns.cn-north-1.amazonaws.com.cn/x.pem,true",
    "http://sns.eu-west-1.amazonaws.com/x.pem,false",
    "https://sns.eu-west-1.amazonaws.com:8443/x.pem,false",
    "https://u@sns.eu-west-1.amazonaws.com/x.pem,false",
    "https://sns.eu-west-1.amazonaws.com.example/x.pem,false",
    "https://s3.eu-west-1.amazonaws.com/x.pem,false",
    "https://evil.example/sns.eu-west-1.amazonaws.com/x.pem,false"
  })
  void only_amazons_hosts_are_amazon(String url, boolean trusted) {
    var web = new SnsWeb(null, ProviderSettings.defaults("ses", "ses"));

    assertThat(web.trusted(url).isPresent()).isEqualTo(trusted);
  }

  @ParameterizedTest
  @CsvSource({
    "Permanent,General,5.1.1,BOUNCED,ADDRESS_UNKNOWN",
    "Permanent,OnAccountSuppressionList,,BOUNCED,ADDRESS_UNKNOWN",
    "Transient,MailboxFull,5.2.2,FAILED,RECIPIENT_UNAVAILABLE",
    "Undetermined,Undetermined,,FAILED,RECIPIENT_UNAVAILABLE"
  })
  void a_bounce_says_whether_the_address_is_dead(
      String type, String subtype, @Nullable String status, Status expected, FailureCode code) {
    Map<String, Object> recipient = new HashMap<>();
    recipient.put("emailAddress", "anna@example.com");
    recipient.put("diagnosticCode", "smtp; 550 <anna@example.com> no");
    if (status != null) {
      recipient.put("status", status);
    }
    Receipt receipt =
        event(
                Map.of(
                    "bounceType",
                    type,
                    "bounceSubType",
                    subtype,
                    "timestamp",
                    "2026-11-30T10:00:00.000Z",
                    "bouncedRecipients",
                    List.of(recipient)),
                "Bounce",
                "bounce")
            .getFirst();

    assertThat(receipt.delivery()).hasToString(DELIVERY);
    assertThat(receipt.status()).isEqualTo(expected);
    assertThat(receipt.code()).isEqualTo(code);
    assertThat(receipt.at()).isEqualTo(Instant.parse("2026-11-30T10:00:00Z"));
    assertThat(receipt.detail()).contains(type, subtype).doesNotContain("anna");
  }

  @ParameterizedTest
  @CsvSource({
    "Send,send,SENT",
    "DeliveryDelay,deliveryDelay,SENT",
    "Delivery,delivery,DELIVERED",
    "Open,open,OPENED",
    "Click,click,CLICKED",
    "Complaint,complaint,COMPLAINED",
    "Reject,reject,FAILED"
  })
  void each_event_has_its_status(String type, String field, Status status) {
    assertThat(event(Map.of(), type, field)).extracting(Receipt::status).containsExactly(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Subscription", "Rendering Failure", ""})
  void what_is_of_no_consequence_makes_no_receipt(String type) {
    assertThat(event(Map.of(), type, "x")).isEmpty();
  }

  @Test
  void without_our_tag_the_providers_own_name_is_told() {
    var events = new SesEvents("ses", Clock.fixed(NOW, ZoneOffset.UTC));
    String mail = "{\"notificationType\":\"Delivery\",\"mail\":{\"messageId\":\"m-1\"}}";

    assertThat(events.read(mail.getBytes(StandardCharsets.UTF_8)))
        .containsExactly(new Receipt("ses", null, "m-1", Status.DELIVERED, NOW, null, null));
    for (String other : List.of("{}", "[]", "x", "{\"mail\":7}", "{\"eventType\":\"Open\"}")) {
      assertThat(events.read(other.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }
  }

  private static List<Receipt> event(Map<String, Object> what, String type, String field) {
    return new SesEvents("ses", Clock.fixed(NOW, ZoneOffset.UTC))
        .read(event(type, field, what).getBytes(StandardCharsets.UTF_8));
  }

  private static String event(String type, String field, Map<String, Object> what) {
    return Json.writeText(
        Map.of(
            "eventType",
            type,
            "mail",
            Map.of("messageId", "m-1", "tags", Map.of("bongsu-delivery", List.of(DELIVERY))),
            field,
            what));
  }

  private static Map<String, String> notification(String message) {
    Map<String, String> fields = new HashMap<>();
    fields.put("Type", "Notification");
    fields.put("MessageId", "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324");
    fields.put("TopicArn", TOPIC);
    fields.put("Message", message);
    fields.put("Timestamp", "2026-11-30T10:00:00.000Z");
    return fields;
  }

  /** As SNS sends it: signed over lines of names and values in the order of the names. */
  private byte[] sent(Map<String, String> fields, String version) {
    StringBuilder signed = new StringBuilder();
    fields.keySet().stream()
        .sorted()
        .forEach(name -> signed.append(name).append('\n').append(fields.get(name)).append('\n'));
    Map<String, String> message = new HashMap<>(fields);
    try {
      Signature signature =
          Signature.getInstance(version.equals("1") ? "SHA1withRSA" : "SHA256withRSA");
      signature.initSign(certificate.key());
      signature.update(signed.toString().getBytes(StandardCharsets.UTF_8));
      message.put("Signature", Base64.getEncoder().encodeToString(signature.sign()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    message.put("SignatureVersion", version);
    message.put("SigningCertURL", amazon.url() + "/cert.pem");
    return Json.write(message);
  }

  private Answer read(byte[] body) {
    return callbacks.read(
        new Callbacks.Callback(
            "POST", URI.create("https://x.example/v1/callbacks/ses"), Map.of(), body));
  }

  private List<Receipt> receipts(byte[] body) {
    return read(body) instanceof Answer.Understood(List<Receipt> receipts, _, _, _)
        ? receipts
        : refused();
  }

  private static List<Receipt> refused() {
    throw new AssertionError("wanted it to be understood");
  }
}
