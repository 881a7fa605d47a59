package dev.bongsu.kernel;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StaleExceptionTest {
  @Test
  void a_change_goes_on_if_it_is_meant_for_the_latest_version_or_for_whichever() {
    assertThatCode(() -> StaleException.check(3, 3L)).doesNotThrowAnyException();
    assertThatCode(() -> StaleException.check(3, null)).doesNotThrowAnyException();
    assertThatCode(() -> StaleException.check(0, 0L)).doesNotThrowAnyException();
  }

  @Test
  void another_version_is_refused_with_the_one_that_there_is() {
    assertThatThrownBy(() -> StaleException.check(3, 2L))
        .isInstanceOf(StaleException.class)
        .hasMessage("the latest version is 3 but the change is meant for 2");
    assertThatThrownBy(() -> StaleException.check(0, 2L))
        .isInstanceOf(StaleException.class)
        .hasMessage("there is nothing yet but the change is meant for version 2");
  }
}
