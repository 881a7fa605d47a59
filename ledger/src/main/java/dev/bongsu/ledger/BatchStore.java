package dev.bongsu.ledger;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.bongsu.json.Json;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryStatus;
import dev.bongsu.log.wire.Attempt;
import dev.bongsu.log.wire.DeliveryEvent;
import dev.bongsu.log.wire.OutcomeGroup;
import dev.bongsu.log.wire.OutcomeRecord;
import dev.bongsu.store.CopyRows;
import dev.bongsu.store.Database;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Writes batches and the positions that they reach, both or neither. */
final class BatchStore {
  private static final String EVENT_COLUMNS =
      "delivery_event (delivery_id, notification_tail, at, settled_at, next_attempt_at, attempt_at,"
          + " step, latency_ms, channel, status, origin, result, recipient, address, reason,"
          + " provider, code, detail, provider_message_id, earlier,"
          + " receipt_detail)";
  private static final int EVENT_COLUMN_COUNT = 21;
  private static final String TALLY_COLUMNS =
      "delivery_tally (notification_id, at, change, chunks, channel, status)";
  private static final int TALLY_COLUMN_COUNT = 6;

  private final Database database;

  BatchStore(Database database) {
    this.database = database;
  }

  /**
   * Where the next batch of a partition begins, how many there were, and what the last one left for
   * it.
   */
  record Position(long next, long number, List<Beginning> left) {
    static final Position START = new Position(0, 0, List.of());
  }

  /** Where the next batch of this partition begins. */
  Position position(int partition) {
    return database
        .jdbi()
        .inTransaction(handle -> {
          handle
              .createUpdate(
                  "insert into ledger_position (partition, next_offset)"
                      + " values (:partition, 0) on conflict do nothing")
              .bind("partition", partition)
              .execute();
          return handle
              .createQuery(
                  "select next_offset, batches, beginnings from ledger_position"
                      + " where partition = :partition")
              .bind("partition", partition)
              .map((row, _) ->
                  new Position(
                      row.getLong(1), row.getLong(2), beginnings(partition, row.getBytes(3))))
              .one();
        });
  }

  /**
   * Writes a batch that begins where {@code from} says.
   *
   * @return false, with nothing written, if somebody else has come further in one of its partitions
   */
  boolean write(Batch batch, Map<Integer, Position> from) {
    return database
        .jdbi()
        .inTransaction(handle -> {
          // What a crash of the database takes back is read from the log again.
          handle.execute("set local synchronous_commit = off");
          if (!advance(handle, batch, from)) {
            handle.rollback();
            return false;
          }
          List<UUID> lateOnes = batch.lateOnes();
          if (!lateOnes.isEmpty()) {
            Map<UUID, EventRow.Last> stored = new HashMap<>();
            LedgerStore.events(handle, lateOnes)
                .forEach((id, rows) -> stored.put(id, EventRow.latest(rows)));
            batch.settleLate(stored);
          }
          if (!batch.changes().isEmpty()) {
            database.copy(
                handle,
                EVENT_COLUMNS,
                rows -> batch.changes().forEach(change -> write(rows, change)));
          }
          if (!batch.tallies().isEmpty()) {
            database.copy(handle, TALLY_COLUMNS, rows -> write(rows, batch));
          }
          settle(handle, batch);
          leave(handle, batch);
          // Last of all: these rows are locked by every other writer too.
          count(handle, batch.minutes());
          return true;
        });
  }

  private static List<Beginning> beginnings(int partition, byte @Nullable [] stored) {
    if (stored == null) {
      return List.of();
    }
    try {
      List<Beginning> beginnings = new ArrayList<>();
      for (OutcomeGroup group : OutcomeRecord.parseFrom(stored).getGroupsList()) {
        for (DeliveryEvent event : group.getEventsList()) {
          beginnings.add(new Beginning(partition, group, event, 0));
        }
      }
      return beginnings;
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("what a batch left for the next cannot be read", e);
    }
  }

