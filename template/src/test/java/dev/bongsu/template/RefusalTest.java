package dev.bongsu.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.json.Json;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Fault;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What would take long is refused soon: by the CPU's time, since the machine may have other work,
 * and by the best of some rounds, since the first ones run uncompiled.
 */
class RefusalTest {
  private static final Duration SOON = Duration.ofMillis(100);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Shelf shelf = new Shelf();

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
        within(
            Duration.ofMillis(400),
            () ->
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

  private static String sms(String source) {
    return "{'content': {'default': {'sms': {'text': '" + source + "'}}}}";
  }

  private static <T> T soon(Supplier<T> work) {
    return within(SOON, work);
  }

  private static <T> T within(Duration limit, Supplier<T> work) {
    T result = work.get();
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 8 && best > limit.toNanos(); i++) {
      long start = THREADS.getCurrentThreadCpuTime();
      result = work.get();
      best = Math.min(best, THREADS.getCurrentThreadCpuTime() - start);
    }
    assertThat(Duration.ofNanos(best)).isLessThan(limit);
    return result;
  }
}
