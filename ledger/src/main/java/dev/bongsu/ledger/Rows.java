package dev.bongsu.ledger;

import dev.bongsu.json.Json;
import dev.bongsu.json.JsonException;
import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.TemplateKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How rows of the tables are read. */
final class Rows {
  private static final byte[] NO_REQUEST = {};

  private Rows() {}

  static Recorded recorded(ResultSet row) throws SQLException {
    String template = row.getString("template");
    String category = row.getString("category");
    var bare =
        new NotificationRow(
            new NotificationId(row.getObject("id", UUID.class)),
            row.getString("sender"),
            new NotificationRow.Subject(
                template == null ? null : new TemplateKey(template),
                row.getInt("template_version"),
                category == null ? null : new CategoryKey(category),
                Codes.priority(row.getInt("priority"))),
            new NotificationRow.Times(
                time(row, "accepted_at"), time(row, "expires_at"), timeOrNull(row, "send_at")),
            NO_REQUEST,
            plan(row));
    return new Recorded(
        bare,
        row.getBoolean("chunked"),
        row.getInt("request_bytes"),
        row.getObject("chunks", Integer.class),
        timeOrNull(row, "planned_at"),
        row.getBoolean("cancelled"));
  }

  static EventRow event(ResultSet row) throws SQLException {
    Instant attemptAt = timeOrNull(row, "attempt_at");
    List<DeliveryView.Tried> attempts = new ArrayList<>();
    if (attemptAt != null) {
      attempts.addAll(earlier(row.getBytes("earlier")));
      attempts.add(
          new DeliveryView.Tried(
              attemptAt,
              row.getString("provider"),
              Codes.result(row.getInt("result")),
              row.getString("code"),
              row.getString("detail"),
              row.getInt("latency_ms")));
    }
    var last =
        new EventRow.Last(
            Codes.status(row.getInt("status")),
            row.getInt("step"),
            time(row, "at"),
            row.getString("reason"),
            row.getString("receipt_detail"),
            timeOrNull(row, "next_attempt_at"));
    return new EventRow(
        row.getObject("delivery_id", UUID.class),
        row.getLong("notification_tail"),
        Codes.channel(row.getInt("channel")),
        row.getInt("origin") > 0,
        row.getString("recipient"),
        row.getString("address"),
        last,
        attempts);
  }

  static Instant time(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  static @Nullable Instant timeOrNull(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static NotificationRow.Plan plan(ResultSet row) throws SQLException {
    String reason = row.getString("reason");
    if (reason != null) {
      String detail = row.getString("detail");
      return new NotificationRow.Plan.Rejected(reason, detail == null ? "" : detail);
    }
    if (row.getBoolean("chunked")) {
      return new NotificationRow.Plan.InChunks();
    }
    Integer expected = row.getObject("expected", Integer.class);
    return expected == null
        ? new NotificationRow.Plan.Later()
        : new NotificationRow.Plan.Decided(expected);
  }

  private static List<DeliveryView.Tried> earlier(byte @Nullable [] json) {
    List<DeliveryView.Tried> attempts = new ArrayList<>();
    if (json == null) {
      return attempts;
    }
    try {
      if (Json.read(json) instanceof List<?> list) {
        for (Object each : list) {
          attempts.add(tried(Json.object(each)));
        }
      }
      return attempts;
    } catch (JsonException e) {
      throw new IllegalStateException("the attempts of a row are not as they were written", e);
    }
  }

  private static DeliveryView.Tried tried(Map<String, @Nullable Object> json) {
    return new DeliveryView.Tried(
        Instant.ofEpochMilli(number(json.get("at"))),
        String.valueOf(json.get("provider")),
        String.valueOf(json.get("result")),
        text(json.get("code")),
        text(json.get("detail")),
        (int) number(json.get("latencyMs")));
  }

  private static long number(@Nullable Object value) {
    return value instanceof Number number ? number.longValue() : 0;
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }
}
