package dev.bongsu.channel.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bongsu.kernel.MovingClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReturnTest {
  private final MovingClock clock = new MovingClock();

  @Test
  void each_second_brings_twice_as_many() {
    var back = new Return(0, clock);

    List<Integer> perSecond = new ArrayList<>();
    for (int second = 0; second < 6; second++) {
      perSecond.add(takenInASecond(back));
    }

    assertThat(perSecond.getFirst()).isBetween(18, 22);
    for (int second = 1; second < perSecond.size(); second++) {
      assertThat(perSecond.get(second) / (double) perSecond.get(second - 1)).isBetween(1.7, 2.3);
    }
  }

  @Test
  void it_begins_with_what_the_provider_could_bear() {
    assertThat(takenInASecond(new Return(500, clock))).isBetween(480, 520);
  }

  @Test
  void its_share_grows_from_a_tenth_to_all() {
    var back = new Return(0, clock);
    List<Long> ofAHundred = new ArrayList<>();
    for (int second = 0; second <= 10; second += 5) {
      long turns = 0;
      for (int i = 0; i < 100; i++) {
        turns += back.isItsTurn() ? 1 : 0;
      }
      ofAHundred.add(turns);
      clock.advance(Duration.ofSeconds(5));
    }

    assertThat(ofAHundred.get(0)).isBetween(10L, 12L);
    assertThat(ofAHundred.get(1)).isBetween(54L, 57L);
    assertThat(ofAHundred.get(2)).isEqualTo(100);
    assertThat(back.isOver()).isTrue();
  }

  private int takenInASecond(Return back) {
    int taken = 0;
    for (int step = 0; step < 100; step++) {
      while (back.tryTake()) {
        taken++;
      }
      clock.advance(Duration.ofMillis(10));
    }
    return taken;
  }
}
