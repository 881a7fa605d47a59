package dev.bongsu.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryStatus;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.log.Entry;
import dev.bongsu.log.LogRecord;
import dev.bongsu.log.Topics;
import dev.bongsu.store.Database;
import dev.bongsu.store.DatabaseSettings;
import dev.bongsu.store.TestDatabase;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LedgerWriterTest {
  private static final int MANY = 1_000;
  private final World world = new World();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void a_delivery_that_is_through_within_a_batch_costs_one_row_and_nothing_else() throws Exception {
    NotificationId id = world.recorded(new NotificationRow.Plan.Decided(1));
    world.told(id, "u1", Channel.EMAIL).planned().tried("sent", "accepted");

    world.copy();

    assertThat(world.writer.events()).isEqualTo(2);
    assertThat(world.writer.settled()).isEqualTo(1);
    assertThat(world.rows("delivery_event")).isEqualTo(1);
    assertThat(world.rows("open_notification")).isZero();
    assertThat(world.rows("delivery_tally")).isZero();
    assertThat(world.view(id).status()).isEqualTo(NotificationStatus.COMPLETED);
  }

  @Test
  void a_notification_is_open_exactly_while_a_delivery_of_it_is() throws Exception {
    NotificationId id = world.recorded(new NotificationRow.Plan.Decided(2));
    World.Told first = world.told(id, "u1", Channel.EMAIL).planned();
    World.Told second = world.told(id, "u2", Channel.EMAIL).planned();
    world.copy();
    assertThat(world.rows("open_notification")).isEqualTo(1);

    first.tried("sent", "accepted");
    world.copy();
    assertThat(world.rows("open_notification")).isEqualTo(1);
    assertThat(world.view(id).status()).isEqualTo(NotificationStatus.SENDING);

    second.tried("retrying", "retry");
    world.copy();
    second.tried("sent", "accepted");
    world.copy();
    assertThat(world.rows("open_notification")).isZero();
    assertThat(world.view(id).status()).isEqualTo(NotificationStatus.COMPLETED);
  }

  @Test
  void a_batch_that_dies_between_copy_and_commit_is_copied_once_in_the_end() throws Exception {
    NotificationId id = world.recorded(new NotificationRow.Plan.Decided(1));
    world.told(id, "u1", Channel.EMAIL).planned().tried("sent", "accepted");
    world
        .database
        .jdbi()
        .useHandle(handle -> {
          handle.execute(
              "create function die() returns trigger language plpgsql as"
                  + " $$ begin raise exception 'killed'; end $$");
          handle.execute(
              "create constraint trigger die after update on ledger_position"
                  + " deferrable initially deferred for each row execute function die()");
        });
    assertThatThrownBy(world::copy).isInstanceOf(JdbiException.class);
    assertThat(world.rows("delivery_event")).isZero();

    world.database.jdbi().useHandle(handle -> handle.execute("drop function die() cascade"));
    world.log.crash();
    var successor = new LedgerWriter(world.database, world.log, Duration.ZERO);
    successor.step(Duration.ZERO);

    assertThat(world.rows("delivery_event")).isEqualTo(1);
    assertThat(world.view(id).counts().settled()).isEqualTo(1);
  }

  @Test
  void a_writer_whose_partitions_another_has_written_is_refused_and_writes_nothing()
      throws Exception {
    NotificationId id = world.recorded(new NotificationRow.Plan.Decided(1));
    world.told(id, "u1", Channel.EMAIL).planned().tried("sent", "accepted");
    var store = new BatchStore(world.database);
    Map<Integer, BatchStore.Position> from = new HashMap<>();
    for (LogRecord record : world.log.records(Topics.OUTCOMES)) {
      from.put(record.partition(), store.position(record.partition()));
    }

    assertThat(store.write(batch(), from)).isTrue();
    assertThat(store.write(batch(), from)).isFalse();

    assertThat(world.rows("delivery_event")).isEqualTo(1);
  }

  @Test
  void under_load_what_is_decided_late_in_a_batch_costs_one_row_with_what_becomes_of_it()
      throws Exception {
    NotificationId id = world.recorded(new NotificationRow.Plan.Decided(MANY));
    List<World.Told> many = many(id);
    world.append("u0", many.stream().map(World.Told::asPlanned).toList());
    assertThat(world.writer.step(Duration.ZERO)).isTrue();
    assertThat(world.rows("delivery_event")).isZero();
    assertThat(world.rows("open_notification")).isZero();
    assertThat(world.view(id).status()).isEqualTo(NotificationStatus.ACCEPTED);

    world.append("u0", many.stream().map(World.Told::asSent).toList());
    world.copy();

    assertThat(world.rows("delivery_event")).isEqualTo(MANY);
    assertThat(world.rows("open_notification")).isZero();
    assertThat(world.writer.events()).isEqualTo(2 * MANY);
    assertThat(world.writer.settled()).isEqualTo(MANY);
    assertThat(world.view(id).status()).isEqualTo(NotificationStatus.COMPLETED);
  }

  @Test
  void what_a_batch_left_is_written_when_nothing_more_comes() throws Exception {
    NotificationId id = world.recorded(new NotificationRow.Plan.Decided(MANY));
    world.append("u0", many(id).stream().map(World.Told::asPlanned).toList());

    world.copy();

    assertThat(world.rows("delivery_event")).isEqualTo(MANY);
    assertThat(world.rows("open_notification")).isEqualTo(1);
    assertThat(world.view(id).counts().pending()).isEqualTo(MANY);
  }

  @Test
  void what_a_batch_left_is_written_by_whoever_comes_next_and_once() throws Exception {
    NotificationId id = world.recorded(new NotificationRow.Plan.Decided(MANY));
    world.append("u0", many(id).stream().map(World.Told::asPlanned).toList());
    assertThat(world.writer.step(Duration.ZERO)).isTrue();
    assertThat(world.rows("delivery_event")).isZero();

    // Its partitions go to another while it still thinks that it has something left of them.
    try (var next = new LedgerWriter(world.database, world.log, Duration.ZERO)) {
      for (int i = 0; i < 10; i++) {
        next.step(Duration.ZERO);
        world.writer.step(Duration.ZERO);
      }
    }

    assertThat(world.rows("delivery_event")).isEqualTo(MANY);
    assertThat(world.view(id).counts().pending()).isEqualTo(MANY);
  }

  @Test
  void a_record_that_cannot_be_read_does_not_stop_the_others() throws Exception {
    NotificationId id = world.recorded(new NotificationRow.Plan.Decided(1));
    world
        .log
        .writer()
        .append(new Entry(Topics.OUTCOMES, world.log.partitionOf("u1"), new byte[] {1, 2, 3}))
        .await();
    world.told(id, "u1", Channel.EMAIL).planned().tried("sent", "accepted");

    world.copy();

    assertThat(world.view(id).status()).isEqualTo(NotificationStatus.COMPLETED);
  }

  @Test
  void it_goes_on_by_itself_when_the_database_was_away() throws Exception {
    DatabaseSettings settings = TestDatabase.settings();
    String name = settings.url().substring(settings.url().lastIndexOf('/') + 1);
    try (var beside = TestDatabase.open();
        var here = new World(Database.open(settings, List.of("ledger")))) {
      NotificationId id = here.recorded(new NotificationRow.Plan.Decided(2));
      Thread running = Thread.ofVirtual().start(here.writer::run);
      World.Told first = here.told(id, "u1", Channel.EMAIL).planned();
      await(() -> here.view(id).counts().total() == 1);

      beside
          .jdbi()
          .useHandle(handle -> {
            handle.execute("alter database " + name + " with allow_connections false");
            // Ends them, and waits for their end.
            handle
                .createQuery(
                    "select pg_terminate_backend(pid, 60000) from pg_stat_activity"
                        + " where datname = :name")
                .bind("name", name)
                .mapTo(Boolean.class)
                .list();
          });
      first.tried("sent", "accepted");
      here.told(id, "u2", Channel.EMAIL).planned().tried("sent", "accepted");
      assertThatThrownBy(() -> here.view(id)).isInstanceOf(JdbiException.class);
      beside
          .jdbi()
          .useHandle(
              handle -> handle.execute("alter database " + name + " with allow_connections true"));

      await(() -> isCompleted(here, id));
      assertThat(here.view(id).counts().byStatus()).containsEntry(DeliveryStatus.SENT, 2L);
      here.writer.close();
      running.join();
    }
  }

  private static boolean isCompleted(World here, NotificationId id) {
    try {
      return here.view(id).status() == NotificationStatus.COMPLETED;
    } catch (JdbiException _) {
      return false;
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private List<World.Told> many(NotificationId id) {
    return IntStream.range(0, MANY)
        .mapToObj(number -> world.told(id, "u" + number, Channel.INAPP))
        .toList();
  }

  private Batch batch() {
    var batch = new Batch();
    world.log.records(Topics.OUTCOMES).forEach(batch::add);
    batch.close(false);
    return batch;
  }
}
