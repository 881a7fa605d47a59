package dev.bongsu.channel.sms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.json.Fields;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.smpp.Party;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be configured of short messages, and what stands where nothing is said. */
class SettingsTest {
  private static final String SMPP =
      "'id': 'smsc', 'type': 'smpp', 'host': 'h', 'systemId': 's', 'password': 'p'";
  private static final String TWILIO =
      "'id': 'tw', 'type': 'twilio', 'accountSid': 'AC1', 'authToken': 'secret'";

  @Test
  void little_has_to_be_said_of_an_smsc() throws Exception {
    SmppSettings settings = smpp(SMPP + ", 'from': '15550001'");

    assertThat(settings.endpoint()).isEqualTo(new SmppSettings.Endpoint("h", 2775, false));
    assertThat(settings.window()).isEqualTo(50);
    assertThat(settings.dialect()).isEqualTo(SmppSettings.Dialect.USUAL);
    assertThat(settings.bind().systemType()).isEmpty();
    assertThat(settings.common().maxInFlight()).isEqualTo(256);
    assertThat(settings.toString()).doesNotContain("'p'").doesNotContain("password");
  }

  @Test
  void every_key_of_an_smsc_is_read() throws Exception {
    SmppSettings settings =
        smpp(
            SMPP
                + ", 'from': 'Bongsu', 'port': 1, 'tls': 'tls', 'window': 7, 'systemType': 'x',"
                + " 'concatenation': 'payload', 'receiptIds': 'decimal', 'enquireLink': 'PT5S',"
                + " 'deliveryTag': 5120, 'fromTon': 2, 'fromNpi': 8, 'timeout': 'PT3S'");

    assertThat(settings.endpoint()).isEqualTo(new SmppSettings.Endpoint("h", 1, true));
    assertThat(settings.window()).isEqualTo(7);
    assertThat(settings.bind().systemType()).isEqualTo("x");
    assertThat(settings.dialect())
        .isEqualTo(new SmppSettings.Dialect(true, true, Duration.ofSeconds(5), 5120));
    assertThat(settings.from()).isEqualTo(new Party(2, 8, "Bongsu"));
  }

  @ParameterizedTest
  @CsvSource({
    "+15550001, 1, 1, 15550001",
    "15550001, 1, 1, 15550001",
    "1588, 3, 0, 1588",
    "Shop 24, 5, 0, Shop 24"
  })
  void the_sender_tells_its_type(String from, int ton, int npi, String address) throws Exception {
    assertThat(smpp(SMPP + ", 'from': '" + from + "'").from())
        .isEqualTo(new Party(ton, npi, address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'from': 'more than eleven'",
        "'from': '+1'",
        "'from': 'x', 'port': 0",
        "'from': 'x', 'tls': 'starttls'",
        "'from': 'x', 'window': 0",
        "'from': 'x', 'deliveryTag': 1",
        "'from': 'x', 'concatenation': 'sar'",
        "'from': 'x', 'unknown': 1",
        "'systemType': 'x'",
      })
  void what_makes_no_sense_is_refused(String faulty) {
    assertThatThrownBy(() -> smpp(SMPP + ", " + faulty)).isInstanceOf(InvalidException.class);
  }

  @Test
  void an_account_at_twilio_is_read() throws Exception {
    TwilioSmsSettings settings = twilio(TWILIO + ", 'from': '+15550001'");
    assertThat(settings.account().baseUrl()).isEqualTo(URI.create("https://api.twilio.com"));
    assertThat(settings.source()).isEqualTo("+15550001");
    assertThat(settings.toString()).doesNotContain("secret");

    assertThat(twilio(TWILIO + ", 'messagingServiceSid': 'MG1'").source()).isEqualTo("MG1");
    assertThat(twilio(TWILIO + ", 'from': 'x', 'baseUrl': 'http://127.0.0.1:8080/'").account())
        .returns(URI.create("http://127.0.0.1:8080"), account -> account.baseUrl());
    assertThat(twilio(TWILIO + ", 'from': 'x', 'baseUrl': 'HTTP://127.1.2.3:8080'").account())
        .returns(URI.create("http://127.1.2.3:8080"), account -> account.baseUrl());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'baseUrl': 'http://api.twilio.com', 'from': 'x'",
        "'baseUrl': 'ftp://localhost', 'from': 'x'",
        "'baseUrl': 'http://localhost.example.com', 'from': 'x'",
        "'baseUrl': 'http://127.0.0.1@example.com', 'from': 'x'",
        "'baseUrl': 'http://0.0.0.0:80', 'from': 'x'",
        "'baseUrl': 'https://api.twilio.com:70000', 'from': 'x'",
        "'from': 'x', 'messagingServiceSid': 'MG1'",
        "'maxPerSecond': 1",
      })
  void an_account_that_makes_no_sense_is_refused(String faulty) {
    assertThatThrownBy(() -> twilio(TWILIO + ", " + faulty)).isInstanceOf(InvalidException.class);
  }

  private static SmppSettings smpp(String json) throws Exception {
    Fields fields = fields(json);
    SmppSettings settings = SmppSettings.read(fields, Path.of("."));
    fields.done();
    return settings;
  }

  private static TwilioSmsSettings twilio(String json) throws Exception {
    Fields fields = fields(json);
    TwilioSmsSettings settings = TwilioSmsSettings.read(fields, Path.of("."));
    fields.done();
    return settings;
  }

  private static Fields fields(String json) throws Exception {
    String object = ("{" + json + "}").replace('\'', '"');
    return Fields.of(Json.readObject(object.getBytes(StandardCharsets.UTF_8)));
  }
}
