package dev.bongsu.ledger;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryStatus;
import dev.bongsu.ledger.StatisticsQuestion.Dimension;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Adds up the minutes that the writer counted. */
final class StatisticsQuery {
  private StatisticsQuery() {}

  /** One row more than {@link StatisticsQuestion#MOST_ROWS} where there are too many. */
  static List<StatisticsRow> rows(Handle handle, StatisticsQuestion question) {
    var columns = new StringBuilder();
    var groups = new StringBuilder("1");
    int column = 1;
    for (Dimension each : Dimension.values()) {
      if (question.by().contains(each)) {
        columns.append(", ").append(each.apiName());
        groups.append(", ").append(++column);
      }
    }
    return handle
        .createQuery(
            "select date_bin(make_interval(secs => :seconds), minute, timestamptz 'epoch') as at"
                + columns
                + ", sum(deliveries) as deliveries, sum(attempts) as attempts,"
                + " sum(latency_ms) as latency_ms from delivery_minute"
                + " where minute >= :from and minute < :to"
                + " group by "
                + groups
                + " order by "
                + groups
                + " limit :limit")
        .bind("seconds", question.bucket().toSeconds())
        .bind("from", question.from().atOffset(ZoneOffset.UTC))
        .bind("to", question.to().atOffset(ZoneOffset.UTC))
        .bind("limit", StatisticsQuestion.MOST_ROWS + 1)
        .map((row, _) -> row(row, question))
        .list();
  }

  /** Minutes before this one are forgotten. */
  static void forgetBefore(Handle handle, Instant oldest) {
    handle
        .createUpdate("delete from delivery_minute where minute < :oldest")
        .bind("oldest", oldest.atOffset(ZoneOffset.UTC))
        .execute();
  }

  private static StatisticsRow row(ResultSet row, StatisticsQuestion question) throws SQLException {
    boolean byChannel = question.by().contains(Dimension.CHANNEL);
    boolean byStatus = question.by().contains(Dimension.STATUS);
    Channel channel = byChannel ? Codes.channel(row.getInt("channel")) : null;
    DeliveryStatus status = byStatus ? Codes.status(row.getInt("status")) : null;
    return new StatisticsRow(
        row.getObject("at", OffsetDateTime.class).toInstant(),
        channel,
        text(row, question, Dimension.TEMPLATE),
        status,
        text(row, question, Dimension.SENDER),
        row.getLong("deliveries"),
        row.getLong("attempts"),
        row.getLong("latency_ms"));
  }

  private static @Nullable String text(ResultSet row, StatisticsQuestion question, Dimension which)
      throws SQLException {
    return question.by().contains(which) ? row.getString(which.apiName()) : null;
  }
}
