package dev.bongsu.ledger;

import dev.bongsu.kernel.DeliveryStatus;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Pages of one notification's deliveries, in the order of ids. The steps of one page are bounded.
 */
final class DeliveryPages {
  private static final int MAX_STEPS = 20;
  private static final int STEP = 1000;

  private final Handle handle;
  private final NotificationId notification;
  private final DeliveryFilter filter;
  private final boolean calledOff;

  DeliveryPages(Handle handle, NotificationId notification, DeliveryFilter filter) {
    this.handle = handle;
    this.notification = notification;
    this.filter = filter;
    this.calledOff = LedgerStore.isCancelled(handle, notification);
  }

  /** The page that begins after {@code from}, or with the first. */
  Page<DeliveryView> page(int limit, @Nullable UUID from) {
    DeliveryStatus status = filter.status();
    // In a cancelled notification no row says so of what is not settled yet.
    boolean anyStatus = calledOff && status == DeliveryStatus.CANCELLED;
    int each = status == null ? limit + 1 : STEP;
    List<DeliveryView> page = new ArrayList<>();
    UUID after = from;
    for (int step = 0; step < MAX_STEPS; step++) {
      List<UUID> ids = LedgerStore.candidates(handle, notification, filter, after, anyStatus, each);
      Map<UUID, List<EventRow>> events = LedgerStore.events(handle, ids);
      for (List<EventRow> rows : events.values()) {
        DeliveryView view = EventRow.fold(rows, calledOff);
        if (status != null && view.state().status() != status) {
          continue;
        }
        if (page.size() == limit) {
          return new Page<>(page, Page.cursorAfter(page.getLast().id().toString()));
        }
        page.add(view);
      }
      if (ids.size() < each) {
        return new Page<>(page, null);
      }
      after = ids.getLast();
    }
    return new Page<>(page, after == null ? null : Page.cursorAfter(after.toString()));
  }
}
