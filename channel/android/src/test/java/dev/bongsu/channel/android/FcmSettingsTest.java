package dev.bongsu.channel.android;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.json.Fields;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.InvalidException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FcmSettingsTest {
  private static final String TOKEN_URI = "https://oauth2.googleapis.com/token";

  @TempDir Path directory;

  @Test
  void the_least_that_must_be_said_leads_to_the_service_itself() throws Exception {
    FcmSettings settings = read(Accounts.file(TOKEN_URI), Map.of());

    assertThat(settings.baseUrl()).isEqualTo(URI.create("https://fcm.googleapis.com"));
    ServiceAccount account = Objects.requireNonNull(settings.account());
    assertThat(account.projectId()).isEqualTo("shop-1");
    assertThat(account.clientEmail()).isEqualTo("sender@shop-1.iam.gserviceaccount.com");
    assertThat(account.tokenUri()).isEqualTo(URI.create(TOKEN_URI));
  }

  @Test
  void every_key_is_read() throws Exception {
    FcmSettings settings =
        read(
            Accounts.file(TOKEN_URI),
            Map.of("baseUrl", "http://127.0.0.1:8025/", "timeout", "PT5S", "maxPerSecond", 100));

    assertThat(settings.baseUrl()).isEqualTo(URI.create("http://127.0.0.1:8025"));
    assertThat(settings.common().maxPerSecond()).isEqualTo(100);
    assertThat(settings.common().timeout()).hasSeconds(5);
  }

  @ParameterizedTest
  @CsvSource({
    "baseUrl, http://fcm.example.com, /baseUrl",
    "baseUrl, ftp://127.0.0.1, /baseUrl",
    "baseUrl, https://127.0.0.1/?x=1, /baseUrl",
    "serviceAccountFile, nowhere.json, /serviceAccountFile",
    "serviceAccountFile, , /serviceAccountFile",
    "apiKey, x, /apiKey"
  })
  void what_is_wrong_is_named(String key, @Nullable String value, String pointer) {
    Map<String, @Nullable Object> fault = new HashMap<>();
    fault.put(key, value);

    assertThatThrownBy(() -> read(Accounts.file(TOKEN_URI), fault))
        .isInstanceOfSatisfying(
            InvalidException.class,
            e -> assertThat(e.faults()).anyMatch(each -> each.pointer().equals(pointer)));
  }

  @ParameterizedTest
  @CsvSource({
    "project_id, , project_id",
    "project_id, ../x, project_id",
    "client_email, , client_email",
    "private_key, , private_key",
    "private_key, noise, PRIVATE KEY",
    "token_uri, http://oauth.example.com/token, token_uri"
  })
  void what_is_wrong_with_the_account_is_said_without_its_key(
      String key, @Nullable String value, String words) {
    Map<String, Object> account = Accounts.file(TOKEN_URI);
    account.remove(key);
    if (value != null) {
      account.put(key, value);
    }

    assertThatThrownBy(() -> read(account, Map.of()))
        .isInstanceOfSatisfying(
            InvalidException.class,
            e -> {
              assertThat(e.faults().getFirst().detail()).contains(words);
              assertThat(e.faults().toString()).doesNotContain("MII");
            });
  }

  private FcmSettings read(
      Map<String, Object> account, Map<String, ? extends @Nullable Object> more)
      throws IOException, InvalidException {
    Files.write(directory.resolve("sa.json"), Json.write(account));
    Map<String, @Nullable Object> object = new HashMap<>();
    object.put("id", "fcm");
    object.put("type", "fcm");
    object.put("serviceAccountFile", "sa.json");
    object.putAll(more);
    Fields fields = Fields.of(object);
    FcmSettings settings = FcmSettings.read(fields, directory);
    fields.done();
    return settings;
  }
}
