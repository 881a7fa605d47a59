package dev.bongsu.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Test
  void values_become_plain_values_in_the_order_written() throws Exception {
    Map<String, ?> object =
        Json.readObject(
            "{\"b\": [1, 2.50, 12345678901234567890, true, null, \"한\\n\"], \"a\": {}}"
                .getBytes(UTF_8));

    assertThat(object.keySet()).containsExactly("b", "a");
    assertThat(object.get("b"))
        .isEqualTo(
            Arrays.asList(
                1L,
                new BigDecimal("2.50"),
                new BigInteger("12345678901234567890"),
                true,
                null,
                "한\n"));
    assertThat(object.get("a")).isEqualTo(Map.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1,",
        "[1,]",
        "{\"a\": 1,}",
        "{\"a\": 1} x",
        "1 2",
        "{\"a\": 1, \"a\": 2}",
        "{\"a\": {\"b\": 1, \"b\": 1}}",
        "// x\n1",
        "/* x */ 1",
        "{a: 1}",
        "'a'",
        "NaN",
        "Infinity",
        "-",
        "01",
        "+1",
        ".5",
        "1.",
        "1e",
        "tru",
        "\"a",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\t\"",
        "\"\n\"",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "\"\\ud800x\"",
        "{\"\\ud800\": 1}",
        "\uFEFF1",
      })
  void what_is_not_the_json_we_take_is_refused(String text) {
    assertThatThrownBy(() -> Json.read(text.getBytes(UTF_8))).isInstanceOf(JsonException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\u00ff\"",
        "\"\u00c0\u0080\"",
        "\"\u00ed\u00a0\u0080\"",
        "\"\u00f5\u0080\u0080\u0080\"",
        "\"\u00e2\u0082\""
      })
  void bytes_that_are_not_utf_8_are_refused(String bytes) {
    assertThatThrownBy(() -> Json.read(bytes.getBytes(ISO_8859_1)))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void other_encodings_are_not_guessed_at() {
    assertThatThrownBy(() -> Json.read("[1]".getBytes(StandardCharsets.UTF_16LE)))
        .isInstanceOf(JsonException.class);
  }

  @Test
  void values_may_stand_64_deep_and_no_deeper() throws Exception {
    assertThat(Json.read("[".repeat(64) + "]".repeat(64))).isInstanceOf(List.class);
    assertThatThrownBy(() -> Json.read("[".repeat(65) + "]".repeat(65)))
        .isInstanceOf(JsonException.class);
    assertThatThrownBy(() -> Json.read("{\"a\":".repeat(100_000)))
        .isInstanceOf(JsonException.class);
  }

  @Test
  void numbers_that_would_cost_dearly_are_refused() throws Exception {
    assertThat(Json.read("1" + "0".repeat(99))).isInstanceOf(BigInteger.class);
    assertThatThrownBy(() -> Json.read("1" + "0".repeat(100))).isInstanceOf(JsonException.class);
    assertThatThrownBy(() -> Json.read("1e999999999")).isInstanceOf(JsonException.class);
    assertThatThrownBy(() -> Json.read("1e-999999999")).isInstanceOf(JsonException.class);
    assertThatThrownBy(() -> Json.read("1e99999999999")).isInstanceOf(JsonException.class);
  }

  @Test
  void a_fault_is_told_with_its_place_and_without_what_was_written() {
    assertThatThrownBy(() -> Json.read("{\n  \"a\": secret\n}".getBytes(UTF_8)))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("line 2, column")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(() -> Json.readObject("[1]".getBytes(UTF_8)))
        .isInstanceOf(JsonException.class)
        .hasMessage("wanted an object but found an array");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":[1,-2.50,true,false,null,\"\"],\"b\":{\"\":{}}}",
        "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0000 한 😀\"",
        "12345678901234567890.123456789",
        "[]",
        "null",
      })
  void what_is_written_is_what_was_read(String text) throws Exception {
    assertThat(Json.writeText(Json.read(text))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      value = {
        "{\"a\":1,\"b\":2} | {\"b\":2,\"a\":1}",
        "[1,10,0] | [1.0,1e1,-0.0]",
        "{\"a\":[100]} | {\"a\":[1.00e2]}",
        "\"\\u0041\" | \"A\"",
        "12345678901234567890 | 1.2345678901234567890e19",
      })
  void values_that_are_equal_as_json_have_the_same_canonical_bytes(String one, String other)
      throws Exception {
    assertThat(Json.canonical(Json.read(one))).isEqualTo(Json.canonical(Json.read(other)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      value = {"[1,2] | [2,1]", "1 | \"1\"", "{\"a\":null} | {}", "1 | 1.01", "0 | false"})
  void values_that_differ_have_other_canonical_bytes(String one, String other) throws Exception {
    assertThat(Json.canonical(Json.read(one))).isNotEqualTo(Json.canonical(Json.read(other)));
  }
}
