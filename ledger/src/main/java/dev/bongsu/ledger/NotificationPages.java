package dev.bongsu.ledger;

import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.Page;
import dev.bongsu.kernel.RecipientId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Pages of notifications. What only follows from the deliveries (the status) is looked at after the
 * rows are read, step by step, and the steps of one page are bounded.
 */
final class NotificationPages {
  private static final int MAX_STEPS = 20;
  private static final int STEP = 500;
  private static final int MAX_WORDS = 100;
  // A page of the largest requests must not be half a gigabyte.
  private static final long MAX_REQUEST_BYTES = 8L * 1024 * 1024;
  private static final byte[] NO_REQUEST = {};

  private record Found(Recorded recorded, NotificationView view) {}

  private final Handle handle;
  private final NotificationFilter filter;
  private final Instant now;
  private final @Nullable List<String> words;

  NotificationPages(Handle handle, NotificationFilter filter, Instant now) {
    this.handle = handle;
    this.filter = filter;
    this.now = now;
    String like = filter.about().words();
    this.words = like == null ? null : LedgerStore.words(handle, like, MAX_WORDS);
  }

  static Optional<NotificationView> find(Handle handle, NotificationId id, Instant now) {
    List<Recorded> rows = NotificationQuery.of(List.of(id.value())).rows(handle, 1);
    return withRequests(handle, found(handle, rows, now)).stream().findFirst();
  }

  /** Those of these that there are, without their requests. */
  static List<NotificationView> find(Handle handle, List<UUID> ids, Instant now) {
    List<Recorded> rows = NotificationQuery.of(ids).rows(handle, ids.size());
    return found(handle, rows, now).stream().map(Found::view).toList();
  }

  /** The page that begins after {@code from}, or with the newest. */
  Page<NotificationView> page(int limit, @Nullable NotificationId from) {
    List<Found> page = new ArrayList<>();
    NotificationId before = from;
    long bytes = 0;
    for (int step = 0; step < MAX_STEPS; step++) {
      Scan scan = scan(before, limit + 1);
      for (Found each : found(handle, scan.rows(), now)) {
        if (filter.status() != null && each.view().status() != filter.status()) {
          continue;
        }
        bytes += each.recorded().requestBytes();
        boolean full = page.size() == limit || (bytes > MAX_REQUEST_BYTES && !page.isEmpty());
        if (full) {
          return answer(page, page.getLast().recorded().id());
        }
        page.add(each);
      }
      before = scan.to();
      if (before == null) {
        break;
      }
    }
    return answer(page, before);
  }

  /**
   * Some rows.
   *
   * @param to how far was looked, null if to the end
   */
  private record Scan(List<Recorded> rows, @Nullable NotificationId to) {}

  private Scan scan(@Nullable NotificationId before, int wanted) {
    NotificationQuery query = NotificationQuery.of(filter, words, now);
    if (before != null) {
      query.before(before);
    }
    RecipientId recipient = filter.recipient();
    if (recipient != null) {
      List<UUID> ids = LedgerStore.of(handle, recipient, before, STEP);
      query.among(ids);
      return new Scan(
          query.rows(handle, STEP), ids.isEmpty() ? null : new NotificationId(ids.getLast()));
    }
    int limit = filter.status() == null ? wanted : Math.max(wanted, STEP);
    List<Recorded> rows = query.rows(handle, limit);
    return new Scan(rows, rows.size() < limit ? null : rows.getLast().id());
  }

  private Page<NotificationView> answer(List<Found> page, @Nullable NotificationId last) {
    return new Page<>(
        withRequests(handle, page), last == null ? null : Page.cursorAfter(last.toString()));
  }

  private static List<Found> found(Handle handle, List<Recorded> rows, Instant now) {
    List<Facts> facts = LedgerStore.facts(handle, rows);
    List<Found> found = new ArrayList<>(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      Recorded recorded = rows.get(i);
      found.add(new Found(recorded, facts.get(i).view(recorded, now)));
    }
    return found;
  }

  private static List<NotificationView> withRequests(Handle handle, List<Found> page) {
    Map<UUID, byte[]> requests =
        LedgerStore.requests(
            handle, page.stream().map(each -> each.recorded().id().value()).toList());
    return page.stream()
        .map(each ->
            each.view().with(requests.getOrDefault(each.recorded().id().value(), NO_REQUEST)))
        .toList();
  }
}
