package dev.bongsu.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@NullMarked
class PartitionsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private final Database database = TestDatabase.open("sample");

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void today_and_the_next_days_have_their_partitions() {
    partitions(NOW, 1).maintain();
    assertThat(names())
        .containsExactly(
            "sample_event_20261122",
            "sample_event_20261123",
            "sample_event_20261124",
            "sample_event_20261125",
            "sample_event_other");
  }

  @Test
  void a_partition_may_hold_a_week() {
    partitions(NOW, 7).maintain();
    assertThat(names()).containsExactly("sample_event_20261119", "sample_event_other");
  }

  @Test
  void ids_of_a_day_that_is_kept_get_a_partition_when_they_come() {
    var partitions = partitions(NOW, 1);
    partitions.maintain();
    UUID old = id(NOW.minus(Duration.ofDays(7)));

    partitions.cover(List.of(old, old, id(NOW)));
    insert(old);

    assertThat(partitionOf(old)).isEqualTo("sample_event_20261115");
  }

  @Test
  void ids_outside_of_what_is_kept_are_kept_all_the_same() {
    var partitions = partitions(NOW, 1);
    partitions.maintain();
    UUID ancient = id(Instant.EPOCH.plus(Duration.ofDays(20_000)));
    UUID future = id(NOW.plus(Duration.ofDays(4000)));
    partitions.cover(List.of(ancient, future));
    insert(ancient);
    insert(future);
    assertThat(partitionOf(ancient)).isEqualTo("sample_event_other");
    assertThat(partitionOf(future)).isEqualTo("sample_event_other");
  }

  @Test
  void rows_that_came_before_their_partition_move_into_it() {
    partitions(NOW, 1).maintain();
    UUID soon = id(NOW.plus(Duration.ofDays(5)));
    insert(soon);
    partitions(NOW.plus(Duration.ofDays(3)), 1).maintain();
    assertThat(partitionOf(soon)).isEqualTo("sample_event_20261127");
  }

  @Test
  void what_is_older_than_the_table_keeps_is_dropped_whole() {
    partitions(NOW, 1).maintain();
    UUID id = id(NOW);
    insert(id);
    partitions(NOW.plus(Duration.ofDays(30)), 1).maintain();
    assertThat(partitionOf(id)).isEqualTo("sample_event_20261122");
    partitions(NOW.plus(Duration.ofDays(31)), 1).maintain();
    assertThat(names()).noneMatch(name -> name.compareTo("sample_event_20261123") < 0);
    assertThat(count()).isZero();
  }

  @Test
  void processes_may_do_it_at_the_same_time() throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        all.add(executor.submit(() -> partitions(NOW, 1).maintain()));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
    assertThat(names()).hasSize(5);
  }

  @Test
  void a_writer_is_not_held_up_by_a_partition_in_the_making() {
    partitions(NOW, 1).maintain();
    database
        .jdbi()
        .useTransaction(handle -> {
          handle.execute("INSERT INTO sample_event VALUES (?, 'x')", id(NOW));
          partitions(NOW.plus(Duration.ofDays(1)), 1).maintain();
        });
    assertThat(names()).hasSize(6);
  }

  private Partitions partitions(Instant now, int days) {
    var table = new Partitions.Table("sample_event", "id", days, Duration.ofDays(30));
    return new Partitions(database.jdbi(), table, Clock.fixed(now, ZoneOffset.UTC));
  }

  private static UUID id(Instant at) {
    return new UUID((at.toEpochMilli() << 16) | 0x7000, 0x8000_0000_0000_0001L);
  }

  private void insert(UUID id) {
    database
        .jdbi()
        .useHandle(handle -> handle.execute("INSERT INTO sample_event VALUES (?, 'x')", id));
  }

  private String partitionOf(UUID id) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select("SELECT tableoid::regclass::text FROM sample_event WHERE id = ?", id)
                .mapTo(String.class)
                .one());
  }

  private long count() {
    return database
        .jdbi()
        .withHandle(
            handle -> handle.select("SELECT count(*) FROM sample_event").mapTo(Long.class).one());
  }

  private List<String> names() {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .select(
                    "SELECT inhrelid::regclass::text FROM pg_inherits"
                        + " WHERE inhparent = 'sample_event'::regclass ORDER BY 1")
                .mapTo(String.class)
                .list());
  }
}
