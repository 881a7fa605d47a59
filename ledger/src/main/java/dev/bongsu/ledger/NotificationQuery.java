package dev.bongsu.ledger;

import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.Priority;
import dev.bongsu.kernel.TemplateKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The rows of notifications that a filter lets through, newest first. */
final class NotificationQuery {
  private static final String SELECT =
      """
      select n.id, n.accepted_at, n.expires_at, n.send_at, n.expected, n.template_version,
        n.priority, n.chunked, n.sender, n.template, n.category, n.reason, n.detail,
        octet_length(n.request) as request_bytes, c.chunks, c.planned_at,
        x.id is not null as cancelled
      from notification n
      left join chunked_notification c on c.id = n.id
      left join cancelled_notification x on x.id = n.id
      """;

  private final List<String> conditions = new ArrayList<>();
  private final Map<String, Object> values = new HashMap<>();
  private final Map<String, List<?>> lists = new HashMap<>();

  /** These, whatever they are. */
  static NotificationQuery of(List<UUID> ids) {
    var query = new NotificationQuery();
    query.among("n.id = any(:ids)", "ids", ids);
    return query;
  }

  /**
   * What the filter says about the row itself.
   *
   * @param words what the filter's words were found to mean, null if it has none
   */
  static NotificationQuery of(
      NotificationFilter filter, @Nullable List<String> words, Instant now) {
    var query = new NotificationQuery();
    NotificationFilter.About about = filter.about();
    query.is("n.sender = :sender", "sender", about.sender());
    TemplateKey template = about.template();
    query.is("n.template = :template", "template", template == null ? null : template.value());
    CategoryKey category = about.category();
    query.is("n.category = :category", "category", category == null ? null : category.value());
    Priority priority = about.priority();
    query.is("n.priority = :priority", "priority", priority == null ? null : Codes.of(priority));
    if (words != null) {
      query.among(
          "(n.template = any(:words) or n.category = any(:words) or n.sender = any(:words))",
          "words",
          words);
    }
    Instant from = filter.span().from();
    query.is("n.id >= :from", "from", from == null ? null : NotificationId.firstAt(from).value());
    Instant to = filter.span().to();
    query.is("n.id < :to", "to", to == null ? null : NotificationId.firstAt(to).value());
    query.status(filter.status(), now);
    return query;
  }

  /** Only those before this one. */
  void before(NotificationId id) {
    is("n.id < :before", "before", id.value());
  }

  /** Only these. */
  void among(List<UUID> ids) {
    among("n.id = any(:among)", "among", ids);
  }

  List<Recorded> rows(Handle handle, int limit) {
    String where = conditions.isEmpty() ? "true" : String.join(" and ", conditions);
    Query query =
        handle
            .createQuery(SELECT + "where " + where + " order by n.id desc limit :limit")
            .bind("limit", limit)
            .bindMap(values);
    lists.forEach((name, list) ->
        query.bindArray(name, list.getFirst() instanceof UUID ? UUID.class : String.class, list));
    return query.map((row, _) -> Rows.recorded(row)).list();
  }

  private void status(@Nullable NotificationStatus status, Instant now) {
    if (status == null) {
      return;
    }
    switch (status) {
      case SCHEDULED -> is("n.send_at > :now", "now", now);
      case REJECTED -> conditions.add("n.reason is not null");
      case CANCELLED -> conditions.add("n.id in (select id from cancelled_notification)");
      case EXPANDING, SENDING ->
          conditions.add(
              "(n.id in (select id from open_notification)"
                  + " or n.id in (select id from chunked_notification))");
      case ACCEPTED, COMPLETED -> conditions.add("n.reason is null");
    }
  }

  private void is(String condition, String name, @Nullable Object value) {
    if (value != null) {
      conditions.add(condition);
      values.put(name, value);
    }
  }

  private void among(String condition, String name, List<?> list) {
    if (list.isEmpty()) {
      conditions.add("false");
    } else {
      conditions.add(condition);
      lists.put(name, list);
    }
  }
}