  /** What is left for the next batch stands or falls with the position that it is left at. */
  private static void leave(Handle handle, Batch batch) {
    for (Integer partition : batch.positions().keySet()) {
      List<Beginning> left = batch.left(partition);
      if (!left.isEmpty() || batch.hasResumed(partition)) {
        OutcomeRecord.Builder record = OutcomeRecord.newBuilder();
        left.forEach(each -> record.addGroups(each.alone()));
        handle
            .createUpdate(
                "update ledger_position set beginnings = :left where partition = :partition")
            .bind("left", left.isEmpty() ? null : record.build().toByteArray())
            .bind("partition", partition)
            .execute();
      }
    }
  }

  /** First of all, as it fails early and holds off whoever else has one of these partitions. */
  private static boolean advance(Handle handle, Batch batch, Map<Integer, Position> from) {
    List<Integer> partitions = List.copyOf(batch.positions().keySet());
    List<Position> known =
        partitions.stream().map(each -> from.getOrDefault(each, Position.START)).toList();
    int advanced =
        handle
            .createUpdate(
                "update ledger_position p set next_offset = n.next, batches = p.batches + 1"
                    + " from unnest(:partitions, :from, :numbers, :to) n (partition, was, number, next)"
                    + " where p.partition = n.partition and p.next_offset = n.was"
                    + " and p.batches = n.number")
            .bindArray("partitions", Integer.class, partitions)
            .bindArray("from", Long.class, known.stream().map(Position::next).toList())
            .bindArray("numbers", Long.class, known.stream().map(Position::number).toList())
            .bindArray("to", Long.class, List.copyOf(batch.positions().values()))
            .execute();
    return advanced == partitions.size();
  }

  /** Keeps the list of notifications with unsettled deliveries; most never get into it. */
  private static void settle(Handle handle, Batch batch) {
    List<UUID> more = new ArrayList<>();
    List<Long> byHowMany = new ArrayList<>();
    List<UUID> fewer = new ArrayList<>();
    List<Long> byHowFew = new ArrayList<>();
    batch
        .unsettled()
        .forEach((id, change) -> {
          (change > 0 ? more : fewer).add(id.value());
          (change > 0 ? byHowMany : byHowFew).add(change);
        });
    if (!more.isEmpty()) {
      handle
          .createUpdate(
              "insert into open_notification as o (id, unsettled)"
                  + " select * from unnest(:ids, :changes)"
                  + " on conflict (id) do update set unsettled = o.unsettled + excluded.unsettled")
          .bindArray("ids", UUID.class, more)
          .bindArray("changes", Long.class, byHowMany)
          .execute();
    }
    if (!fewer.isEmpty()) {
      int gone =
          handle
              .createUpdate(
                  "delete from open_notification o using unnest(:ids, :changes) n (id, change)"
                      + " where o.id = n.id and o.unsettled + n.change <= 0")
              .bindArray("ids", UUID.class, fewer)
              .bindArray("changes", Long.class, byHowFew)
              .execute();
      if (gone < fewer.size()) {
        handle
            .createUpdate(
                "update open_notification o set unsettled = o.unsettled + n.change"
                    + " from unnest(:ids, :changes) n (id, change) where o.id = n.id")
            .bindArray("ids", UUID.class, fewer)
            .bindArray("changes", Long.class, byHowFew)
            .execute();
      }
    }
  }

