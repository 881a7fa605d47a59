package dev.bongsu.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyPatternTest {
  @Test
  void a_key_means_itself_and_nothing_else() {
    var pattern = new KeyPattern("order-shipped");

    assertThat(pattern.matches("order-shipped")).isTrue();
    assertThat(pattern.matches("order-shipped-2")).isFalse();
    assertThat(pattern.matches("order")).isFalse();
    assertThat(pattern.isBeginning()).isFalse();
  }

  @Test
  void a_beginning_means_every_key_that_begins_so() {
    var pattern = new KeyPattern("order_*");

    assertThat(pattern.matches("order_shipped")).isTrue();
    assertThat(pattern.matches("order_")).isTrue();
    assertThat(pattern.matches("order-shipped")).isFalse();
    assertThat(pattern.matches("reorder_x")).isFalse();
    assertThat(pattern.beginning()).isEqualTo("order_");
  }

  @Test
  void a_star_alone_means_every_key() {
    assertThat(new KeyPattern("*").matches("x")).isTrue();
    assertThat(new KeyPattern("*").beginning()).isEmpty();
    assertThat(KeyPattern.parsed("*")).contains(new KeyPattern("*"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "**", "*-order", "or*der", "Order*", "-*", "a b*", "order%", "\0*"})
  void anything_else_is_refused(String value) {
    assertThatThrownBy(() -> new KeyPattern(value)).isInstanceOf(IllegalArgumentException.class);
    assertThat(KeyPattern.parsed(value)).isEmpty();
  }
}
