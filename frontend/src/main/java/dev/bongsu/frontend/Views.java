package dev.bongsu.frontend;

import static dev.bongsu.frontend.Pages.object;

import dev.bongsu.inbox.Connection;
import dev.bongsu.inbox.InboxChange;
import dev.bongsu.inbox.InboxEntry;
import dev.bongsu.inbox.InboxItem;
import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.DeliveryStatus;
import dev.bongsu.ledger.Counts;
import dev.bongsu.ledger.DeliveryView;
import dev.bongsu.ledger.NotificationRow;
import dev.bongsu.ledger.NotificationView;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes what the ledger knows as the contract has it (A9 to A14). */
final class Views {
  private Views() {}

  static Map<String, @Nullable Object> json(NotificationView view) {
    NotificationRow row = view.row();
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", row.id().toString());
    json.put("status", view.status().apiName());
    json.put("sender", row.sender());
    if (row.plan() instanceof NotificationRow.Plan.Rejected(String reason, String detail)) {
      json.put("reason", reason);
      json.put("detail", detail);
    }
    json.putAll(parsed(row.request()));
    json.put("priority", row.subject().priority().apiName());
    json.put("category", text(row.subject().category()));
    json.put("templateVersion", version(row));
    // As it was asked for, in whatever offset; told where nothing was.
    json.putIfAbsent("expiresAt", row.times().expiresAt().toString());
    json.put("acceptedAt", row.times().acceptedAt().toString());
    json.put("expandedAt", time(view.expandedAt()));
    json.put("completedAt", time(view.completedAt()));
    json.put("counts", json(view.counts()));
    return json;
  }

  static Map<String, @Nullable Object> json(DeliveryView view) {
    DeliveryView.State state = view.state();
    return object(
        "id",
        view.id().toString(),
        "notificationId",
        view.notificationId().toString(),
        "recipient",
        text(view.target().recipient()),
        "channel",
        view.target().channel().apiName(),
        "address",
        view.target().address(),
        "status",
        state.status().apiName(),
        "at",
        state.at().toString(),
        "provider",
        state.provider(),
        "reason",
        state.reason(),
        "detail",
        state.detail(),
        "nextAttemptAt",
        time(state.nextAttemptAt()),
        "attempts",
        view.attempts().stream().map(Views::json).toList());
  }

  static Map<String, @Nullable Object> json(InboxEntry entry) {
    InboxItem item = entry.item();
    InboxItem.Text text = item.text();
    return object(
        "id",
        item.id().toString(),
        "notificationId",
        item.notification().toString(),
        "channel",
        item.channel().apiName(),
        "cursor",
        entry.cursor(),
        "title",
        text.title(),
        "body",
        text.body(),
        "url",
        text.url(),
        "data",
        text.data() == null ? null : parsed(text.data().getBytes(StandardCharsets.UTF_8)),
        "category",
        item.category(),
        "priority",
        item.priority().apiName(),
        "at",
        item.at().toString(),
        "state",
        entry.state().apiName());
  }

  static Map<String, @Nullable Object> json(InboxChange change, int unread) {
    return object(
        "deliveries",
        change.deliveries().stream().map(DeliveryId::toString).toList(),
        "state",
        change.state().apiName(),
        "unread",
        unread);
  }

  static Map<String, @Nullable Object> json(List<Connection> connections) {
    return object(
        "connected",
        !connections.isEmpty(),
        "connections",
        connections.stream()
            .map(each -> object("kind", each.kind().apiName(), "since", each.since().toString()))
            .toList());
  }

  private static Map<String, @Nullable Object> json(DeliveryView.Tried attempt) {
    return object(
        "at",
        attempt.at().toString(),
        "provider",
        attempt.provider(),
        "result",
        attempt.result(),
        "code",
        attempt.code(),
        "detail",
        attempt.detail(),
        "latencyMs",
        attempt.latencyMs());
  }

  private static Map<String, @Nullable Object> json(Counts counts) {
    Map<String, @Nullable Object> byChannel = new LinkedHashMap<>();
    counts
        .byChannel()
        .forEach((channel, statuses) -> byChannel.put(channel.apiName(), json(statuses)));
    return object(
        "expected",
        counts.expected(),
        "final",
        counts.settled(),
        "pending",
        counts.pending(),
        "byStatus",
        json(counts.byStatus()),
        "byChannel",
        byChannel);
  }

  private static Map<String, @Nullable Object> json(Map<DeliveryStatus, Long> statuses) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    statuses.forEach((status, count) -> json.put(status.apiName(), count));
    return json;
  }

  private static Map<String, @Nullable Object> parsed(byte[] stored) {
    try {
      return Json.readObject(stored);
    } catch (JsonException e) {
      throw new IllegalStateException("JSON was stored that does not parse", e);
    }
  }

  private static @Nullable Object version(NotificationRow row) {
    return row.subject().template() == null ? null : row.subject().templateVersion();
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  static @Nullable String time(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
