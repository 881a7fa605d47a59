package dev.bongsu.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {
  @Test
  void fields_that_are_right_are_read() throws Exception {
    Fields fields =
        fields(
            """
            {"text": "x", "int": 3.0, "bool": false, "time": "2027-01-01T09:00:00+09:00",
             "duration": "P1DT1S", "named": "high", "child": {"a": 1}, "map": {"b": null},
             "list": ["high", "low"], "children": [{"c": "d"}], "nothing": null,
             "zone": "Asia/Seoul"}
            """);

    assertThat(fields.requiredText("text", 1)).isEqualTo("x");
    assertThat(fields.integer("int", 3, 3)).isEqualTo(3);
    assertThat(fields.bool("bool")).isFalse();
    assertThat(fields.time("time")).isEqualTo(Instant.parse("2027-01-01T00:00:00Z"));
    assertThat(fields.duration("duration")).isEqualTo(Duration.ofSeconds(86_401));
    assertThat(fields.timeZone("zone")).isEqualTo("Asia/Seoul");
    assertThat(fields.named("named", "a priority", Priority::named)).isEqualTo(Priority.HIGH);
    assertThat(Optional.ofNullable(fields.child("child")).orElseThrow().integer("a", 0, 9))
        .isEqualTo(1);
    assertThat(fields.map("map")).containsOnlyKeys("b");
    assertThat(fields.list("list", 2, "a priority", Priority::named))
        .containsExactly(Priority.HIGH, Priority.LOW);
    assertThat(fields.children("children", 1)).hasSize(1);
    assertThat(fields.children("children", 1).getFirst().text("c", 9)).isEqualTo("d");
    assertThat(fields.has("nothing")).isFalse();
    assertThat(fields.text("absent", 9)).isNull();
    assertThat(fields.list("absent", 9, "x", Optional::of)).isEmpty();
  }

  @Test
  void every_fault_is_told_at_its_place() throws Exception {
    Fields fields =
        fields(
            """
            {"text": 1, "long": "xx", "int": 1.5, "big": 11, "bool": "true", "time": "2027-01-01",
             "duration": "PT0S", "named": "urgent", "child": [], "map": 1, "list": ["high", 1, "x"],
             "many": [1, 2], "children": [{}, 1], "a/b~c": 1, "deep": {"unknown": 1},
             "zone": "+09:00"}
            """);
    fields.text("text", 9);
    fields.text("long", 1);
    fields.integer("int", 0, 9);
    fields.integer("big", 0, 10);
    fields.bool("bool");
    fields.time("time");
    fields.duration("duration");
    fields.timeZone("zone");
    fields.named("named", "a priority", Priority::named);
    fields.child("child");
    fields.map("map");
    fields.list("list", 9, "a priority", Priority::named);
    fields.list("many", 1, "x", Optional::of);
    fields.children("children", 9);
    fields.child("deep");
    fields.requiredText("missing", 9);

    assertThat(pointers(fields))
        .containsExactlyInAnyOrder(
            "/text",
            "/long",
            "/int",
            "/big",
            "/bool",
            "/time",
            "/duration",
            "/zone",
            "/named",
            "/child",
            "/map",
            "/list/1",
            "/list/2",
            "/many",
            "/children/1",
            "/a~1b~0c",
            "/deep/unknown",
            "/missing");
  }

  @Test
  void a_text_can_be_held_to_have_no_null_character() throws Exception {
    Fields fields = fields("{\"text\": \"a\\u0000b\", \"sound\": \"a\"}");

    assertThat(fields.textWithoutNul("text", 9)).isNull();
    assertThat(fields.textWithoutNul("sound", 9)).isEqualTo("a");

    assertThat(pointers(fields)).containsExactly("/text");
  }

  @Test
  void a_missing_field_is_told_once() throws Exception {
    Fields fields = fields("{\"wrong\": 1, \"nothing\": null}");

    fields.requiredText("wrong", 9);
    fields.requiredText("nothing", 9);

    assertThat(pointers(fields)).containsExactly("/wrong", "/nothing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2027-01-01T09:00:00",
        "2027-13-01T09:00:00Z",
        "2027-01-01 09:00:00Z",
        "2027-01-01T09:00Z",
        "9999-12-31T23:59:59-01:00",
        "0000-01-01T00:00:00+01:00",
        "now",
        "1",
        "",
      })
  void a_time_without_date_time_seconds_or_offset_is_refused(String text) {
    Fields fields = Fields.of(Map.of("at", text));

    assertThat(fields.time("at")).isNull();
    assertThat(pointers(fields)).containsExactly("/at");
  }

  @Test
  void a_duration_may_be_given_in_weeks() throws Exception {
    Fields fields = Fields.of(Map.of("d", "P2W"));

    assertThat(fields.duration("d")).isEqualTo(Duration.ofDays(14));
    fields.done();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "P0W",
        "P1M",
        "P1W2D",
        "PT0S",
        "-PT1S",
        "P1Y",
        "10s",
        "PT",
        "P99999999999999999999D",
        ""
      })
  void a_duration_is_of_iso_8601_and_above_zero(String text) {
    Fields fields = Fields.of(Map.of("d", text));

    assertThat(fields.duration("d")).isNull();
    assertThat(pointers(fields)).containsExactly("/d");
  }

  @Test
  void numbers_far_out_of_range_are_refused_without_being_spelled_out() throws Exception {
    Fields fields = fields("{\"n\": 1e999}");

    assertThat(fields.integer("n", 0, 10)).isNull();
    assertThat(pointers(fields)).containsExactly("/n");
  }

  @Test
  void what_was_found_is_shown_shortened() {
    Fields fields = Fields.of(Map.of("n", "x".repeat(1000)));
    fields.integer("n", 0, 1);

    assertThatThrownBy(fields::done)
        .isInstanceOfSatisfying(
            InvalidException.class,
            e -> assertThat(e.faults().getFirst().detail()).hasSizeLessThan(150));
  }

  @Test
  void a_document_without_fault_is_done() throws Exception {
    Fields fields = fields("{\"a\": 1}");
    fields.raw("a");

    assertThat(fields.isSound()).isTrue();
    fields.done();
  }

  private static Fields fields(String json) throws JsonException {
    return Fields.of(Json.object(Json.read(json)));
  }

  private static List<String> pointers(Fields fields) {
    return Optional.ofNullable(catchThrowableOfType(InvalidException.class, fields::done))
        .orElseThrow()
        .faults()
        .stream()
        .map(Fault::pointer)
        .toList();
  }
}
