package dev.bongsu.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.FailureCode;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** A rendering ends in time, whatever it does meanwhile. */
class EffortTest {
  private static final String LOOP =
      "{'content': {'default': {'email': {'subject': 's', 'text': '{{#each l}}{{#if"
          + " this}}x{{/if}}{{/each}}', 'html': '{{#each l}}{{#if this}}x{{/if}}{{/each}}'}}}}";
  private static final Map<String, Object> LONG = Map.of("l", Collections.nCopies(2000, true));

  private final Shelf shelf = new Shelf();

  @Test
  void a_message_that_takes_longer_than_100_ms_fails_with_a_code_of_its_own() throws Exception {
    assertThat(rendered(LOOP, LONG, new Stepping(Duration.ofMillis(101))))
        .isEqualTo(
            new Rendering.Impossible(
                FailureCode.RENDERING_TOO_SLOW, "rendering takes longer than 100 ms"));
  }

  @Test
  void the_time_is_that_of_all_fields_together() throws Exception {
    // Each field looks at the clock seven times.
    assertThat(rendered(LOOP, LONG, new Stepping(Duration.ofMillis(6))))
        .isInstanceOf(Rendering.Ready.class);
    assertThat(rendered(LOOP, LONG, new Stepping(Duration.ofMillis(11))))
        .isInstanceOf(Rendering.Impossible.class);
  }

  @Test
  void a_machine_that_was_busy_once_is_forgiven() throws Exception {
    var pausing =
        new LongSupplier() {
          private int asked;

          @Override
          public long getAsLong() {
            return ++asked == 1 ? 0 : Effort.MAX_NANOS * 2;
          }
        };

    assertThat(rendered(LOOP, LONG, pausing)).isInstanceOf(Rendering.Ready.class);
  }

  @Test
  void work_on_long_texts_counts_for_more_than_a_step() throws Exception {
    var clock = new Stepping(Duration.ofMillis(1));
    String body =
        "{'content': {'default': {'sms': {'text': '{{#if (eq (truncate v 5) v)}}x{{/if}}'}}}}";

    rendered(body, Map.of("v", "x".repeat(200_000)), clock);

    assertThat(clock.asked).isGreaterThan(1);
  }

  @Test
  void what_is_short_looks_at_the_clock_only_as_it_begins() throws Exception {
    var clock = new Stepping(Duration.ofSeconds(1));

    assertThat(
            rendered(
                "{'content': {'default': {'sms': {'text': '{{#each l}}{{this}}{{/each}}'}}}}",
                Map.of("l", Collections.nCopies(100, "a")),
                clock))
        .isInstanceOf(Rendering.Ready.class);

    assertThat(clock.asked).isOne();
  }

  private Rendering rendered(String body, Map<String, Object> params, LongSupplier clock)
      throws Exception {
    Definition definition = shelf.compile("t", body);
    Channel channel = definition.content().channels().iterator().next();
    return Prepared.of(definition.content(), Map.copyOf(params), clock)
        .render(channel, new Reader("en", ""));
  }

  /** A clock on which this much goes by between two looks. */
  private static final class Stepping implements LongSupplier {
    private final long step;
    private int asked;

    Stepping(Duration step) {
      this.step = step.toNanos();
    }

    @Override
    public long getAsLong() {
      return step * asked++;
    }
  }
}
