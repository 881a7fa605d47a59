package dev.bongsu.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class UnfinishedTest {
  @Test
  void what_is_kept_is_read_back() {
    Random random = new Random(7);
    for (int round = 0; round < 500; round++) {
      TreeSet<Long> offsets = new TreeSet<>();
      int count = random.nextInt(50);
      for (int one = 0; one < count; one++) {
        offsets.add(1_000_000L + random.nextInt(round + 1) * (long) random.nextInt(200));
      }
      long until = (offsets.isEmpty() ? 1_000_000L : offsets.last()) + 1 + random.nextInt(1000);
      Unfinished kept = new Unfinished(List.copyOf(offsets), until);

      assertThat(Unfinished.read(kept.position(), kept.beside())).isEqualTo(kept);
    }
  }

  @Test
  void a_single_record_that_hangs_costs_little_however_much_is_done_behind_it() {
    Unfinished kept = new Unfinished(List.of(5L), 10_000_000L);

    assertThat(kept.beside().length()).isLessThan(10);
    assertThat(kept.depth(10_000_003L)).isEqualTo(4);
  }

  @Test
  void what_another_program_kept_is_taken_for_nothing() {
    assertThat(Unfinished.read(3, "x")).isEqualTo(new Unfinished(List.of(), 3));
    assertThat(Unfinished.read(3, "1*")).isEqualTo(new Unfinished(List.of(), 3));
    assertThat(Unfinished.read(3, "1/w")).isEqualTo(new Unfinished(List.of(), 3));
    assertThat(Unfinished.read(3, "")).isEqualTo(new Unfinished(List.of(), 3));
  }

  @Test
  void what_does_not_fit_beside_a_position_waits_until_gaps_close() {
    Lane lane = LaneTest.handedOut(6000);
    for (long offset = 1; offset < 6000; offset += 2) {
      LaneTest.finish(lane, offset);
    }
    assertThat(lane.step()).isNull();

    LaneTest.finish(lane, 0);

    Lane.Step step = LaneTest.step(lane);
    assertThat(step.finished()).hasSize(2);
    assertThat(step.after()).isEqualTo(new Unfinished(new ArrayList<>(), 2));
  }
}
