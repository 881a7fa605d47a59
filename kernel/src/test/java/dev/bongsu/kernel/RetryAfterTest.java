package dev.bongsu.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0",
        " 17 | 17",
        "999999999 | 999999999",
        "Sun, 22 Nov 2026 10:00:05 GMT | 5",
        "Sun, 22 Nov 2026 09:00:00 GMT | 0"
      })
  void a_server_wishes_in_seconds_or_by_a_date(String value, long seconds) {
    assertThat(RetryAfter.read(value, NOW)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = {"soon", "-1", "1.5", "1000000000", "2026-11-22T10:00:05Z"})
  void what_is_no_wish_is_none(@Nullable String value) {
    assertThat(RetryAfter.read(value, NOW)).isNull();
  }
}
