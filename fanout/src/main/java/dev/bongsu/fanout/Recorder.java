package dev.bongsu.fanout;

import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.ObjectId;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.TemplateKey;
import dev.bongsu.ledger.NotificationRow;
import dev.bongsu.ledger.NotificationStore;
import dev.bongsu.log.wire.Message;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Records notifications in one database transaction, and says what is to be done with each. The
 * log's transaction follows; if a crash comes between the two, the log hands the records out again,
 * and this answers the same again without recording anything twice.
 *
 * <p>The rule: a record's place in the log is its name. What takes something that only one record
 * may have (an idempotency key, the release of a held notification) leaves its place there; the
 * same place coming again is a redo, another place a repetition. Records without a key are told by
 * their partition's position.
 */
final class Recorder {
  /** Why a notification is rejected, as the HTTP contract names it. */
  static final String DUPLICATE = "duplicate";

  private final NotificationStore notifications;
  private final PositionStore positions = new PositionStore();
  private final KeyStore keys = new KeyStore();
  private final HeldStore held = new HeldStore();

  /** What is to be done with a record. */
  enum Verdict {
    /** It is to be sent. */
    SEND,
    /** It is kept until its time. */
    HOLD,
    /** It came before; nothing is to be done. */
    REPEATED,
    /** Its key belongs to another notification; nothing is to be done. */
    DUPLICATE
  }

  /** A request and how many deliveries are decided on for it: 0 where that is not yet known. */
  record Work(Request request, int deliveries) {}

  Recorder(NotificationStore notifications) {
    this.notifications = notifications;
  }

  /** What is to be done with each, in the same order. */
  List<Verdict> record(Handle handle, List<Work> work) throws SQLException {
    Map<PositionStore.Source, PositionStore.Position> before =
        positions.lock(handle, work.stream().map(each -> each.request().partition()).toList());
    Map<SenderKey, KeyStore.Holder> holders = keys.take(handle, claims(work));
    Set<HeldStore.Release> released = held.take(handle, releases(work));
    List<NotificationRow> rows = new ArrayList<>();
    List<Verdict> verdicts = new ArrayList<>(work.size());
    for (Work each : work) {
      Request request = each.request();
      PositionStore.Position position = before.get(request.partition());
      boolean redo =
          position != null && position.covers(request.source().offset(), request.acceptedAt());
      KeyStore.Holder holder = request.key() == null ? null : holders.get(request.key());
      Verdict verdict = verdict(request, holder, released);
      verdicts.add(verdict);
      if (request.record().getReleased()) {
        if (verdict == Verdict.SEND) {
          amend(handle, each);
        }
      } else if (!redo && verdict != Verdict.REPEATED) {
        rows.add(row(each, verdict, holder));
      } else if (verdict == Verdict.SEND && !request.isForGroups()) {
        notifications.decided(handle, request.id(), each.deliveries());
      }
      if (verdict == Verdict.HOLD) {
        hold(handle, request);
      }
      List<ObjectId> objects = request.objects();
      if (!objects.isEmpty() && (verdict == Verdict.SEND || verdict == Verdict.HOLD)) {
        notifications.names(handle, request.id(), objects);
      }
    }
    notifications.record(handle, rows);
    positions.save(handle, after(before, work));
    return verdicts;
  }

  private static Verdict verdict(
      Request request, KeyStore.@Nullable Holder holder, Set<HeldStore.Release> released) {
    if (request.record().getReleased()) {
      return released.contains(release(request)) ? Verdict.SEND : Verdict.REPEATED;
    }
    if (holder != null && !request.place().toString().equals(holder.place())) {
      return holder.id().equals(request.id()) ? Verdict.REPEATED : Verdict.DUPLICATE;
    }
    return request.isLater() ? Verdict.HOLD : Verdict.SEND;
  }

  private void amend(Handle handle, Work work) {
    if (work.request().isForGroups()) {
      notifications.inChunks(handle, work.request().id());
    } else {
      notifications.decided(handle, work.request().id(), work.deliveries());
    }
  }

  private void hold(Handle handle, Request request) throws SQLException {
    byte[] record = request.record().toBuilder().setReleased(true).build().toByteArray();
    Instant dueAt = Instant.ofEpochMilli(request.record().getSendAt());
    held.hold(handle, request.id(), dueAt, record);
  }

  private static List<KeyStore.Claim> claims(List<Work> work) {
    List<KeyStore.Claim> claims = new ArrayList<>();
    for (Work each : work) {
      Request request = each.request();
      SenderKey key = request.key();
      if (key != null && !request.record().getReleased()) {
        byte[] fingerprint = request.record().getFingerprint().toByteArray();
        claims.add(new KeyStore.Claim(key, request.id(), fingerprint, request.place()));
      }
    }
    return claims;
  }

  private static List<HeldStore.Release> releases(List<Work> work) {
    return work.stream()
        .map(Work::request)
        .filter(each -> each.record().getReleased())
        .map(Recorder::release)
        .toList();
  }

  private static HeldStore.Release release(Request request) {
    return new HeldStore.Release(request.id(), request.place());
  }

  private static NotificationRow row(Work work, Verdict verdict, KeyStore.@Nullable Holder holder) {
    Request request = work.request();
    Message message = request.plan().message();
    long sendAt = request.record().getSendAt();
    return new NotificationRow(
        request.id(),
        message.getSender(),
        new NotificationRow.Subject(
            message.getTemplate().isEmpty() ? null : new TemplateKey(message.getTemplate()),
            message.getTemplateVersion(),
            message.getCategory().isEmpty() ? null : new CategoryKey(message.getCategory()),
            Priority.named(message.getPriority()).orElseThrow()),
        new NotificationRow.Times(
            request.acceptedAt(),
            Instant.ofEpochMilli(message.getExpiresAt()),
            sendAt == 0 ? null : Instant.ofEpochMilli(sendAt)),
        request.record().getRequest().toByteArray(),
        switch (verdict) {
          case SEND ->
              request.isForGroups()
                  ? new NotificationRow.Plan.InChunks()
                  : new NotificationRow.Plan.Decided(work.deliveries());
          case HOLD -> new NotificationRow.Plan.Later();
          case DUPLICATE, REPEATED ->
              new NotificationRow.Plan.Rejected(
                  DUPLICATE,
                  "its idempotency key belongs to " + (holder == null ? "another" : holder.id()));
        });
  }

  private static Map<PositionStore.Source, PositionStore.Position> after(
      Map<PositionStore.Source, PositionStore.Position> before, List<Work> work) {
    Map<PositionStore.Source, PositionStore.Position> after = new HashMap<>(before);
    for (Work each : work) {
      Request request = each.request();
      long offset = request.source().offset();
      Instant acceptedAt = request.acceptedAt();
      after.compute(
          request.partition(),
          (source, position) -> {
            PositionStore.Position old = before.get(source);
            if (position == null || old == null || old.covers(offset, acceptedAt)) {
              return position;
            }
            Instant newest = acceptedAt.isAfter(position.newest()) ? acceptedAt : position.newest();
            return new PositionStore.Position(offset + 1, newest);
          });
    }
    return after;
  }
}
