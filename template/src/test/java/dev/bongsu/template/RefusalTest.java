package dev.bongsu.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.json.Json;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Fault;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.TemplateKey;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What would take long is refused by a bound that it meets soon, well within 100 ms: how soon is
 * reported. What would take years without that bound fails after a minute.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RefusalTest {
  private static final int ROUNDS = 3;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final TestReporter reporter;
  private final String name;
  private final Shelf shelf = new Shelf();

  RefusalTest(TestReporter reporter, TestInfo test) {
    this.reporter = reporter;
    this.name = test.getDisplayName();
  }

  @Test
  void a_thousand_nested_blocks_are_refused_soon() {
    String source = "{{#if a}}".repeat(1000) + "x" + "{{/if}}".repeat(1000);

    assertThat(soon(() -> shelf.faults("t", sms(source))))
        .containsExactly("/content/default/sms/text 1:901 blocks are nested deeper than 100");
  }

  @Test
  void a_megabyte_of_text_is_refused_soon() {
    assertThat(soon(() -> shelf.faults("t", sms("x".repeat(1 << 20)))))
        .singleElement()
        .asString()
        .startsWith("/content/default/sms/text ");
    assertThat(soon(() -> shelf.faults("t", sms("{{#if a}}".repeat(28_000)))))
        .hasSizeLessThanOrEqualTo(100)
        .isNotEmpty();
    assertThat(soon(() -> shelf.faults("t", sms("{{a} ".repeat(50_000))))).isNotEmpty();
  }

  @Test
  void a_function_that_calls_itself_is_refused_soon() {
    String body = "{'kind': 'function', 'content': {'default': {'text': '{{> f}}'}}}";
    shelf.put("f", body);

    assertThat(soon(() -> shelf.faults("f", body)))
        .containsExactly("/content/default/text 1:1 a circle: f calls f");
  }

  @Test
  void blocks_that_multiply_each_other_are_refused_soon() {
    shelf.put("b1", base("", "{{#block `a`}}{{/block}}".repeat(100)));
    shelf.put("b2", base("b1", block("a", "{{#block `b`}}{{/block}}".repeat(100))));
    String third = base("b2", block("b", "{{#block `c`}}{{/block}}".repeat(100)));

    assertThat(shelf.faults("t", base("b2", block("b", "{{x}}")))).isEmpty();
    assertThat(soon(() -> shelf.faults("b3", third)))
        .singleElement()
        .asString()
        .startsWith("/content with what they inherit, the texts are longer than 16777216");
  }

  @Test
  void a_base_in_many_languages_is_finished_once() {
    shelf.put(
        "b",
        "{'kind': 'base', 'content': {'default': {'email': {'text': '{{#block `a`}}{{/block}}"
            + "{{x}} long ".repeat(20_000)
            + "'}}}}");
    String languages =
        IntStream.range(0, 2_000)
            .mapToObj(i -> "'de-x-" + i + "': {'email': {'subject': 's'}}")
            .collect(Collectors.joining(","));

    assertThat(soon(() -> shelf.faults("t", "{'extends': 'b', 'content': {" + languages + "}}")))
        .isEmpty();
  }

  @Test
  void functions_that_are_at_fault_are_looked_at_once_however_often_they_are_called() {
    for (int i = 1; i < 15; i++) {
      shelf.put("f" + i, function(("{{> f" + (i + 1) + "}}").repeat(100)));
    }
    shelf.put("f15", function("{{> f0}}"));

    assertThat(soon(() -> shelf.faults("f0", function("{{> f1}}".repeat(100)))))
        .hasSize(100)
        .allMatch(each -> each.contains("a circle: f0 calls f1 calls f2"));
  }

  @Test
  void what_a_template_leans_on_is_read_once() throws Exception {
    shelf.put("f", function("x"));
    var reads = new AtomicInteger();
    Library counting =
        new Library() {
          @Override
          public Optional<TemplateVersion> find(TemplateKey key) {
            reads.incrementAndGet();
            return shelf.find(key);
          }

          @Override
          public Collection<TemplateKey> keys(TemplateKind kind) {
            reads.incrementAndGet();
            return shelf.keys(kind);
          }
        };

    new Compiler(counting).compile(new TemplateKey("t"), Shelf.json(sms("{{> f}}".repeat(200))));
    assertThat(reads).hasValue(1);
    assertThatThrownBy(() ->
            new Compiler(counting)
                .compile(new TemplateKey("t"), Shelf.json(sms("{{> none}}".repeat(200)))))
        .isInstanceOf(InvalidException.class);
    assertThat(reads).hasValue(3);
  }

  @Test
  void a_hundred_faults_are_enough() {
    String names =
        IntStream.range(0, 200)
            .mapToObj(i -> "'" + "v".repeat(40) + i + "': {}")
            .collect(Collectors.joining(","));
    String known = "{'parameters': {'properties': {" + names + "}}, 'content': {'default': ";

    assertThat(soon(() -> shelf.faults("t", sms("{{> none}}".repeat(20_000))))).hasSize(100);
    assertThat(
            soon(() ->
                shelf.faults(
                    "t",
                    known
                        + "{'sms': {'text': '"
                        + ("{{" + "v".repeat(42) + "}}").repeat(4_000)
                        + "'}}}}")))
        .hasSizeLessThanOrEqualTo(100)
        .isNotEmpty();
  }

  @Test
  void many_texts_that_call_a_large_function_are_taken_soon() {
    shelf.put("large", function("{{a}}".repeat(10_000)));
    String texts =
        IntStream.range(0, 5_000)
            .mapToObj(i -> "'k" + i + "': '{{> large}}'")
            .collect(Collectors.joining(","));

    assertThat(
            soon(() ->
                shelf.faults(
                    "t",
                    "{'content': {'default': {'inapp': {'title': 't', 'body': 'b', 'data': {"
                        + texts
                        + "}}}}}")))
        .isEmpty();
  }

  @Test
  void a_schema_that_looks_at_each_value_twice_for_each_level_gives_up_soon() {
    List<Fault> none = new ArrayList<>();
    Parameters parameters =
        Parameters.of(
            Shelf.json(
                "{'properties': {'l': {'$ref': '#/$defs/n'}}, '$defs': {'n': {'anyOf': ["
                    + "{'type': 'array', 'items': {'$ref': '#/$defs/n'}},"
                    + "{'type': 'array', 'items': {'$ref': '#/$defs/n'}, 'maxItems': 9}]}}}"),
            none);
    Object deep = "x";
    for (int i = 0; i < 50; i++) {
      deep = List.of(deep);
    }
    Map<String, Object> params = Map.of("l", deep);

    assertThat(none).isEmpty();
    assertThat(soon(() -> parameters.check(Map.copyOf(params))))
        .singleElement()
        .satisfies(fault ->
            assertThat(fault.detail())
                .isEqualTo("the schema cannot be applied: it takes more than 100000 steps"));
  }

  @Test
  void a_pattern_that_takes_for_ever_gives_up_soon_for_all_texts_together() {
    List<Fault> none = new ArrayList<>();
    Parameters parameters =
        Parameters.of(
            Shelf.json("{'properties': {'l': {'type': 'array', 'items': {'pattern': '^(a+)+$'}}}}"),
            none);
    String bomb = "a".repeat(40) + "!";

    List<Fault> faults = soon(() -> parameters.check(Map.of("l", Collections.nCopies(50, bomb))));

    assertThat(none).isEmpty();
    assertThat(faults).isNotEmpty();
  }

  @Test
  void a_rendering_that_works_hard_ends_soon() throws Exception {
    String list = Json.writeText(Collections.nCopies(1000, "x".repeat(800)));
    Definition definition =
        shelf.compile(
            "t",
            sms(
                "{{#each l}}{{#each ../l}}{{#if (eq (truncate @root.l 5) this)}}x{{/if}}{{/each}}{{/each}}"));
    Map<String, @Nullable Object> params = Json.object(Json.read("{\"l\": " + list + "}"));

    Rendering rendering =
        soon(() ->
            Prepared.of(definition.content(), params, System::nanoTime)
                .render(Channel.SMS, new Reader("", "")));

    assertThat(rendering)
        .isInstanceOfSatisfying(
            Rendering.Impossible.class,
            impossible ->
                assertThat(impossible.detail()).containsAnyOf("steps", "longer than 100 ms"));
  }

  @Test
  void a_text_that_is_too_long_for_anybody_is_refused_when_it_is_written() {
    assertThat(shelf.faults("t", sms("x".repeat(1601) + "{{a}}")))
        .singleElement()
        .asString()
        .contains("longer than the 1600 characters");
    assertThat(shelf.faults("t", sms("{{#if a}}" + "x".repeat(1601) + "{{/if}}"))).isEmpty();
    assertThat(
            shelf.faults(
                "t",
                "{'content': {'default': {'ios': {'title': 't', 'body': '"
                    + "가".repeat(1400)
                    + "'}}}}"))
        .singleElement()
        .asString()
        .contains("the payload is 4")
        .contains("carries 4096");
  }

  @Test
  void a_constant_that_can_never_work_is_told_with_its_place() {
    assertThat(shelf.faults("t", sms("Hello\\n  {{truncate x -1}}")))
        .containsExactly("/content/default/sms/text 2:3 truncate: wanted a length of 1 or more");
    assertThat(shelf.faults("f", function("{{truncate `abc` `a`}}")))
        .containsExactly("/content/default/text 1:1 truncate: wanted a length of 1 or more");
    assertThat(
            shelf.faults(
                "t",
                "{'content': {'default': {'inapp': {'title': 't', 'body': 'b',"
                    + " 'data': {'d': ['{{truncate x 0}}']}}}}}"))
        .containsExactly(
            "/content/default/inapp/data/d/0 1:1 truncate: wanted a length of 1 or more");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'name': 'a\\u0000', 'content': {'default': {'sms': {'text': 'x'}}}} | /name",
        "{'comment': '\\u0000', 'content': {'default': {'sms': {'text': 'x'}}}} | /comment",
        "{'content': {'default': {'sms': {'text': 'x\\u0000'}}}} | /content/default/sms/text",
        "{'content': {'default': {'inapp': {'title': 't', 'body': 'b', 'data': {'a\\u0000': 1}}}}} | /content/default/inapp/data",
        "{'kind': 'function', 'content': {'default': {'text': '\\u0000'}}} | /content/default/text",
      })
  void no_text_and_no_name_holds_a_nul(String example) {
    int bar = example.indexOf(" | ");

    assertThat(shelf.faults("t", example.substring(0, bar)))
        .singleElement()
        .asString()
        .startsWith(example.substring(bar + 3) + " wanted no ")
        .endsWith("character U+0000");
  }

  @Test
  void a_default_that_does_not_fit_its_own_schema_is_told_where_it_stands() {
    assertThat(
            shelf.faults(
                "t", schema("'n': {'type': 'integer', 'default': 'x'}, 'm': {'default': 'x'}")))
        .singleElement()
        .asString()
        .startsWith("/parameters/properties/n/default the default does not fit: ");
    assertThat(
            shelf.faults(
                "t",
                schema(
                    "'o': {'type': 'object', 'required': ['a'], 'properties':"
                        + " {'b': {'$ref': '#/$defs/short', 'default': 'abc'}}}")))
        .singleElement()
        .asString()
        .startsWith("/parameters/properties/o/properties/b/default the default does not fit: ");
    assertThat(
            shelf.faults(
                "t",
                schema("'l': {'type': 'array', 'items': {'type': 'string'}, 'default': ['a', 1]}")))
        .singleElement()
        .asString()
        .startsWith("/parameters/properties/l/default/1 the default does not fit: ");
    assertThat(
            shelf.faults(
                "t",
                schema(
                    "'n': {'type': 'integer', 'default': 3}, 'o': {'type': 'object', 'required':"
                        + " ['a'], 'properties': {'b': {'type': 'string', 'default': 'c'}}}")))
        .isEmpty();
  }

  /** What an earlier release took goes on, also under a base that changes. */
  @Test
  void what_was_taken_before_is_told_of_nothing_that_does_no_harm() throws Exception {
    var key = new TemplateKey("t");
    Map<String, @Nullable Object> body =
        Shelf.json(
            "{'comment': '\\u0000', 'parameters': {'properties': {'n': {'type': 'integer',"
                + " 'default': 'x'}}}, 'content': {'default': {'sms': {'text':"
                + " 'a\\u0000{{#if n}}{{else}}{{truncate n -1}}{{/if}}'}}}}");

    assertThatThrownBy(() -> new Compiler(shelf).compile(key, body))
        .isInstanceOf(InvalidException.class);
    for (Judgement judgement : List.of(Judgement.OF_STORED, Judgement.OF_USER)) {
      assertThat(new Compiler(shelf).compile(key, body, judgement).channels()).isEmpty();
    }
  }

  private static String schema(String properties) {
    return "{'parameters': {'$defs': {'short': {'maxLength': 2}}, 'required': ['z'],"
        + " 'properties': {'z': {'type': 'string'}, "
        + properties
        + "}}, 'content': {'default': {'sms': {'text': 'x'}}}}";
  }

  private static String base(String extended, String source) {
    return "{'kind': 'base', "
        + (extended.isEmpty() ? "" : "'extends': '" + extended + "', ")
        + "'content': {'default': {'sms': {'text': '"
        + source
        + "'}}}}";
  }

  private static String block(String name, String inside) {
    return "{{#block `" + name + "`}}" + inside + "{{/block}}";
  }

  private static String function(String source) {
    return "{'kind': 'function', 'content': {'default': {'text': '" + source + "'}}}";
  }

  private static String sms(String source) {
    return "{'content': {'default': {'sms': {'text': '" + source + "'}}}}";
  }

  /** Does it, and reports how long it took at best, since the first rounds run uncompiled. */
  private <T> T soon(Supplier<T> work) {
    T result = work.get();
    long best = Long.MAX_VALUE;
    for (int i = 0; i < ROUNDS; i++) {
      long start = THREADS.getCurrentThreadCpuTime();
      result = work.get();
      best = Math.min(best, THREADS.getCurrentThreadCpuTime() - start);
    }
    reporter.publishEntry(name, best / 1_000_000 + " ms of CPU");
    return result;
  }
}
