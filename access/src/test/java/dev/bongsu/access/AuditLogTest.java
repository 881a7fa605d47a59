package dev.bongsu.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.MovingClock;
import dev.bongsu.kernel.Page;
import dev.bongsu.store.Database;
import dev.bongsu.store.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AuditLogTest {
  private static final AuditLog.Filter ALL = new AuditLog.Filter(null, null, null, null);
  private final Database database = TestDatabase.open("access");
  private final MovingClock clock = new MovingClock();
  private final AuditLog log = new AuditLog(database.jdbi(), clock);

  @AfterEach
  void close() {
    log.close();
    database.close();
  }

  @Test
  void everything_recorded_before_closing_is_stored_in_order() throws Exception {
    IntStream.range(0, 1_234).forEach(i -> log.record("ana", "put", "r" + i, "done"));
    log.close();

    Page<AuditEntry> first = log.list(ALL, new Page.Request(500, null));
    Page<AuditEntry> second = log.list(ALL, new Page.Request(500, first.nextCursor()));
    Page<AuditEntry> third = log.list(ALL, new Page.Request(500, second.nextCursor()));

    assertThat(first.items().getFirst().resource()).isEqualTo("r1233");
    assertThat(second.items().getFirst().resource()).isEqualTo("r733");
    assertThat(third.items()).hasSize(234);
    assertThat(third.items().getLast().resource()).isEqualTo("r0");
    assertThat(third.nextCursor()).isNull();
  }

  @Test
  void entries_are_found_by_actor_resource_and_time() throws Exception {
    Instant start = clock.instant();
    log.record("ana", "template.put", "/v1/templates/a", "done");
    clock.advance(Duration.ofHours(1));
    log.record("bo", "template.put", "/v1/templates/a", "forbidden");
    clock.advance(Duration.ofHours(1));
    log.record("ana", "group.put", "/v1/groups/g", "done");
    log.close();

    assertThat(actions(new AuditLog.Filter("ana", null, null, null)))
        .containsExactly("group.put", "template.put");
    assertThat(actions(new AuditLog.Filter(null, "/v1/templates/a", null, null))).hasSize(2);
    assertThat(actions(new AuditLog.Filter(null, null, start.plusSeconds(1), null))).hasSize(2);
    assertThat(actions(new AuditLog.Filter(null, null, start, start.plusSeconds(3_600))))
        .containsExactly("template.put");
    assertThat(actions(new AuditLog.Filter("nobody\0", null, null, null))).isEmpty();
  }

  @Test
  void a_resource_is_found_with_what_lies_below_it_and_with_the_version_that_was_made()
      throws Exception {
    log.record("ana", "template.put", "/v1/templates/a", "done", 2L);
    log.record("bo", "template.post", "/v1/templates/a/publish", "done", 2L);
    log.record("bo", "template.put", "/v1/templates/a-b", "forbidden");
    log.close();

    assertThat(
            log.list(
                    new AuditLog.Filter(null, "/v1/templates/a", null, null),
                    new Page.Request(9, null))
                .items())
        .extracting(AuditEntry::resource, AuditEntry::version)
        .containsExactly(tuple("/v1/templates/a/publish", 2L), tuple("/v1/templates/a", 2L));
    assertThat(log.list(ALL, new Page.Request(1, null)).items().getFirst().json())
        .containsEntry("version", null);
  }

  @Test
  void what_is_older_than_it_is_kept_goes_however_much_it_is() throws Exception {
    database
        .jdbi()
        .useHandle(handle ->
            handle.execute(
                "INSERT INTO audit_entry (at, actor, action, resource, outcome)"
                    + " SELECT ?, 'ana', 'put', 'old', 'done' FROM generate_series(1, 12000)",
                clock.instant().atOffset(ZoneOffset.UTC)));
    clock.advance(Duration.ofDays(30));
    log.record("ana", "put", "young", "done");
    log.close();

    assertThat(log.forget(Duration.ofDays(30))).isZero();
    clock.advance(Duration.ofSeconds(1));
    assertThat(log.forget(Duration.ofDays(30))).isEqualTo(12_000);
    assertThat(log.list(ALL, new Page.Request(9, null)).items())
        .extracting(AuditEntry::resource)
        .containsExactly("young");
  }

  @Test
  void what_a_caller_chose_cannot_break_the_log() throws Exception {
    log.record("a\0b\nc", "x", "r".repeat(100_000), "\ud800");
    log.close();

    AuditEntry entry = log.list(ALL, new Page.Request(1, null)).items().getFirst();
    assertThat(entry.actor()).isEqualTo("a\ufffdb\ufffdc");
    assertThat(entry.resource()).hasSize(500);
    assertThat(entry.outcome()).isEqualTo("\ufffd");
  }

  @Test
  void while_the_database_is_away_recording_goes_on_and_nothing_vanishes() {
    var processLog = (Logger) LoggerFactory.getLogger(AuditLog.class);
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    processLog.addAppender(lines);
    processLog.setAdditive(false);
    database.close();

    IntStream.range(0, 12_000).forEach(i -> log.record("ana", "put", "r" + i, "done"));
    log.close();

    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .filteredOn(line -> line.contains("could not be stored"))
        .hasSize(12_000);
  }

  @Test
  void a_cursor_of_another_list_is_refused() {
    assertThatThrownBy(() -> log.list(ALL, new Page.Request(1, "YQ")))
        .isInstanceOf(InvalidException.class);
  }

  private List<String> actions(AuditLog.Filter filter) throws Exception {
    return log.list(filter, new Page.Request(50, null)).items().stream()
        .map(AuditEntry::action)
        .toList();
  }
}
