package dev.bongsu.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FreshCacheTest {
  private final Map<String, String> source = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private long now = 1;
  private boolean away;
  private final FreshCache<String, String> cache =
      new FreshCache<>(100, Duration.ofSeconds(60), Duration.ofSeconds(2), () -> now, this::answer);

  @Test
  void a_value_is_asked_for_once_until_it_is_old() {
    source.put("a", "1");
    cache.find("a");
    source.put("a", "2");

    pass(Duration.ofSeconds(59));
    assertThat(cache.find("a")).contains("1");
    pass(Duration.ofSeconds(1));
    assertThat(cache.find("a")).contains("2");
    assertThat(asked).hasSize(2);
  }

  @Test
  void an_absence_is_believed_for_its_own_time() {
    cache.find("a");
    source.put("a", "1");

    assertThat(cache.find("a")).isEmpty();
    pass(Duration.ofSeconds(2));
    assertThat(cache.find("a")).contains("1");
  }

  @Test
  void while_the_source_fails_what_was_known_last_is_answered() {
    source.put("a", "1");
    cache.find("a");
    cache.find("absent");
    away = true;
    pass(Duration.ofDays(1));

    assertThat(cache.find("a")).contains("1");
    assertThat(cache.find("absent")).isEmpty();
    assertThatThrownBy(() -> cache.find("never seen")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_source_that_fails_is_tried_once_a_second_by_what_can_wait() {
    source.put("a", "1");
    cache.find("a");
    away = true;
    pass(Duration.ofMinutes(2));
    asked.clear();

    IntStream.range(0, 10).forEach(_ -> cache.find("a"));
    assertThat(asked).hasSize(1);
    pass(Duration.ofSeconds(1));
    IntStream.range(0, 10).forEach(_ -> cache.find("a"));
    assertThat(asked).hasSize(2);

    away = false;
    source.put("a", "2");
    pass(Duration.ofSeconds(1));
    assertThat(cache.find("a")).contains("2");
  }

  @Test
  void what_is_forgotten_is_asked_for_again() {
    source.put("a", "1");
    source.put("b", "1");
    cache.find("a");
    cache.find("b");
    source.replaceAll((_, _) -> "2");

    cache.forget("a");
    assertThat(cache.find("a")).contains("2");
    assertThat(cache.find("b")).contains("1");
    cache.forgetIf("1"::equals);
    assertThat(cache.find("b")).contains("2");
  }

  @Test
  void what_nobody_asks_for_gives_way_to_what_is_asked_for() {
    source.put("wanted", "1");
    source.put("left", "1");
    cache.find("wanted");
    cache.find("left");
    for (int i = 0; i < 1_000; i++) {
      cache.find("other" + i);
      pass(Duration.ofSeconds(3));
      cache.find("wanted");
    }
    asked.clear();

    cache.find("wanted");
    cache.find("left");
    assertThat(asked).containsExactly("left");
  }

  private Optional<String> answer(String key) {
    asked.add(key);
    if (away) {
      throw new IllegalStateException("away");
    }
    return Optional.ofNullable(source.get(key));
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }
}
