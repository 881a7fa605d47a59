package dev.bongsu.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LaneTest {
  private static final TopicPartition PARTITION = new TopicPartition("outcomes", 0);
  private static final Map<Long, LogRecord> RECORDS = new HashMap<>();

  static Lane handedOut(int count) {
    Lane lane = new Lane(PARTITION, new Unfinished(List.of(), 0));
    for (long offset = 0; offset < count; offset++) {
      lane.arrives(offset);
      lane.handOut(record(offset), 1);
    }
    return lane;
  }

  static void finish(Lane lane, long offset) {
    assertThat(lane.finish(record(offset), List.of())).isTrue();
  }

  static Lane.Step step(Lane lane) {
    return Objects.requireNonNull(lane.step());
  }

  private static LogRecord record(long offset) {
    return RECORDS.computeIfAbsent(
        offset, _ -> new LogRecord("outcomes", 0, offset, 0, new byte[1]));
  }

  @Test
  void a_record_that_was_left_but_is_gone_from_the_log_holds_up_nothing() {
    Lane lane = new Lane(PARTITION, new Unfinished(List.of(3L, 5L), 9));
    assertThat(lane.arrives(5)).isTrue();
    lane.handOut(record(5), 1);
    finish(lane, 5);

    Lane.Step step = step(lane);

    assertThat(step.after()).isEqualTo(new Unfinished(List.of(), 9));
  }

  @Test
  void a_record_that_was_left_and_has_come_is_not_forgotten_before_it_is_handed_out() {
    Lane lane = new Lane(PARTITION, new Unfinished(List.of(3L, 5L), 9));
    assertThat(lane.arrives(3)).isTrue();
    assertThat(lane.arrives(4)).isFalse();
    assertThat(lane.arrives(5)).isTrue();
    lane.handOut(record(3), 1);
    finish(lane, 3);

    Lane.Step step = step(lane);

    assertThat(step.after()).isEqualTo(new Unfinished(List.of(5L), 9));
  }

  @Test
  void only_the_commit_that_took_effect_settles_its_records() {
    Lane lane = handedOut(4);
    finish(lane, 0);
    finish(lane, 2);
    Lane.Step step = step(lane);

    assertThat(Lane.settledIn(step, new Unfinished(List.of(), 0))).isEmpty();
    assertThat(Lane.settledIn(step, step.after())).isEqualTo(step.finished());
  }
}
