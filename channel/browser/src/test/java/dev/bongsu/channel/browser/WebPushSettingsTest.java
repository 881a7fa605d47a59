package dev.bongsu.channel.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.json.Fields;
import dev.bongsu.kernel.InvalidException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebPushSettingsTest {
  @TempDir Path directory;

  private final Map<String, @Nullable Object> given =
      new HashMap<>(Map.of("id", "push", "type", "webpush", "subject", "mailto:ops@example.com"));

  @Test
  void a_subject_is_all_that_is_needed() throws Exception {
    WebPushSettings settings = read();

    assertThat(settings.subject()).isEqualTo("mailto:ops@example.com");
    assertThat(settings.allowPrivate()).isFalse();
    assertThat(settings.common().maxInFlight()).isEqualTo(256);
    assertThat(settings.publicKey(directory)).isEmpty();
  }

  @Test
  void keys_of_a_file_are_known_without_opening_anything() throws Exception {
    VapidKeys keys = VapidKeys.kept(directory.resolve("own.pem"));
    given.put("privateKeyFile", "own.pem");
    given.put("publicKey", keys.publicText());
    given.put("allowPrivate", true);

    WebPushSettings settings = read();

    assertThat(settings.publicKey(directory)).contains(keys.publicText());
    assertThat(settings.allowPrivate()).isTrue();
  }

  @Test
  void keys_that_were_made_are_found_again() throws Exception {
    VapidKeys made = VapidKeys.kept(directory.resolve("webpush.key"));

    assertThat(read().publicKey(directory)).contains(made.publicText());
  }

  @Test
  void a_public_key_that_belongs_to_another_is_refused() throws Exception {
    VapidKeys keys = VapidKeys.kept(directory.resolve("own.pem"));
    given.put("privateKeyFile", "own.pem");
    given.put("publicKey", Browser.KEYS.publicText());

    assertThatThrownBy(this::read)
        .isInstanceOf(InvalidException.class)
        .hasMessageContaining("publicKey")
        .hasMessageContaining(keys.publicText());
  }

  @Test
  void a_file_that_holds_no_such_key_is_refused_without_showing_it() throws Exception {
    Files.writeString(directory.resolve("rsa.pem"), "-----BEGIN RSA PRIVATE KEY-----\nMIIx\n");
    given.put("privateKeyFile", "rsa.pem");

    assertThatThrownBy(this::read)
        .isInstanceOf(InvalidException.class)
        .hasMessageContaining("PKCS#8")
        .hasMessageNotContaining("MIIx");
  }

  @Test
  void a_subject_that_reaches_nobody_is_refused() {
    given.put("subject", "ops");

    assertThatThrownBy(this::read).hasMessageContaining("mailto:");
    given.put("subject", "https://example.com/contact");
    assertThatCode(this::read).doesNotThrowAnyException();
  }

  @Test
  void an_unknown_field_is_refused() {
    given.put("allowPrivat", true);

    assertThatThrownBy(this::read).hasMessageContaining("allowPrivat");
  }

  private WebPushSettings read() throws InvalidException {
    Fields fields = Fields.of(given);
    WebPushSettings settings = WebPushSettings.read(fields, directory);
    fields.done();
    return settings;
  }
}
