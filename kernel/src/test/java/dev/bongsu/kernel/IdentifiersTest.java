package dev.bongsu.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifiersTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "0", "order-shipped", "a.b_c-d", "7eleven"})
  void a_key_begins_with_a_letter_or_digit_and_goes_on_with_a_few_signs(String key) {
    assertThat(Identifiers.isKey(key)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", ".a", "A", "a b", "ä", "a/b", "a\n"})
  void anything_else_is_no_key(String key) {
    assertThat(Identifiers.isKey(key)).isFalse();
  }

  @Test
  void a_key_has_at_most_64_characters() {
    assertThat(Identifiers.isKey("a".repeat(64))).isTrue();
    assertThat(Identifiers.isKey("a".repeat(65))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"u1", "A.B_c:d@e-f", "-"})
  void a_recipient_id_may_look_like_an_address_or_a_urn(String id) {
    assertThat(Identifiers.isRecipientId(id)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "ä", "a\u0000"})
  void anything_else_is_no_recipient_id(String id) {
    assertThat(Identifiers.isRecipientId(id)).isFalse();
  }

  @Test
  void a_recipient_id_has_at_most_128_characters() {
    assertThat(Identifiers.isRecipientId("a".repeat(128))).isTrue();
    assertThat(Identifiers.isRecipientId("a".repeat(129))).isFalse();
  }

  @Test
  void a_faulty_key_is_told_what_was_wanted_and_found() {
    assertThatThrownBy(() -> new TemplateKey("Order 1"))
        .hasMessage(
            "wanted a template key, 1 to 64 of a-z, 0-9, \".\", \"_\" and \"-\" that begin with a"
                + " letter or digit, but found another text of 7 characters");
    assertThatThrownBy(() -> new TemplateKey("")).hasMessageEndingWith("but found nothing");
  }

  @Test
  void only_the_canonical_form_is_a_uuid() {
    assertThat(Identifiers.isUuid("0190f3a0-0000-7000-8000-000000000000")).isTrue();
    assertThat(Identifiers.isUuid("0190f3a000007000800000000000000")).isFalse();
    assertThat(Identifiers.isUuid("0190f3a0-0000-7000-8000-00000000000g")).isFalse();
    assertThat(Identifiers.isUuid("1-1-1-1-1")).isFalse();
  }

  @Test
  void a_faulty_id_is_refused_without_being_repeated() {
    assertThatThrownBy(() -> new RecipientId("geheim geheim"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("recipient id")
        .hasMessageNotContaining("geheim");
    assertThatThrownBy(() -> new TemplateKey("No Key"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("template key");
  }
}
