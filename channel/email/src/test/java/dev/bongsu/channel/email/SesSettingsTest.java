package dev.bongsu.channel.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SesSettingsTest {
  private static final String TOPIC = "arn:aws:sns:eu-west-1:123456789012:mails";

  @Test
  void the_region_says_where_it_is() throws InvalidException {
    SesSettings settings = read(Map.of());

    assertThat(settings.baseUrl()).isEqualTo(URI.create("https://email.eu-west-1.amazonaws.com"));
    assertThat(settings.configurationSet()).isNull();
    assertThat(settings.events()).isNull();
  }

  @Test
  void every_key_is_read() throws InvalidException {
    SesSettings settings =
        read(
            Map.of(
                "baseUrl",
                "http://127.0.0.1:8025/",
                "configurationSetName",
                "set",
                "topicArn",
                TOPIC,
                "snsUrl",
                "http://127.0.0.1:8026"));

    assertThat(settings.baseUrl()).isEqualTo(URI.create("http://127.0.0.1:8025"));
    assertThat(settings.access()).isEqualTo(new SesSettings.Access("eu-west-1", "AK", "hush"));
    assertThat(settings.from()).isEqualTo(new Mailbox("Shop", "no-reply@example.com"));
    assertThat(settings.configurationSet()).isEqualTo("set");
    assertThat(settings.events())
        .isEqualTo(new SesSettings.Events(TOPIC, URI.create("http://127.0.0.1:8026")));
  }

  @ParameterizedTest
  @CsvSource({
    "region,here,/region",
    "baseUrl,http://mail.example.com,/baseUrl",
    "baseUrl,https://mail.example.com/path,/baseUrl",
    "topicArn,mails,/topicArn",
    "snsUrl,https://sns.example.com,/topicArn",
    "from,nobody,/from",
    "configurationSetName,a b,/configurationSetName",
    "dkim,x,/dkim"
  })
  void a_fault_is_named(String key, String value, String pointer) {
    List<Fault> faults =
        catchThrowableOfType(InvalidException.class, () -> read(Map.of(key, value))).faults();

    assertThat(faults).extracting(Fault::pointer).contains(pointer);
  }

  @Test
  void it_never_shows_the_secret() throws InvalidException {
    assertThat(read(Map.of()).toString()).doesNotContain("hush");
    assertThat(read(Map.of()).access().toString()).doesNotContain("hush");
  }

  private static SesSettings read(Map<String, Object> more) throws InvalidException {
    Map<String, Object> all = new HashMap<>();
    all.put("id", "ses");
    all.put("type", "ses");
    all.put("region", "eu-west-1");
    all.put("accessKey", "AK");
    all.put("secretKey", "hush");
    all.put("from", "Shop <no-reply@example.com>");
    all.putAll(more);
    Fields fields = Fields.of(new HashMap<>(all));
    SesSettings settings = SesSettings.read(fields, Path.of("."));
    fields.done();
    return settings;
  }
}
