package dev.bongsu.channel.ios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.json.Fields;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.sandbox.NewKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApnsSettingsTest {
  @TempDir Path directory;

  @BeforeEach
  void writeKey() throws IOException {
    Files.writeString(directory.resolve("key.p8"), NewKeys.pem(NewKeys.ec().getPrivate()));
    Files.writeString(directory.resolve("noise.p8"), "noise");
    Files.writeString(directory.resolve("p384.p8"), NewKeys.pem(onAnotherCurve()));
  }

  @Test
  void the_least_that_must_be_said_leads_to_the_service_itself() throws InvalidException {
    ApnsSettings settings = read(least());

    assertThat(settings.host()).isEqualTo("api.push.apple.com");
    assertThat(settings.port()).isEqualTo(443);
    assertThat(settings.topic()).isEqualTo("com.example.app");
    assertThat(settings.identity())
        .isInstanceOfSatisfying(
            Identity.Token.class,
            token -> {
              assertThat(token.teamId()).isEqualTo("T");
              assertThat(token.keyId()).isEqualTo("K");
              assertThat(token.key().getAlgorithm()).isEqualTo("EC");
            });
  }

  @Test
  void every_key_is_read() throws InvalidException {
    Map<String, @Nullable Object> more = least();
    more.put("host", "127.0.0.1");
    more.put("port", 8443);
    more.put("timeout", "PT5S");
    more.put("maxPerSecond", 100);
    more.put("maxInFlight", 1000);

    ApnsSettings settings = read(more);

    assertThat(settings.host()).isEqualTo("127.0.0.1");
    assertThat(settings.port()).isEqualTo(8443);
    assertThat(settings.common().maxPerSecond()).isEqualTo(100);
    assertThat(settings.common().maxInFlight()).isEqualTo(1000);
    assertThat(settings.common().timeout()).hasSeconds(5);
  }

  @ParameterizedTest
  @CsvSource({
    "topic, , /topic",
    "teamId, , /teamId",
    "keyId, , /keyId",
    "keyFile, , /keyFile",
    "keyFile, nowhere.p8, /keyFile",
    "keyFile, noise.p8, /keyFile",
    "keyFile, p384.p8, /keyFile",
    "host, a b, /host",
    "port, http, /port",
    "topic, 'a b', /topic",
    "certificateFile, nowhere.p12, /certificateFile",
    "certificateFile, nowhere.p12, /teamId",
    "tokens, 1, /tokens"
  })
  void what_is_wrong_is_named(String key, @Nullable String value, String pointer) {
    Map<String, @Nullable Object> faulty = least();
    faulty.put(key, value);

    assertThatThrownBy(() -> read(faulty))
        .isInstanceOfSatisfying(
            InvalidException.class,
            e -> assertThat(e.faults()).anyMatch(each -> each.pointer().equals(pointer)));
  }

  @Test
  void no_key_is_shown() throws InvalidException {
    ApnsSettings settings = read(least());

    assertThat(settings.toString()).doesNotContain("PrivateKey");
  }

  private static PrivateKey onAnotherCurve() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp384r1"));
      return generator.generateKeyPair().getPrivate();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has P-384", e);
    }
  }

  private static Map<String, @Nullable Object> least() {
    return new HashMap<>(
        Map.of(
            "id", "apns",
            "type", "apns",
            "teamId", "T",
            "keyId", "K",
            "keyFile", "key.p8",
            "topic", "com.example.app"));
  }

  private ApnsSettings read(Map<String, @Nullable Object> object) throws InvalidException {
    Fields fields = Fields.of(object);
    ApnsSettings settings = ApnsSettings.read(fields, directory);
    fields.done();
    return settings;
  }
}
