package dev.bongsu.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {
  private static final String ORDER =
      """
      {"type": "object", "required": ["no", "count"], "properties": {
        "no": {"type": "string", "minLength": 1, "maxLength": 5}, "count": {"type": "integer"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "a/b": {"type": "object", "required": ["c"], "additionalProperties": false,
                "properties": {"c": {"type": ["number"]}}}}}
      """;

  @Test
  void right_parameters_have_no_fault() throws Exception {
    assertThat(check(ORDER, "{\"no\": \"A-17\", \"count\": 2.0, \"tags\": [], \"more\": 1}"))
        .isEmpty();
  }

  @Test
  void wrong_parameters_are_told_by_name_and_missing_ones_at_the_whole() throws Exception {
    assertThat(check(ORDER, "{\"no\": 17, \"tags\": [\"x\", 2], \"a/b\": {\"d\": 1}}"))
        .containsExactlyInAnyOrder(
            "/params", "/params/no", "/params/tags/1", "/params/a~1b", "/params/a~1b/d");
    assertThat(check(ORDER, "{\"no\": \"\", \"count\": 1.5}"))
        .containsExactlyInAnyOrder("/params/no", "/params/count");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      value = {
        "{} | {\"a\": 1}",
        "{\"type\":\"object\"} | {}",
        "{\"properties\":{\"a\":{\"type\":\"integer\"}}} | {\"a\": 1.0}",
        "{\"properties\":{\"a\":{\"type\":\"integer\"}}} | {\"a\": 1.5}",
        "{\"properties\":{\"a\":{\"type\":\"number\"}}} | {\"a\": \"1\"}",
        "{\"properties\":{\"a\":{\"type\":\"null\"}}} | {\"a\": null}",
        "{\"properties\":{\"a\":{\"type\":\"string\"}}} | {\"a\": null}",
        "{\"properties\":{\"a\":{\"type\":\"boolean\"}}} | {\"a\": 0}",
        "{\"properties\":{\"a\":{\"maxLength\":1}}} | {\"a\": \"😀\"}",
        "{\"properties\":{\"a\":{\"minLength\":2}}} | {\"a\": \"😀\"}",
        "{\"properties\":{\"a\":{\"items\":{\"type\":\"string\"}}}} | {\"a\": [1, \"x\", null]}",
        "{\"properties\":{\"a\":{\"type\":\"array\"}}} | {\"a\": {}}",
        "{\"additionalProperties\":false} | {\"a\": 1}",
        "{\"required\":[\"a\"]} | {\"b\": 1}",
        "{\"required\":[\"a\"]} | {\"a\": null}",
      })
  void the_fast_check_says_the_same_as_the_full_one(String schema, String params) throws Exception {
    var object = Json.object(Json.read(schema));
    List<Parameters.Violation> fast = new ArrayList<>();
    List<Parameters.Violation> full = new ArrayList<>();
    SimpleSchema simple = Objects.requireNonNull(SimpleSchema.compile(object));

    simple.check(Json.object(Json.read(params)), fast);
    FullSchema.compile(object, new ArrayList<>()).check(Json.object(Json.read(params)), full);

    assertThat(fast)
        .extracting(Parameters.Violation::pointer)
        .containsExactlyInAnyOrderElementsOf(
            full.stream().map(Parameters.Violation::pointer).toList());
  }

  @Test
  void a_schema_of_any_keyword_is_checked_in_full() throws Exception {
    String schema =
        """
        {"properties": {"mail": {"pattern": "^[a-z]+@[a-z]+$"}, "n": {"minimum": 3},
          "one": {"$ref": "#/$defs/one"}}, "required": ["n"],
         "$defs": {"one": {"enum": ["a", "b"]}}}
        """;

    assertThat(check(schema, "{\"mail\": \"a@b\", \"n\": 3, \"one\": \"a\"}")).isEmpty();
    assertThat(check(schema, "{\"mail\": \"a\", \"n\": 2, \"one\": \"c\"}"))
        .containsExactlyInAnyOrder("/params/mail", "/params/n", "/params/one");
    assertThat(check(schema, "{}")).containsExactly("/params");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\": \"objekt\"}",
        "{\"type\": \"string\"}",
        "{\"properties\": []}",
        "{\"properties\": {\"a\": {\"minLength\": -1}}}",
        "{\"properties\": {\"a\": {\"pattern\": \"(\"}}}",
        "{\"properties\": {\"a\": {\"$ref\": \"http://example.com/schema\"}}}",
        "{\"properties\": {\"a\": {\"$ref\": \"#/$defs/none\"}}}",
        "{\"$schema\": \"http://json-schema.org/draft-04/schema#\"}",
        "{\"$id\": \"http://example.com/schema\"}",
        "{\"required\": \"a\"}",
      })
  void a_faulty_schema_is_refused(String schema) throws Exception {
    List<Fault> faults = new ArrayList<>();

    Parameters.of(Json.object(Json.read(schema)), faults);

    assertThat(faults).isNotEmpty();
    assertThat(faults).allSatisfy(each -> assertThat(each.pointer()).startsWith("/parameters"));
  }

  @Test
  void a_number_that_is_too_large_for_a_check_is_refused_and_no_defect() throws Exception {
    List<Fault> faults = new ArrayList<>();
    Parameters.of(Json.object(Json.read("{\"maxLength\": 1e30}")), faults);
    assertThat(faults)
        .extracting(Fault::detail)
        .containsExactly("the schema cannot be used: it has to do with a number that is too large");

    Parameters parameters =
        Parameters.of(
            Json.object(
                Json.read("{\"properties\": {\"n\": {\"type\": \"integer\", \"minimum\": 0}}}")),
            new ArrayList<>());
    assertThat(parameters.check(Json.object(Json.read("{\"n\": 1e30}"))))
        .extracting(Fault::detail)
        .containsExactly(
            "the schema cannot be applied: it has to do with a number that is too large");
  }

  @Test
  void a_value_of_another_format_is_told_which_was_wanted() throws Exception {
    Parameters parameters =
        Parameters.of(
            Json.object(Json.read("{\"properties\": {\"at\": {\"format\": \"date-time\"}}}")),
            new ArrayList<>());

    assertThat(parameters.check(Map.of("at", "tomorrow")))
        .containsExactly(new Fault("/params/at", "wanted a valid RFC 3339 date-time"));
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void a_pattern_that_would_search_for_ever_gives_up() throws Exception {
    String schema = "{\"properties\": {\"a\": {\"pattern\": \"^(a|a)*(b|b)*$\"}}}";

    assertThat(check(schema, "{\"a\": \"" + "a".repeat(60) + "!\"}")).containsExactly("/params/a");
    assertThat(check(schema, "{\"a\": \"" + "ab".repeat(100_000) + "\"}")).isNotEmpty();
  }

  @Test
  void a_schema_that_refers_to_itself_without_end_does_no_harm() throws Exception {
    List<Fault> faults = new ArrayList<>();
    Parameters parameters = Parameters.of(Json.object(Json.read("{\"$ref\": \"#\"}")), faults);

    assertThat(faults.size() + parameters.check(Json.object(Json.read("{\"a\": 1}"))).size())
        .isPositive();
  }

  private static List<String> check(String schema, String params) throws JsonException {
    List<Fault> faults = new ArrayList<>();
    Parameters parameters = Parameters.of(Json.object(Json.read(schema)), faults);
    assertThat(faults).isEmpty();
    return parameters.check(Json.object(Json.read(params))).stream().map(Fault::pointer).toList();
  }
}
