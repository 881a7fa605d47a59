package dev.bongsu.ledger;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.DeliveryStatus;
import dev.bongsu.kernel.Sha256;
import dev.bongsu.log.wire.Receipt;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Receipts that wait, and the deliveries that they may be about. */
final class ReceiptStore {
  private static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5));

  /** More would say nothing new. */
  private static final int MOST_OF_ONE = 100;

  private static final Set<DeliveryStatus> UNREACHED =
      EnumSet.of(DeliveryStatus.SENT, DeliveryStatus.FAILED);

  /** A message as its provider names it. */
  record MessageName(String provider, String messageId) {
    static MessageName of(Receipt receipt) {
      return new MessageName(receipt.getProvider(), receipt.getProviderMessageId());
    }
  }

  /** A receipt that waits since {@code since}. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Waiting(byte[] digest, Instant since, int tries, Receipt receipt) {}

  private ReceiptStore() {}

  /** The newest delivery that the provider named so, where there is one. */
  static Map<MessageName, UUID> named(Handle handle, List<MessageName> names) {
    Map<MessageName, UUID> found = new HashMap<>();
    handle
        .createQuery(
            // The words of the index delivery_event_of_message.
            "select provider, provider_message_id, delivery_id from delivery_event"
                + " where provider_message_id = any(:ids) and channel in (2, 3, 4)"
                + " order by delivery_id")
        .bindArray(
            "ids", String.class, names.stream().map(MessageName::messageId).distinct().toList())
        .map((row, _) ->
            Map.entry(
                new MessageName(row.getString(1), row.getString(2)), row.getObject(3, UUID.class)))
        .forEach(each -> found.put(each.getKey(), each.getValue()));
    return found;
  }

  static void wait(Handle handle, List<Receipt> receipts, Instant now) {
    if (receipts.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            "insert into waiting_receipt (digest, due_at, since, tries, receipt, delivery_id)"
                + " values (:digest, :due, :since, 0, :receipt, :delivery::uuid) on conflict do nothing");
    for (Receipt each : receipts) {
      byte[] bytes = each.toByteArray();
      batch
          .bind("digest", Sha256.of(bytes))
          .bind("due", utc(now.plus(PAUSES.getFirst())))
          .bind("since", utc(now))
          .bind("receipt", bytes)
          .bind("delivery", delivery(each))
          .add();
    }
    batch.execute();
  }

  /** What those say that wait and name this delivery. */
  static Ledger.Heard heard(Handle handle, DeliveryId delivery, int taken) {
    List<Receipt> receipts =
        handle
            .createQuery(
                "select digest, since, tries, receipt from waiting_receipt"
                    + " where delivery_id = :delivery limit :limit")
            .bind("delivery", delivery.value())
            .bind("limit", MOST_OF_ONE)
            .map((row, _) -> waiting(row).receipt())
            .list();
    if (receipts.isEmpty()) {
      return Ledger.Heard.NOTHING;
    }
    Set<String> failed =
        receipts.stream()
            .filter(each -> Codes.statusNamed(each.getStatus()) == DeliveryStatus.FAILED)
            .map(Receipt::getProviderMessageId)
            .collect(Collectors.toSet());
    // That it was on its way says nothing any more of a message that failed.
    // Nor does a message that failed say anything of the one after it.
    boolean unreached =
        failed.size() >= taken
            && receipts.stream()
                .allMatch(each ->
                    failed.contains(each.getProviderMessageId())
                        && UNREACHED.contains(Codes.statusNamed(each.getStatus())));
    return unreached ? Ledger.Heard.UNREACHED : Ledger.Heard.TAKEN;
  }

  /** Some that are due, kept from other readers until the transaction ends. */
  static List<Waiting> due(Handle handle, Instant now, int limit) {
    return handle
        .createQuery(
            "select digest, since, tries, receipt from waiting_receipt where due_at <= :now"
                + " order by due_at limit :limit for update skip locked")
        .bind("now", utc(now))
        .bind("limit", limit)
        .map((row, _) -> waiting(row))
        .list();
  }

  static void forget(Handle handle, List<Waiting> done) {
    if (!done.isEmpty()) {
      handle
          .createUpdate(
              "delete from waiting_receipt where digest in"
                  + " (select decode(hex, 'hex') from unnest(:digests) given (hex))")
          .bindArray("digests", String.class, hex(done))
          .execute();
    }
  }

  static void postpone(Handle handle, List<Waiting> waiting, Instant now) {
    if (waiting.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            "update waiting_receipt set due_at = :due, tries = :tries where digest = :digest");
    for (Waiting each : waiting) {
      int tries = each.tries() + 1;
      Duration pause = PAUSES.get(Math.min(tries, PAUSES.size() - 1));
      batch
          .bind("due", utc(now.plus(pause)))
          .bind("tries", tries)
          .bind("digest", each.digest())
          .add();
    }
    batch.execute();
  }

  private static Waiting waiting(ResultSet row) throws SQLException {
    try {
      return new Waiting(
          row.getBytes(1),
          row.getObject(2, OffsetDateTime.class).toInstant(),
          row.getInt(3),
          Receipt.parseFrom(row.getBytes(4)));
    } catch (InvalidProtocolBufferException e) {
      throw new SQLException("a receipt waits that is none", e);
    }
  }

  private static @Nullable UUID delivery(Receipt receipt) {
    return receipt.getDeliveryId().size() == 16
        ? DeliveryId.of(receipt.getDeliveryId().toByteArray()).value()
        : null;
  }

  private static List<String> hex(List<Waiting> waiting) {
    return waiting.stream().map(each -> HexFormat.of().formatHex(each.digest())).toList();
  }

  private static OffsetDateTime utc(Instant at) {
    return OffsetDateTime.ofInstant(at, ZoneOffset.UTC);
  }
}
