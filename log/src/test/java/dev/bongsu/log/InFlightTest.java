package dev.bongsu.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class InFlightTest {
  private static final TopicPartition URGENT = new TopicPartition("deliveries.email.high", 0);
  private static final TopicPartition USUAL = new TopicPartition("deliveries.email.normal", 0);
  private static final int NONE = 2;

  private static InFlight reader(int maxInFlight, long maxBytes) {
    List<String> topics = List.of(URGENT.topic(), USUAL.topic());
    var reader = new InFlight(ReaderSpec.of("group", topics, maxInFlight, maxBytes));
    reader.open(URGENT, new Unfinished(List.of(), 0));
    reader.open(USUAL, new Unfinished(List.of(), 0));
    return reader;
  }

  private static void arrive(InFlight reader, TopicPartition from, int first, int count) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int offset = first; offset < first + count; offset++) {
      records.add(
          new ConsumerRecord<>(from.topic(), from.partition(), offset, new byte[0], new byte[100]));
    }
    assertThat(reader.arrive(from, records)).isTrue();
  }

  private static void takeAll(InFlight reader, List<LogRecord> records) {
    records.forEach(record -> reader.finish(record, List.of()));
    reader.steps().forEach(step -> reader.settle(step.lane(), step.finished()));
  }

  @Test
  void nothing_more_is_fetched_of_a_priority_of_which_enough_waits_but_of_a_higher_one() {
    InFlight reader = reader(100, 1 << 20);

    arrive(reader, USUAL, 0, 99);
    assertThat(reader.enoughFrom()).isEqualTo(NONE);
    arrive(reader, USUAL, 99, 1);

    assertThat(reader.enoughFrom()).isEqualTo(1);
  }

  @Test
  void bytes_are_enough_too() {
    InFlight reader = reader(100, 2_000);

    arrive(reader, USUAL, 0, 10);

    assertThat(reader.enoughFrom()).isEqualTo(1);
  }

  @Test
  void where_enough_that_is_urgent_waits_nothing_is_fetched_at_all() {
    InFlight reader = reader(100, 1 << 20);

    arrive(reader, URGENT, 0, 100);

    assertThat(reader.enoughFrom()).isZero();
  }

  @Test
  void it_is_fetched_again_while_there_is_still_half_of_it_to_hand_out() {
    InFlight reader = reader(100, 1 << 20);
    arrive(reader, USUAL, 0, 140);
    assertThat(reader.enoughFrom()).isEqualTo(1);

    List<LogRecord> first = reader.handOut();
    assertThat(first).hasSize(100);
    assertThat(reader.enoughFrom()).isEqualTo(NONE);

    arrive(reader, USUAL, 140, 20);
    assertThat(reader.enoughFrom()).as("60 wait").isEqualTo(NONE);
    takeAll(reader, first);
    assertThat(reader.handOut()).hasSize(60);
  }

  @Test
  void more_is_waited_for_only_where_much_waits_and_more_has_room() {
    InFlight reader = reader(200, 1 << 20);
    assertThat(reader.isFilling()).as("nothing waits").isFalse();

    arrive(reader, USUAL, 0, 10);
    assertThat(reader.isFilling()).as("little waits").isFalse();

    arrive(reader, USUAL, 10, 90);
    assertThat(reader.isFilling()).as("much waits").isTrue();

    arrive(reader, USUAL, 100, 100);
    assertThat(reader.isFilling()).as("no more has room").isFalse();
  }

  @Test
  void one_urgent_record_is_not_waited_with_however_much_else_waits() {
    InFlight reader = reader(200, 1 << 20);
    arrive(reader, USUAL, 0, 100);
    arrive(reader, URGENT, 0, 1);

    assertThat(reader.isFilling()).isFalse();
    assertThat(reader.handOut()).hasSize(1);
  }
}
