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
    assertThat(settings.speech()).isEqualTo(TwilioVoiceSettings.Speech.USUAL);
    assertThat(settings.machineDetection()).isFalse();
    assertThat(settings.redial()).isNull();
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

    assertThat(settings.speech())
        .isEqualTo(new TwilioVoiceSettings.Speech("ko-KR", "Polly.Seoyeon", 3));
    assertThat(settings.machineDetection()).isTrue();
    assertThat(settings.redial()).isEqualTo(new AwaitedReceipt(Duration.ofMinutes(5), 2));
    assertThat(settings.common().timeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(settings.common().maxPerSecond()).isEqualTo(1);
  }

  @Test
  void a_call_that_nobody_took_is_made_again_after_three_minutes() throws Exception {
    assertThat(read(LEAST + ", 'redial': {'times': 0}").redial())
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

  private static TwilioVoiceSettings read(String json) throws Exception {
    String object = ("{" + json + "}").replace('\'', '"');
    Fields fields = Fields.of(Json.readObject(object.getBytes(StandardCharsets.UTF_8)));
    TwilioVoiceSettings settings = TwilioVoiceSettings.read(fields, Path.of("."));
    fields.done();
    return settings;
  }
}
