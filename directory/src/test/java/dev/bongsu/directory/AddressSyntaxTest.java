package dev.bongsu.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressSyntaxTest {
  /** The public key of RFC 8291 section 5, and its auth secret. */
  static final String P256DH =
      "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";

  static final String AUTH = "BTBZMqHH6r4Tts7J_aSIgg";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a@example.com",
        "first.last+tag@sub.example.co.kr",
        "\"two words\"@example.com",
        "root@localhost",
        "o'hara_{}@example.com"
      })
  void a_mailbox_of_RFC_5321_is_an_email_address(String mailbox) throws Exception {
    assertThat(parsed("email", mailbox).value()).isEqualTo(mailbox);
  }

  @Test
  void a_domain_in_unicode_is_kept_as_the_name_that_servers_know() throws Exception {
    assertThat(parsed("email", "a@bücher.example").value()).isEqualTo("a@xn--bcher-kva.example");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "안나@example.com",
        "josé.müller+tag@example.com",
        "🔥@example.com",
        "\"안나 봉수\"@example.com",
        "क्‍ष@example.com"
      })
  void a_local_part_beyond_ASCII_is_a_mailbox_of_RFC_6531(String mailbox) throws Exception {
    assertThat(parsed("email", mailbox).value()).isEqualTo(mailbox);
  }

  @Test
  void a_mailbox_is_the_same_however_its_accents_were_typed() throws Exception {
    assertThat(parsed("email", "jose\u0301@bücher.example").value())
        .isEqualTo("jos\u00e9@xn--bcher-kva.example");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\u0085b@example.com",
        "a\u2028b@example.com",
        "a\u00a0b@example.com",
        "a\u3000b@example.com",
        "a\u202eb@example.com",
        "a\u200bb@example.com",
        "a\ufeffb@example.com",
        "a\ud83db@example.com",
        "a\uffffb@example.com",
        "a\u037eb@example.com",
        "\"a\u2028b\"@example.com",
        "\"a\\안\"@example.com",
        "안..나@example.com",
        ".안나@example.com"
      })
  void what_ends_a_line_or_hides_is_in_no_mailbox(String mailbox) {
    assertThat(faults("email", mailbox)).extracting(Fault::pointer).containsExactly("/address");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "@example.com",
        "a@",
        "a b@example.com",
        ".a@example.com",
        "a.@example.com",
        "a..b@example.com",
        "a@-example.com",
        "a@example..com",
        "a@example.com.",
        "a@exa mple.com",
        "a@example.com\r\nBcc: b@example.com",
        "a\r\n@example.com",
        "\"a\n\"@example.com",
        "\"a\\\"@example.com",
        "<a@example.com>",
        "a@b@example.com",
        "a@exam\u0000ple.com",
        "a@[127.0.0.1]"
      })
  void what_is_no_mailbox_or_hides_a_line_end_is_refused(String text) {
    assertThat(faults("email", text)).extracting(Fault::pointer).containsExactly("/address");
  }

  @Test
  void a_mailbox_longer_than_SMTP_carries_is_refused() {
    assertThat(faults("email", "a".repeat(65) + "@example.com")).hasSize(1);
    assertThat(faults("email", "a@" + "b.".repeat(126) + "com")).hasSize(1);
    assertThat(faults("email", "안".repeat(21) + "@example.com")).isEmpty();
    assertThat(faults("email", "안".repeat(22) + "@example.com")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"sms,+1555123", "voice,+155512345678901", "sms,+821012345678"})
  void a_number_of_E164_is_taken(String channel, String number) throws Exception {
    assertThat(parsed(channel, number).value()).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+155512",
        "+1555123456789012",
        "+0555123456",
        "15551234567",
        "+1555 1234567",
        "+"
      })
  void what_is_no_number_of_E164_is_refused(String number) {
    assertThat(faults("sms", number)).hasSize(1);
    assertThat(faults("voice", number)).hasSize(1);
  }

  @Test
  void an_APNs_token_is_kept_in_lower_case_so_that_equal_tokens_are_equal() throws Exception {
    assertThat(parsed("ios", "AB".repeat(32)).value()).isEqualTo("ab".repeat(32));
  }

  @ParameterizedTest
  @ValueSource(strings = {"abcd", "zz"})
  void what_is_no_APNs_token_is_refused(String token) {
    assertThat(faults("ios", token)).hasSize(1);
    assertThat(faults("ios", token.repeat(32) + "a")).hasSize(1);
  }

  @Test
  void an_FCM_token_is_of_the_characters_that_Google_uses() throws Exception {
    String token = "fX9:APA91b-_" + "x".repeat(140);
    assertThat(parsed("android", token).value()).isEqualTo(token);
    assertThat(faults("android", "a b")).hasSize(1);
    assertThat(faults("android", "a\nb")).hasSize(1);
    assertThat(faults("android", "a".repeat(4097))).hasSize(1);
  }

  @Test
  void a_subscription_is_kept_as_canonical_JSON_whatever_the_order_and_padding() throws Exception {
    Address address =
        parsed(
            "browser",
            Map.of(
                "keys",
                Map.of("p256dh", P256DH + "=", "auth", AUTH + "=="),
                "endpoint",
                "https://push.example.com/x"));

    assertThat(address.value())
        .isEqualTo(
            "{\"endpoint\":\"https://push.example.com/x\",\"keys\":{\"auth\":\""
                + AUTH
                + "\",\"p256dh\":\""
                + P256DH
                + "\"}}");
    assertThat(AddressSyntax.write(address))
        .isEqualTo(
            Map.of(
                "endpoint",
                "https://push.example.com/x",
                "keys",
                Map.of("p256dh", P256DH, "auth", AUTH)));
  }

  @Test
  void every_fault_of_a_subscription_is_told_at_once_with_its_place() {
    String offTheCurve = P256DH.substring(0, P256DH.length() - 1) + "8";
    assertThat(
            faults(
                "browser",
                Map.of(
                    "endpoint",
                    "ftp://push.example.com",
                    "keys",
                    Map.of("p256dh", offTheCurve, "auth", "AAAA"),
                    "colour",
                    "red")))
        .extracting(Fault::pointer)
        .containsExactlyInAnyOrder(
            "/address/endpoint", "/address/keys/p256dh", "/address/keys/auth", "/address/colour");
  }

  @Test
  void a_point_that_is_compressed_or_at_infinity_is_refused() {
    assertThat(faults("browser", subscription("AAAA"))).hasSize(1);
    assertThat(faults("browser", subscription("A" + "A".repeat(86)))).hasSize(1);
    assertThat(faults("browser", subscription("not base64!"))).hasSize(1);
  }

  @Test
  void a_fault_does_not_repeat_the_address() {
    assertThat(faults("email", "secret person@example.com").getFirst().detail())
        .doesNotContain("secret");
  }

  @Test
  void channel_and_address_must_be_there_and_of_their_types() {
    assertThat(faultsOf(Map.of())).extracting(Fault::pointer).contains("/channel", "/address");
    assertThat(faultsOf(Map.of("channel", "pigeon", "address", "a")))
        .extracting(Fault::pointer)
        .containsExactly("/channel");
    assertThat(faultsOf(Map.of("channel", "email", "address", 7L))).hasSize(1);
    assertThat(faultsOf(Map.of("channel", "browser", "address", "text"))).hasSize(1);
  }

  private static Map<String, Object> subscription(String p256dh) {
    return Map.of("endpoint", "https://x.example", "keys", Map.of("p256dh", p256dh, "auth", AUTH));
  }

  private static Address parsed(String channel, Object address) throws InvalidException {
    Fields fields = Fields.of(Map.of("channel", channel, "address", address));
    Address parsed = AddressSyntax.read(fields);
    fields.done();
    if (parsed == null) {
      throw new AssertionError("neither an address nor a fault");
    }
    return parsed;
  }

  private static List<Fault> faults(String channel, Object address) {
    return faultsOf(Map.of("channel", channel, "address", address));
  }

  private static List<Fault> faultsOf(Map<String, @Nullable Object> object) {
    Fields fields = Fields.of(object);
    Address parsed = AddressSyntax.read(fields);
    try {
      fields.done();
    } catch (InvalidException e) {
      assertThat(parsed).isNull();
      return e.faults();
    }
    return List.of();
  }
}
