package dev.bongsu.ledger;

import com.google.protobuf.ByteString;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.Identifiers;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.ObjectId;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.log.Entry;
import dev.bongsu.log.Log;
import dev.bongsu.log.LogUnavailableException;
import dev.bongsu.log.PendingAppend;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.CancellationRecord;
import dev.bongsu.log.wire.ReadElsewhere;
import dev.bongsu.store.Database;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The ledger in the database. */
public final class StoredLedger implements Ledger {
  private static final int STEP = 500;

  private final Database database;
  private final Log log;
  private final Clock clock;

  /** Reads what a {@link LedgerWriter} wrote into this database. */
  public StoredLedger(Database database, Log log, Clock clock) {
    this.database = database;
    this.log = log;
    this.clock = clock;
  }

  @Override
  public Optional<NotificationView> notification(NotificationId id) {
    return database
        .jdbi()
        .withHandle(handle -> NotificationPages.find(handle, id, clock.instant()));
  }

  @Override
  public Page<NotificationView> notifications(NotificationFilter filter, Page.Request page)
      throws InvalidException {
    UUID place = place(page);
    return database
        .jdbi()
        .withHandle(handle ->
            new NotificationPages(handle, filter, clock.instant())
                .page(page.limit(), place == null ? null : new NotificationId(place)));
  }

  @Override
  public Page<DeliveryView> deliveries(NotificationId id, DeliveryFilter filter, Page.Request page)
      throws InvalidException {
    UUID place = place(page);
    return database
        .jdbi()
        .withHandle(handle -> new DeliveryPages(handle, id, filter).page(page.limit(), place));
  }

  @Override
  public boolean knowsAny(List<DeliveryId> deliveries, String provider, List<String> messageIds) {
    return database
        .jdbi()
        .withHandle(handle ->
            LedgerStore.knowsAny(handle, deliveries)
                || (!messageIds.isEmpty()
                    && !Collections.disjoint(
                        ReceiptStore.named(handle, names(provider, messageIds)).keySet(),
                        names(provider, messageIds))));
  }

  private static List<ReceiptStore.MessageName> names(String provider, List<String> messageIds) {
    return messageIds.stream().map(each -> new ReceiptStore.MessageName(provider, each)).toList();
  }

  @Override
  public Optional<NotificationId> unsettledWith(ObjectId object) {
    return database
        .jdbi()
        .withHandle(handle -> {
          List<UUID> naming = LedgerStore.naming(handle, object, null, STEP);
          while (!naming.isEmpty()) {
            Optional<NotificationId> unsettled =
                NotificationPages.find(handle, naming, clock.instant()).stream()
                    .filter(each -> !isOver(each))
                    .map(each -> each.row().id())
                    .findFirst();
            if (unsettled.isPresent()) {
              return unsettled;
            }
            naming = LedgerStore.naming(handle, object, naming.getLast(), STEP);
          }
          return Optional.empty();
        });
  }

  @Override
  public Optional<DeliveryView> delivery(DeliveryId id) {
    return database
        .jdbi()
        .withHandle(handle -> {
          List<EventRow> rows = LedgerStore.events(handle, List.of(id.value())).get(id.value());
          if (rows == null) {
            return Optional.empty();
          }
          DeliveryView view = EventRow.fold(rows, false);
          boolean calledOff =
              !view.state().status().isSettled()
                  && LedgerStore.isCancelled(handle, view.notificationId());
          return Optional.of(calledOff ? EventRow.fold(rows, true) : view);
        });
  }

  @Override
  public Heard heard(DeliveryId id, int taken) {
    return database.jdbi().withHandle(handle -> ReceiptStore.heard(handle, id, taken));
  }

