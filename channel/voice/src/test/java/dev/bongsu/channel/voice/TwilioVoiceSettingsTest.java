package dev.bongsu.channel.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.channel.spi.AwaitedReceipt;
import dev.bongsu.json.Fields;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.InvalidException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be configured of calls, and what stands where nothing is said. */
class TwilioVoiceSettingsTest {
  private static final String LEAST =
      "'id': 'twv', 'type': 'twilio', 'accountSid': 'AC1', 'authToken': 'secret', 'from': '+15550001'";

  @Test
  void little_has_to_be_said() throws Exception {
    TwilioVoiceSettings settings = read(LEAST);

    assertThat(settings.account().baseUrl()).isEqualTo(URI.create("https://api.twilio.com"));
    assertThat(settings.from()).isEqualTo("+15550001");
    assertThat(settings.rules().speech()).isEqualTo(CallRules.Speech.USUAL);
    assertThat(settings.rules().machineDetection()).isFalse();
    assertThat(settings.rules().redial()).isNull();
    assertThat(settings.toString()).doesNotContain("secret");
  }

  @Test
  void every_key_is_read() throws Exception {
    TwilioVoiceSettings settings =
        read(
            LEAST
                + ", 'language': 'ko-KR', 'voice': 'Polly.Seoyeon', 'repeat': 3,"
                + " 'machineDetection': true, 'redial': {'times': 2, 'after': 'PT5M'},"
                + " 'baseUrl': 'http://127.0.0.1:8080', 'timeout': 'PT3S', 'maxPerSecond': 1");

    assertThat(settings.rules().speech())
        .isEqualTo(new CallRules.Speech("ko-KR", "Polly.Seoyeon", 3));
    assertThat(settings.rules().machineDetection()).isTrue();
    assertThat(settings.rules().redial()).isEqualTo(new AwaitedReceipt(Duration.ofMinutes(5), 2));
    assertThat(settings.common().timeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(settings.common().maxPerSecond()).isEqualTo(1);
  }

  @Test
  void a_call_that_nobody_took_is_made_again_after_three_minutes() throws Exception {
    assertThat(read(LEAST + ", 'redial': {'times': 0}").rules().redial())
        .isEqualTo(new AwaitedReceipt(Duration.ofMinutes(3), 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'language': 'Korean!'",
        "'repeat': 0",
        "'redial': {}",
        "'redial': {'times': 6}",
        "'redial': {'times': 1, 'after': 'PT5S'}",
        "'redial': {'times': 1, 'after': 'PT2H'}",
        "'redial': {'times': 1, 'every': 'PT2M'}",
        "'unknown': 1",
      })
  void what_makes_no_sense_is_refused(String faulty) {
    assertThatThrownBy(() -> read(LEAST + ", " + faulty)).isInstanceOf(InvalidException.class);
  }

  @Test
  void calls_of_the_sandbox_which_end_at_once_may_be_made_again_after_five_seconds()
      throws Exception {
    Fields fields = fields("'redial': {'times': 1, 'after': 'PT5S'}, 'machineDetection': true");
    CallRules rules = CallRules.ofSandbox(fields);
    fields.done();

    assertThat(rules)
        .isEqualTo(
            new CallRules(
                CallRules.Speech.USUAL, true, new AwaitedReceipt(Duration.ofSeconds(5), 1)));
    Fields shorter = fields("'redial': {'times': 1, 'after': 'PT4S'}");
    CallRules.ofSandbox(shorter);
    assertThatThrownBy(shorter::done).hasMessageContaining("PT5S");
  }

  private static TwilioVoiceSettings read(String json) throws Exception {
    Fields fields = fields(json);
    TwilioVoiceSettings settings = TwilioVoiceSettings.read(fields, Path.of("."));
    fields.done();
    return settings;
  }

  private static Fields fields(String json) throws Exception {
    String object = ("{" + json + "}").replace('\'', '"');
    return Fields.of(Json.readObject(object.getBytes(StandardCharsets.UTF_8)));
  }
}