  private static void count(Handle handle, MinuteTally minutes) {
    if (minutes.figures().isEmpty()) {
      return;
    }
    PreparedBatch rows =
        handle.prepareBatch(
            "insert into delivery_minute as m (minute, channel, status, template, sender,"
                + " deliveries, attempts, latency_ms) values (:minute, :channel, :status,"
                + " :template, :sender, :deliveries, :attempts, :latency)"
                + " on conflict (minute, channel, status, template, sender) do update set"
                + " deliveries = m.deliveries + excluded.deliveries,"
                + " attempts = m.attempts + excluded.attempts,"
                + " latency_ms = m.latency_ms + excluded.latency_ms");
    minutes
        .figures()
        .forEach((key, figures) ->
            rows.bind("minute", key.minute().atOffset(ZoneOffset.UTC))
                .bind("channel", Codes.of(key.channel()))
                .bind("status", Codes.of(key.status()))
                .bind("template", key.template())
                .bind("sender", key.sender())
                .bind("deliveries", figures.deliveries())
                .bind("attempts", figures.attempts())
                .bind("latency", figures.latencyMillis())
                .add());
    rows.execute();
  }

  private static void write(CopyRows rows, Change change) {
    Attempt attempt = change.lastAttempt();
    rows.row(EVENT_COLUMN_COUNT)
        .uuid(change.delivery())
        .int8(change.notification().value().getLeastSignificantBits());
    millis(rows, change.atMillis());
    millis(rows, change.settledAtMillis());
    millis(rows, change.nextAttemptAtMillis());
    if (attempt == null) {
      rows.nothing().int4(change.step()).nothing();
    } else {
      millis(rows, attempt.getAt());
      rows.int4(change.step()).int4(attempt.getLatencyMs());
    }
    rows.int2(Codes.of(change.channel()))
        .int2(Codes.of(change.status()))
        .int2(change.origin().code());
    if (attempt == null) {
      rows.nothing();
    } else {
      rows.int2(Codes.result(attempt.getResult()));
    }
    rows.text(change.recipient()).text(change.address()).text(orNothing(change.reason()));
    if (attempt == null) {
      rows.nothing().nothing().nothing().nothing();
    } else {
      rows.text(attempt.getProvider())
          .text(orNothing(attempt.getCode()))
          .text(orNothing(attempt.getDetail()))
          .text(orNothing(attempt.getProviderMessageId()));
    }
    rows.jsonb(change.earlierAttempts().isEmpty() ? null : json(change.earlierAttempts()))
        .text(orNothing(change.detail()));
  }

  private static void write(CopyRows rows, Batch batch) {
    batch
        .tallies()
        .forEach((id, tally) -> {
          for (Tally.Row row : tally.rows()) {
            rows.row(TALLY_COLUMN_COUNT).uuid(id.value());
            millis(rows, row.atMillis());
            rows.int8(row.change()).int4(row.chunks());
            Channel channel = row.channel();
            DeliveryStatus status = row.status();
            if (channel == null || status == null) {
              rows.nothing().nothing();
            } else {
              rows.int2(Codes.of(channel)).int2(Codes.of(status));
            }
          }
        });
  }

  /** Several attempts of one delivery within one batch are rare: they may cost a document. */
  private static byte[] json(List<Attempt> attempts) {
    List<Map<String, @Nullable Object>> all = new ArrayList<>();
    for (Attempt attempt : attempts) {
      Map<String, @Nullable Object> each = new LinkedHashMap<>();
      each.put("at", attempt.getAt());
      each.put("provider", attempt.getProvider());
      each.put("result", Codes.result(Codes.result(attempt.getResult())));
      each.put("code", orNothing(attempt.getCode()));
      // jsonb cannot hold U+0000.
      each.put("detail", orNothing(attempt.getDetail().replace('\0', '\ufffd')));
      each.put("latencyMs", (long) attempt.getLatencyMs());
      each.put("providerMessageId", orNothing(attempt.getProviderMessageId()));
      all.add(each);
    }
    return Json.write(all);
  }

  private static void millis(CopyRows rows, long millis) {
    if (millis == 0) {
      rows.nothing();
    } else {
      rows.timestamp(Instant.ofEpochMilli(millis));
    }
  }

  private static @Nullable String orNothing(String text) {
    return text.isEmpty() ? null : text;
  }
}