  @Override
  public Optional<CancelResult> cancel(NotificationId id)
      throws LogUnavailableException, InterruptedException {
    Optional<NotificationView> found = notification(id);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    NotificationView before = found.get();
    if (isOver(before)) {
      return Optional.of(new CancelResult.AllSettled(before.status()));
    }
    // The log first: what reads as cancelled must not be sent because the log was away.
    append(
        CancellationRecord.newBuilder().setNotificationId(ByteString.copyFrom(id.bytes())),
        id.toString());
    return database
        .jdbi()
        .inTransaction(handle -> {
          NotificationView now = view(handle, before);
          if (isOver(now) || !LedgerStore.markCancelled(handle, id)) {
            return Optional.of(new CancelResult.AllSettled(now.status()));
          }
          Counts counts = now.counts();
          long open = Math.max(counts.pending(), counts.expected() - counts.settled());
          return Optional.of(new CancelResult.Cancelled(view(handle, before).status(), open));
        });
  }

  @Override
  public List<DeliveryView> of(Collection<Addressed> sought) {
    return sought.isEmpty()
        ? List.of()
        : database
            .jdbi()
            .withHandle(handle -> views(handle, LedgerStore.addressed(handle, sought)));
  }

  @Override
  public List<DeliveryView> deliveries(Collection<DeliveryId> ids) {
    return ids.isEmpty()
        ? List.of()
        : database
            .jdbi()
            .withHandle(
                handle -> views(handle, ids.stream().map(DeliveryId::value).distinct().toList()));
  }

  private static List<DeliveryView> views(Handle handle, List<UUID> ids) {
    return LedgerStore.events(handle, ids).values().stream()
        .map(rows -> EventRow.fold(rows, false))
        .toList();
  }

  @Override
  public void readElsewhere(Collection<Addressed> read)
      throws LogUnavailableException, InterruptedException {
    List<PendingAppend> appends = new ArrayList<>();
    for (Addressed each : read) {
      var what =
          ReadElsewhere.newBuilder()
              .setNotificationId(ByteString.copyFrom(each.notification().bytes()))
              .setRecipient(each.recipient().value());
      var cancellation = CancellationRecord.newBuilder().setRead(what);
      appends.add(log.writer().append(entry(cancellation, each.recipient().value())));
    }
    for (PendingAppend append : appends) {
      append.await();
    }
  }

  @Override
  public void erase(RecipientId recipient) throws LogUnavailableException, InterruptedException {
    append(CancellationRecord.newBuilder().setRecipient(recipient.value()), recipient.value());
    database.jdbi().useHandle(handle -> LedgerStore.forgetAddresses(handle, recipient));
  }

  @Override
  public List<StatisticsRow> statistics(StatisticsQuestion question) {
    return database.jdbi().withHandle(handle -> StatisticsQuery.rows(handle, question));
  }

  @Override
  public Conservation conservation() {
    return ConservationStore.check(database, clock.instant());
  }

  /** As it is now, or as it was if retention has just taken it. */
  private NotificationView view(Handle handle, NotificationView before) {
    return NotificationPages.find(handle, before.row().id(), clock.instant()).orElse(before);
  }

  private static boolean isOver(NotificationView view) {
    return switch (view.status()) {
      case COMPLETED, CANCELLED, REJECTED -> true;
      case SCHEDULED, ACCEPTED, EXPANDING, SENDING -> false;
    };
  }

  private void append(CancellationRecord.Builder cancellation, String key)
      throws LogUnavailableException, InterruptedException {
    log.writer().append(entry(cancellation, key)).await();
  }

  private Entry entry(CancellationRecord.Builder cancellation, String key) {
    byte[] record = cancellation.setAt(clock.millis()).build().toByteArray();
    return new Entry(Topics.CANCELLATIONS, log.partitionOf(key), record);
  }

  private static @Nullable UUID place(Page.Request page) throws InvalidException {
    String place = page.place();
    if (place == null) {
      return null;
    }
    if (!Identifiers.isUuid(place)) {
      throw Page.Request.malformedCursor();
    }
    return UUID.fromString(place);
  }
}
