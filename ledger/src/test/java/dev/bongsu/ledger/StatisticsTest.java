package dev.bongsu.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.ledger.StatisticsQuestion.Dimension;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StatisticsTest {
  private final World world = new World();
  private final Instant begin = world.clock.instant().minus(Duration.ofMinutes(5));
  private final Instant end = world.clock.instant().plus(Duration.ofHours(2));

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void deliveries_are_counted_by_the_status_that_they_came_to() throws Exception {
    NotificationId id = world.recorded(new NotificationRow.Plan.Decided(3));
    world.told(id, "u1", Channel.EMAIL).planned().tried("sent", "accepted");
    world.told(id, "u2", Channel.EMAIL).planned().tried("sent", "accepted");
    world
        .told(id, "u3", Channel.SMS)
        .planned()
        .tried("retrying", "retry")
        .tried("failed", "refused");
    world.copy();

    assertThat(counts(Dimension.CHANNEL, Dimension.STATUS))
        .containsExactlyInAnyOrder(
            "EMAIL PENDING 2", "EMAIL SENT 2", "SMS PENDING 1", "SMS RETRYING 1", "SMS FAILED 1");
    assertThat(counts(Dimension.CHANNEL)).containsExactlyInAnyOrder("EMAIL null 4", "SMS null 3");
  }

  @Test
  void what_the_ledger_reads_again_is_not_counted_again() throws Exception {
    NotificationId id = world.recorded(new NotificationRow.Plan.Decided(1));
    world.told(id, "u1", Channel.EMAIL).planned().tried("sent", "accepted");
    world.copy();
    var restarted = new LedgerWriter(world.database, world.log, Duration.ZERO);
    boolean _ = restarted.step(Duration.ZERO);
    restarted.close();

    assertThat(counts(Dimension.STATUS)).containsExactlyInAnyOrder("null PENDING 1", "null SENT 1");
  }

  @Test
  void a_late_telling_that_moves_nothing_is_not_counted() throws Exception {
    NotificationId id = world.recorded(new NotificationRow.Plan.Decided(1));
    world
        .told(id, "u1", Channel.IOS)
        .planned()
        .tried("opened", "accepted")
        .tried("sent", "accepted");
    world.copy();

    assertThat(counts(Dimension.STATUS))
        .containsExactlyInAnyOrder("null PENDING 1", "null OPENED 1");
  }

  @Test
  void buckets_add_minutes_up() throws Exception {
    NotificationId id = world.recorded(new NotificationRow.Plan.Decided(2));
    world.told(id, "u1", Channel.EMAIL).planned();
    world.told(id, "u2", Channel.EMAIL).planned();
    world.copy();

    List<StatisticsRow> hours = ask(Duration.ofDays(1), EnumSet.of(Dimension.SENDER));
    assertThat(hours).hasSize(1);
    assertThat(hours.getFirst().at().getEpochSecond() % Duration.ofDays(1).toSeconds()).isZero();
    assertThat(hours.getFirst().sender()).isEqualTo("shop");
    assertThat(hours.getFirst().deliveries()).isEqualTo(2);
  }

  @Test
  void what_is_older_than_is_kept_is_forgotten() throws Exception {
    NotificationId id = world.recorded(new NotificationRow.Plan.Decided(1));
    world.told(id, "u1", Channel.EMAIL).planned();
    world.copy();
    assertThat(world.rows("delivery_minute")).isEqualTo(1);

    world
        .database
        .jdbi()
        .useHandle(
            handle -> StatisticsQuery.forgetBefore(handle, world.clock.instant().plusSeconds(60)));
    assertThat(world.rows("delivery_minute")).isZero();
  }

  @Test
  void more_buckets_than_can_be_answered_are_refused() {
    assertThatThrownBy(() ->
            new StatisticsQuestion(
                begin, begin.plus(Duration.ofDays(3)), Duration.ofMinutes(1), Set.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private List<String> counts(Dimension... by) {
    return ask(Duration.ofDays(1), EnumSet.copyOf(List.of(by))).stream()
        .map(row -> name(row.channel()) + " " + name(row.status()) + " " + row.deliveries())
        .toList();
  }

  private List<StatisticsRow> ask(Duration bucket, Set<Dimension> by) {
    return world.ledger.statistics(new StatisticsQuestion(begin, end, bucket, by));
  }

  private static String name(@Nullable Enum<?> each) {
    return each == null ? "null" : each.name();
  }
}
