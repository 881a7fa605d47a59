package dev.bongsu.channel.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.kernel.MovingClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PauseTest {
  private final MovingClock clock = new MovingClock();
  private final Pause pause = new Pause(clock);

  @Test
  void it_lasts_as_long_as_the_provider_wished() {
    pause.ask(Duration.ofSeconds(7));
    Instant end = clock.instant().plusSeconds(7);
    assertThat(pause.until()).isEqualTo(end);

    clock.advance(Duration.ofSeconds(7));
    assertThat(pause.until()).isNull();
  }

  @Test
  void without_a_wish_it_doubles_until_a_message_is_taken() {
    assertThat(length()).isEqualTo(Duration.ofSeconds(1));
    assertThat(length()).isEqualTo(Duration.ofSeconds(2));
    for (int i = 0; i < 10; i++) {
      var _ = length();
    }
    assertThat(length()).isEqualTo(Pause.LONGEST_OF_OURS);

    pause.taken();
    assertThat(length()).isEqualTo(Pause.FIRST);
  }

  @Test
  void those_that_were_on_their_way_do_not_make_it_longer() {
    pause.ask(null);
    Instant end = clock.instant().plus(Pause.FIRST);
    for (int i = 0; i < 256; i++) {
      pause.ask(null);
    }
    pause.taken();

    assertThat(pause.until()).isEqualTo(end);
    clock.advance(Pause.FIRST);
    assertThat(length()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void a_later_wish_never_shortens_it_and_an_absurd_one_is_asked_about_again() {
    pause.ask(Duration.ofDays(2));
    pause.ask(Duration.ofSeconds(1));

    assertThat(pause.until()).isEqualTo(clock.instant().plus(Pause.LONGEST));
  }

  private Duration length() {
    pause.ask(null);
    Instant until = pause.until();
    Duration length = until == null ? Duration.ZERO : Duration.between(clock.instant(), until);
    clock.advance(length);
    return length;
  }
}
