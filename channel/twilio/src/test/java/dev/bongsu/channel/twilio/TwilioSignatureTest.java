package dev.bongsu.channel.twilio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.twilio.security.RequestValidator;
import dev.bongsu.channel.spi.Callbacks;
import dev.bongsu.channel.spi.ProviderSettings;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our check of signatures beside that of Twilio's own library. */
class TwilioSignatureTest {
  private static final String TOKEN = "12345";
  private static final String URL = "https://mycompany.com/myapp.php?foo=1&bar=2";

  /** The example of Twilio's documentation. */
  private static final String SIGNATURE = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";

  private static final Map<String, String> FORM =
      new TreeMap<>(
          Map.of(
              "Digits", "1234",
              "CallSid", "CA1234567890ABCDE",
              "To", "+18005551212",
              "Caller", "+14158675309",
              "From", "+14158675309"));

  private final RequestValidator theirs = new RequestValidator(TOKEN);
  private final TwilioSignature ours = new TwilioSignature(TOKEN);

  @ParameterizedTest
  @CsvSource({
    "https://mycompany.com/myapp.php?foo=1&bar=2",
    "https://mycompany.com:443/myapp.php?foo=1&bar=2",
    "https://mycompany.com/myapp.php?foo=1&bar=3",
    "http://mycompany.com/myapp.php?foo=1&bar=2",
    "https://mycompany.org/myapp.php?foo=1&bar=2",
  })
  void we_judge_urls_as_twilios_own_library_does(String url) throws Exception {
    assertThat(ours.isOfForm(SIGNATURE, URI.create(url), lists(FORM)))
        .isEqualTo(theirs.validate(url, FORM, SIGNATURE));
  }

  @Test
  void the_documented_example_is_right_and_any_change_is_wrong() throws Exception {
    assertThat(ours.isOfForm(SIGNATURE, URI.create(URL), lists(FORM))).isTrue();
    assertThat(theirs.validate(URL, FORM, SIGNATURE)).isTrue();
    for (String field : FORM.keySet()) {
      Map<String, String> changed = new TreeMap<>(FORM);
      changed.put(field, "+1");
      assertThat(ours.isOfForm(SIGNATURE, URI.create(URL), lists(changed))).isFalse();
    }
    assertThat(new TwilioSignature("12346").isOfForm(SIGNATURE, URI.create(URL), lists(FORM)))
        .isFalse();
    assertThat(ours.isOfForm("", URI.create(URL), lists(FORM))).isFalse();
  }

  /** Another example that Twilio's own library is tested with. */
  @Test
  void a_body_that_is_no_form_is_signed_by_its_hash() throws Exception {
    String body = "{\"property\": \"value\", \"boolean\": true}";
    String url =
        URL + "&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
    String signature = "a9nBmqA0ju/hNViExpshrM61xv4=";

    assertThat(theirs.validate(url, body, signature)).isTrue();
    assertThat(ours.isOfBody(signature, URI.create(url), body.getBytes(UTF_8))).isTrue();
    assertThat(ours.isOfBody(signature, URI.create(url), "{}".getBytes(UTF_8))).isFalse();
    assertThat(ours.isOfBody(signature, URI.create(URL), body.getBytes(UTF_8))).isFalse();
  }

  @Test
  void what_is_signed_is_handed_on_and_nothing_else() {
    var posted = new AtomicReference<TwilioCallbacks.Posted>();
    var callbacks =
        new TwilioCallbacks(
            new TwilioAccount(
                ProviderSettings.defaults("tw", TwilioAccount.TYPE),
                URI.create("https://api.twilio.com"),
                "AC1",
                TOKEN),
            form -> {
              posted.set(form);
              return TwilioCallbacks.understood(List.of(), List.of());
            });
    String body =
        "Digits=1234&CallSid=CA1234567890ABCDE&To=%2B18005551212&Caller=%2B14158675309"
            + "&From=%2B14158675309";

    assertThat(callbacks.read(callback(body, SIGNATURE)))
        .isInstanceOf(Callbacks.Answer.Understood.class);
    TwilioCallbacks.Posted found = Objects.requireNonNull(posted.get());
    assertThat(found.number("Digits")).isEqualTo(1234);
    assertThat(found.parameter("foo")).isEqualTo("1");
    assertThat(found.delivery()).isNull();
    posted.set(null);
    assertThat(callbacks.read(callback(body + "4", SIGNATURE)))
        .isInstanceOf(Callbacks.Answer.Forged.class);
    assertThat(callbacks.read(callback(body, "x"))).isInstanceOf(Callbacks.Answer.Forged.class);
    assertThat(callbacks.read(callback("a=%zz", SIGNATURE)))
        .isInstanceOf(Callbacks.Answer.Malformed.class);
    assertThat(
            callbacks.read(
                new Callbacks.Callback("POST", URI.create(URL), Map.of(), body.getBytes(UTF_8))))
        .isInstanceOf(Callbacks.Answer.Forged.class);
    assertThat(posted.get()).isNull();
  }

  private static Callbacks.Callback callback(String body, String signature) {
    return new Callbacks.Callback(
        "POST",
        URI.create(URL),
        Map.of(
            "x-twilio-signature", List.of(signature),
            "content-type", List.of("application/x-www-form-urlencoded; charset=UTF-8")),
        body.getBytes(UTF_8));
  }

  private static Map<String, List<String>> lists(Map<String, String> form) {
    return form.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> List.of(each.getValue())));
  }
}
