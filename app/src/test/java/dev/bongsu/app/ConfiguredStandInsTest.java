package dev.bongsu.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.channel.spi.AwaitedReceipt;
import dev.bongsu.channel.voice.CallRules;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.InvalidException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** As what the sandbox stands in, and how it calls. */
class ConfiguredStandInsTest {
  @Test
  void it_is_the_first_type_unless_another_is_named() throws Exception {
    assertThat(Configuration.defaults().standIns()).isEqualTo(StandIns.USUAL);
    assertThat(read(Map.of("email", "ses", "sms", Map.of("type", "twilio"))))
        .isEqualTo(
            new StandIns(Map.of(Channel.EMAIL, "ses", Channel.SMS, "twilio"), CallRules.USUAL));
  }

  @Test
  void its_calls_are_made_as_those_of_a_provider_could_be() throws Exception {
    StandIns standIns =
        read(
            Map.of(
                "voice",
                Map.of("machineDetection", true, "redial", Map.of("times", 2, "after", "PT5S"))));

    assertThat(standIns.types()).isEmpty();
    assertThat(standIns.calls().machineDetection()).isTrue();
    assertThat(standIns.calls().redial()).isEqualTo(new AwaitedReceipt(Duration.ofSeconds(5), 2));
  }

  @Test
  void what_makes_no_sense_is_refused_by_its_place() {
    refused("/channels/sms/sandbox", Map.of("sms", "smtp"));
    refused("/channels/sms/sandbox/type", Map.of("sms", Map.of("type", "smtp")));
    refused("/channels/sms/sandbox/redial", Map.of("sms", Map.of("redial", Map.of("times", 1))));
    refused(
        "/channels/voice/sandbox/redial/after",
        Map.of("voice", Map.of("redial", Map.of("times", 1, "after", "PT1S"))));
    assertThatThrownBy(() ->
            channels(
                Map.of("sms", Map.of("sandbox", "smpp", "providers", List.of(Map.of("id", "a"))))))
        .hasMessageContaining("/channels/sms/sandbox");
  }

  private static void refused(String pointer, Map<String, ?> sandboxes) {
    assertThatThrownBy(() -> read(sandboxes))
        .isInstanceOf(InvalidException.class)
        .hasMessageContaining(pointer);
  }

  private static StandIns read(Map<String, ?> sandboxes) throws InvalidException {
    return channels(
        sandboxes.entrySet().stream()
            .collect(
                Collectors.toMap(Map.Entry::getKey, each -> Map.of("sandbox", each.getValue()))));
  }

  private static StandIns channels(Map<String, ?> channels) throws InvalidException {
    var tree = new SettingsTree(Map.of("channels", channels), Path.of(""));
    Configuration configuration = Configuration.read(tree);
    tree.fields().done();
    return configuration.standIns();
  }
}
