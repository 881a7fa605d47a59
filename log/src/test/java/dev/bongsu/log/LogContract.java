package dev.bongsu.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.Priority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every log promises, in memory and on a broker. */
@Timeout(180)
abstract class LogContract {
  static final List<String> WORK =
      Topics.byPriority(priority -> Topics.deliveries(Channel.EMAIL, priority));
  static final String HIGH = Topics.deliveries(Channel.EMAIL, Priority.HIGH);
  static final String LOW = Topics.deliveries(Channel.EMAIL, Priority.LOW);
  private static final Duration SOON = Duration.ofMillis(50);

  /** The log under test, empty at the start of a test. */
  abstract Log log();

  /** The same log after the process was killed and started again. */
  abstract Log afterKill() throws Exception;

  @Test
  void whoever_wants_to_end_while_beginning_to_listen_gets_what_there_is_to_close()
      throws Exception {
    Thread.currentThread().interrupt();

    try (Log.Listening _ = log().listen(Topics.OUTCOMES, true, _ -> {})) {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void a_record_is_read_as_it_was_appended() throws Exception {
    append(LOW, 2, "one");

    try (LogReader reader = log().reader(spec(10))) {
      LogRecord record = take(reader, 1).getFirst();

      assertThat(text(record)).isEqualTo("one");
      assertThat(record.topic()).isEqualTo(LOW);
      assertThat(record.partition()).isEqualTo(2);
      assertThat(record.appendedAtMillis()).isPositive();
      assertThat(reader.owns(record)).isTrue();
    }
  }

  @Test
  void records_of_a_partition_come_in_order() throws Exception {
    for (int number = 0; number < 50; number++) {
      append(LOW, number % 3, Integer.toString(number));
    }

    try (LogReader reader = log().reader(spec(100))) {
      Map<Integer, List<Integer>> byPartition = new TreeMap<>();
      for (LogRecord record : take(reader, 50)) {
        byPartition
            .computeIfAbsent(record.partition(), _ -> new ArrayList<>())
            .add(Integer.valueOf(text(record)));
      }

      assertThat(byPartition.values()).allSatisfy(numbers -> assertThat(numbers).isSorted());
    }
  }

  @Test
  void what_is_urgent_overtakes_what_waits() throws Exception {
    int waiting = 300;
    for (int number = 0; number < waiting; number++) {
      appendLater(LOW, number % 3, "low");
    }
    try (LogReader reader = log().reader(spec(2))) {
      List<LogRecord> records = take(reader, 2);
      append(HIGH, 0, "high");
      // The reader is full; while it waits, what is urgent reaches it.
      assertThat(reader.poll(Duration.ofMillis(300))).isEmpty();
      int before = 0;
      while (records.stream().map(LogContract::text).noneMatch("high"::equals)) {
        before += records.size();
        finishAll(reader, records);
        reader.commit();
        records = reader.poll(Duration.ofSeconds(60));
      }

      // Two, unless the machine is busy.
      assertThat(before).isLessThan(waiting / 3);
    }
  }

  @Test
  void no_more_is_handed_out_than_the_bound_allows_until_records_are_committed() throws Exception {
    for (int number = 0; number < 10; number++) {
      append(LOW, number % 3, "four");
    }
    ReaderSpec weighty = new ReaderSpec("weighty", WORK, 9, 1000, record -> record.value().length);
    try (LogReader reader = log().reader(weighty)) {
      List<LogRecord> first = take(reader, 2);
      assertThat(reader.poll(SOON)).isEmpty();
      finishAll(reader, first);
      assertThat(reader.poll(SOON)).isEmpty();
      assertThat(reader.commit()).isEqualTo(2);

      assertThat(take(reader, 2)).hasSize(2);
    }
  }

  @Test
  void bytes_are_bounded_too_but_one_record_always_fits() throws Exception {
    append(LOW, 0, "a long record");
    append(LOW, 0, "another long record");
    try (LogReader reader = log().reader(ReaderSpec.of("bytes", WORK, 100, 5))) {
      List<LogRecord> first = take(reader, 1);
      assertThat(text(first.getFirst())).isEqualTo("a long record");
      assertThat(reader.poll(SOON)).isEmpty();
      finishAll(reader, first);
      reader.commit();

      assertThat(text(take(reader, 1).getFirst())).isEqualTo("another long record");
    }
  }

  @Test
  void only_what_was_not_finished_is_read_again_after_a_kill() throws Exception {
    for (int number = 0; number < 10; number++) {
      append(LOW, 0, Integer.toString(number));
    }
    LogReader killed = log().reader(spec(8));
    List<LogRecord> records = take(killed, 8);
    for (int finished : new int[] {6, 1, 2, 4}) {
      killed.finish(records.get(finished), List.of(entry(Topics.OUTCOMES, 0, "done " + finished)));
    }
    assertThat(killed.commit()).isEqualTo(4);
    killed.finish(records.get(7), List.of(entry(Topics.OUTCOMES, 0, "never committed")));

    Log again = afterKill();

    try (LogReader reader = again.reader(spec(100))) {
      assertThat(take(reader, 6))
          .extracting(LogContract::text)
          .containsExactly("0", "3", "5", "7", "8", "9");
      assertThat(reader.poll(SOON)).isEmpty();
    }
    assertThat(everything(again, Topics.OUTCOMES))
        .containsExactlyInAnyOrder("done 1", "done 2", "done 4", "done 6");
  }

  @Test
  void what_an_earlier_reader_remembered_is_remembered_by_the_next() throws Exception {
    for (int number = 0; number < 6; number++) {
      append(LOW, 0, Integer.toString(number));
    }
    LogReader first = log().reader(spec(6));
    List<LogRecord> records = take(first, 6);
    finishAll(first, List.of(records.get(2), records.get(4)));
    first.commit();
    first.close();
    LogReader second = log().reader(spec(1));
    finishAll(second, take(second, 1));
    second.commit();
    second.close();

    try (LogReader third = log().reader(spec(100))) {
      assertThat(take(third, 3)).extracting(LogContract::text).containsExactly("1", "3", "5");
    }
  }

  @Test
  void what_finishing_leaves_behind_appears_with_the_commit_and_not_before() throws Exception {
    append(LOW, 1, "work");
    BlockingQueue<LogRecord> heard = new LinkedBlockingQueue<>();
    try (Log.Listening _ = log().listen(Topics.OUTCOMES, false, heard::add);
        LogReader reader = log().reader(spec(10))) {
      LogRecord record = take(reader, 1).getFirst();
      reader.finish(record, List.of(entry(Topics.OUTCOMES, 1, "a"), entry(HIGH, 1, "b")));
      assertThat(reader.poll(SOON)).isEmpty();
      assertThat(heard).isEmpty();
      assertThat(reader.commit()).isEqualTo(1);

      assertThat(heard.poll(60, TimeUnit.SECONDS)).extracting(LogContract::text).isEqualTo("a");
      assertThat(take(reader, 1)).extracting(LogContract::text).containsExactly("b");
      assertThat(reader.owns(record)).isFalse();
      assertThat(reader.commit()).isZero();
    }
  }

  @Test
  void two_readers_share_the_work_and_each_record_takes_effect_once() throws Exception {
    int count = 600;
    for (int number = 0; number < count; number++) {
      appendLater(LOW, number % 3, Integer.toString(number));
    }
    LogReader first = log().reader(spec(40));
    work(first);
    BlockingQueue<LogRecord> outcomes = new LinkedBlockingQueue<>();
    try (Log.Listening _ = log().listen(Topics.OUTCOMES, true, outcomes::add)) {
      LogReader second = log().reader(spec(40));
      until(() ->
          quietly(() -> work(first)) && quietly(() -> work(second)) && outcomes.size() >= count);
      first.close();
      second.close();
    }

    assertThat(everything(log(), Topics.OUTCOMES)).hasSize(count).doesNotHaveDuplicates();
  }

  @Test
  void a_record_that_went_to_another_reader_is_not_finished_by_the_first() throws Exception {
    for (int partition = 0; partition < 3; partition++) {
      append(LOW, partition, Integer.toString(partition));
    }
    LogReader first = log().reader(spec(40));
    List<LogRecord> before = take(first, 3);
    LogReader second = log().reader(spec(40));
    List<LogRecord> moved = new ArrayList<>();
    until(() -> {
      quietly(() -> assertThat(first.poll(SOON)).isEmpty());
      quietly(() -> moved.addAll(second.poll(SOON)));
      return !moved.isEmpty();
    });

    List<LogRecord> lost = before.stream().filter(record -> !first.owns(record)).toList();
    lost.forEach(record -> first.finish(record, List.of()));

    assertThat(lost)
        .extracting(LogContract::text)
        .containsExactlyInAnyOrderElementsOf(moved.stream().map(LogContract::text).toList());
    assertThat(first.commit()).isZero();
    first.close();
    second.close();
  }

  @Test
  void closing_commits_what_is_finished() throws Exception {
    append(LOW, 0, "finished");
    append(LOW, 0, "unfinished");
    LogReader closed = log().reader(spec(40));
    finishAll(closed, take(closed, 2).subList(0, 1));
    closed.close();

    try (LogReader reader = log().reader(spec(40))) {
      assertThat(take(reader, 1)).extracting(LogContract::text).containsExactly("unfinished");
    }
  }

  @Test
  void a_wait_ends_soon_after_something_was_finished() throws Exception {
    append(LOW, 0, "work");
    try (LogReader reader = log().reader(spec(40))) {
      List<LogRecord> records = take(reader, 1);
      Thread worker = Thread.startVirtualThread(() -> finishAll(reader, records));

      assertThat(reader.poll(Duration.ofSeconds(50))).isEmpty();

      worker.join();
      assertThat(reader.commit()).isEqualTo(1);
    }
  }

  @Test
  void a_positioned_reader_begins_where_it_is_told_to() throws Exception {
    for (int number = 0; number < 5; number++) {
      append(Topics.OUTCOMES, 0, Integer.toString(number));
    }
    try (PositionedReader reader =
        log().positioned("ledger", Topics.OUTCOMES, partition -> partition == 0 ? 3 : 0)) {
      List<LogRecord> records = new ArrayList<>();
      until(() -> quietly(() -> records.addAll(reader.poll(SOON, 1))) && records.size() == 2);
      assertThat(records).extracting(LogContract::text).containsExactly("3", "4");

      reader.rewind();
      records.clear();
      until(() -> quietly(() -> records.addAll(reader.poll(SOON, 100))) && records.size() == 2);
      assertThat(records).extracting(LogContract::text).containsExactly("3", "4");
    }
  }

  @Test
  void while_paused_nothing_comes_in_or_out_but_what_is_finished_takes_effect() throws Exception {
    append(LOW, 0, "first");
    append(Topics.OUTCOMES, 0, "outcome");
    try (LogReader reader = log().reader(spec(40));
        PositionedReader positioned = log().positioned("ledger", Topics.OUTCOMES, _ -> 0)) {
      List<LogRecord> records = take(reader, 1);
      append(LOW, 0, "second");
      log().pause("the disk is almost full");
      finishAll(reader, records);

      assertThat(reader.commit()).isEqualTo(1);
      assertThat(reader.poll(SOON)).isEmpty();
      assertThat(positioned.poll(SOON, 10)).isEmpty();
      assertThatThrownBy(() -> log().writer().append(entry(LOW, 0, "third")).await())
          .isInstanceOf(LogUnavailableException.class)
          .hasMessage("the disk is almost full");
      assertThat(log().problem()).isEqualTo("the disk is almost full");

      log().pause(null);

      assertThat(take(reader, 1)).extracting(LogContract::text).containsExactly("second");
      List<LogRecord> outcomes = new ArrayList<>();
      until(() -> quietly(() -> outcomes.addAll(positioned.poll(SOON, 10))) && !outcomes.isEmpty());
      assertThat(outcomes).extracting(LogContract::text).containsExactly("outcome");
      assertThat(log().problem()).isNull();
    }
  }

  @Test
  void a_listener_hears_all_of_a_topic_or_only_what_is_new() throws Exception {
    append(Topics.CANCELLATIONS, 0, "old");
    BlockingQueue<String> all = new LinkedBlockingQueue<>();
    BlockingQueue<String> fresh = new LinkedBlockingQueue<>();
    try (Log.Listening _ =
            log().listen(Topics.CANCELLATIONS, true, record -> all.add(text(record)));
        Log.Listening _ =
            log().listen(Topics.CANCELLATIONS, false, record -> fresh.add(text(record)))) {
      assertThat(all).containsExactly("old");
      append(Topics.CANCELLATIONS, 1, "new");

      assertThat(fresh.poll(60, TimeUnit.SECONDS)).isEqualTo("new");
      assertThat(fresh).isEmpty();
    }
    append(Topics.CANCELLATIONS, 1, "after its end");
    assertThat(fresh).isEmpty();
  }

  @Test
  void a_queue_is_as_deep_as_what_is_not_finished() throws Exception {
    for (int number = 0; number < 5; number++) {
      append(LOW, 0, Integer.toString(number));
    }
    try (LogReader reader = log().reader(spec(40))) {
      List<LogRecord> records = take(reader, 5);
      finishAll(reader, List.of(records.get(0), records.get(3)));
      reader.commit();

      until(() -> depth(LOW) == 3);
      finishAll(reader, List.of(records.get(1), records.get(2), records.get(4)));
      reader.commit();

      until(() -> depth(LOW) == 0);
    }
  }

  @Test
  void a_queue_whose_positions_are_kept_elsewhere_has_a_depth_too() throws Exception {
    for (int number = 0; number < 5; number++) {
      append(Topics.OUTCOMES, 1, Integer.toString(number));
    }
    try (PositionedReader reader = log().positioned("ledger", Topics.OUTCOMES, _ -> 0)) {
      reader.progress(1, 2);
      until(() -> quietly(() -> reader.poll(SOON, 10)) && depth(Topics.OUTCOMES) == 3);
      reader.progress(1, 5);
      until(() -> quietly(() -> reader.poll(SOON, 10)) && depth(Topics.OUTCOMES) == 0);
    }
  }

  @Test
  void a_topic_that_does_not_exist_is_refused() {
    assertThatThrownBy(() -> log().writer().append(entry("nowhere", 0, "x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no topic named nowhere");
    assertThatThrownBy(() -> log().reader(ReaderSpec.of("g", List.of("nowhere"), 1, 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_partition_of_a_key_is_always_the_same_and_keys_spread() {
    int[] counts = new int[log().partitions()];
    for (int number = 0; number < 3000; number++) {
      counts[log().partitionOf("user-" + number)]++;
    }

    assertThat(counts).hasSize(3);
    for (int count : counts) {
      assertThat(count).isBetween(900, 1100);
    }
  }

  /** Polls, finishes half of what it got, commits, finishes the rest and commits again. */
  private static void work(LogReader reader) throws InterruptedException {
    List<LogRecord> records = reader.poll(SOON);
    int half = records.size() / 2;
    for (LogRecord record : records.subList(half, records.size())) {
      reader.finish(record, List.of(entry(Topics.OUTCOMES, record.partition(), text(record))));
    }
    reader.commit();
    for (LogRecord record : records.subList(0, half)) {
      reader.finish(record, List.of(entry(Topics.OUTCOMES, record.partition(), text(record))));
    }
    reader.commit();
  }

  private long depth(String topic) {
    return log().queues().stream()
        .filter(queue -> queue.topic().equals(topic))
        .mapToLong(QueueDepth::depth)
        .sum();
  }

  static List<String> everything(Log log, String topic) {
    List<String> all = new ArrayList<>();
    log.listen(topic, true, record -> all.add(text(record))).close();
    return all;
  }

  static ReaderSpec spec(int maxInFlight) {
    return ReaderSpec.of("workers", WORK, maxInFlight, 1_000_000);
  }

  static List<LogRecord> take(LogReader reader, int count) throws InterruptedException {
    List<LogRecord> taken = new ArrayList<>();
    while (taken.size() < count) {
      taken.addAll(reader.poll(Duration.ofSeconds(10)));
    }
    assertThat(taken).hasSize(count);
    return taken;
  }

  static void finishAll(LogReader reader, Collection<LogRecord> records) {
    records.forEach(record -> reader.finish(record, List.of()));
  }

  void append(String topic, int partition, String text) throws Exception {
    log().writer().append(entry(topic, partition, text)).await();
  }

  private void appendLater(String topic, int partition, String text) throws Exception {
    log().writer().append(entry(topic, partition, text));
  }

  static Entry entry(String topic, int partition, String text) {
    return new Entry(topic, partition, text.getBytes(UTF_8));
  }

  static String text(LogRecord record) {
    return new String(record.value(), UTF_8);
  }

  static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time to wait until").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  static boolean quietly(InterruptibleStep step) {
    try {
      step.take();
      return true;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @FunctionalInterface
  interface InterruptibleStep {
    void take() throws InterruptedException;
  }
}
