package dev.bongsu.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {
  @ParameterizedTest
  @CsvSource({
    "2027-01-01T09:00:00+09:00, 2027-01-01T00:00:00Z",
    "2027-01-01t00:00:00z, 2027-01-01T00:00:00Z",
    "2027-01-01T00:00:00-00:00, 2027-01-01T00:00:00Z",
    "2027-01-01T05:45:00.5+05:45, 2027-01-01T00:00:00.5Z",
    "2027-01-01T23:59:00+23:59, 2027-01-01T00:00:00Z",
    "2026-12-31T00:01:00-23:59, 2027-01-01T00:00:00Z",
    "2027-01-01T00:00:00.1234567899999Z, 2027-01-01T00:00:00.123456789Z",
    "2028-02-29T00:00:00Z, 2028-02-29T00:00:00Z",
    "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z"
  })
  void every_form_of_the_standard_is_read(String text, Instant moment) {
    assertThat(Rfc3339.read(text)).contains(moment);
  }

  @ParameterizedTest
  @CsvSource({
    "2016-12-31T23:59:60Z, 2017-01-01T00:00:00Z",
    "2015-07-01T08:59:60+09:00, 2015-07-01T00:00:00Z",
    "2016-12-31T23:59:60.25Z, 2017-01-01T00:00:00.25Z"
  })
  void a_leap_second_is_the_second_after_it(String text, Instant moment) {
    assertThat(Rfc3339.read(text)).contains(moment);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2016-12-31T23:58:60Z",
        "2016-12-30T23:59:60Z",
        "2016-12-31T23:59:60+09:00",
        "2027-01-01T00:00:61Z",
        "2027-01-01T24:00:00Z",
        "2027-01-01T00:60:00Z",
        "2027-02-29T00:00:00Z",
        "2027-01-01T00:00:00+24:00",
        "2027-01-01T00:00:00+09:60",
        "2027-01-01T00:00:00+0900",
        "2027-01-01T00:00:00.Z",
        "2027-01-01T00:00Z",
        "2027-01-01T00:00:00",
        "2027-01-01 00:00:00Z",
        "+12027-01-01T00:00:00Z",
        "\uff12027-01-01T00:00:00Z",
        "2027-01-01T00:00:00Z ",
        "9999-12-31T23:59:59-00:01",
        "0000-01-01T00:00:00+00:01"
      })
  void what_is_no_such_time_is_none(String text) {
    assertThat(Rfc3339.read(text)).isEmpty();
  }
}
