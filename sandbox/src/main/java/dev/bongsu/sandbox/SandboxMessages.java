package dev.bongsu.sandbox;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.InvalidException;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.Page;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The messages that came in last, as many as there is room for. For many threads. */
public final class SandboxMessages {
  /** Of a message beside its bytes, about. */
  private static final int OVERHEAD_BYTES = 256;

  private static final int LOOKUP_BATCH = 500;

  private final long maxBytes;
  private final Clock clock;
  private final Origins origins;
  private final Deque<Captured> newestFirst = new ArrayDeque<>();
  private long bytes;
  private long count;

  /**
   * No messages yet.
   *
   * @param maxBytes how much memory they may take; the oldest give way
   * @param origins asked when messages are listed, never when one comes in
   */
  public SandboxMessages(long maxBytes, Clock clock, Origins origins) {
    this.maxBytes = maxBytes;
    this.clock = clock;
    this.origins = origins;
  }

  /** How many came in since the beginning, also those that gave way. */
  public synchronized long count() {
    return count;
  }

  /** The messages that match, the newest first. */
  public Page<SandboxMessage> list(SandboxFilter filter, Page.Request page)
      throws InvalidException {
    long before = before(page);
    List<Captured> found = new ArrayList<>();
    Iterator<Captured> all =
        snapshot().stream()
            .filter(each -> each.no() < before)
            .filter(each -> mayMatch(each, filter))
            .iterator();
    List<Captured> batch = new ArrayList<>();
    while (found.size() <= page.limit() && all.hasNext()) {
      batch.clear();
      while (batch.size() < LOOKUP_BATCH && all.hasNext()) {
        batch.add(all.next());
      }
      resolve(batch);
      batch.stream()
          .filter(each -> matches(each, filter))
          .limit(page.limit() + 1L - found.size())
          .forEach(found::add);
    }
    return Page.of(
        found.stream().map(Captured::message).toList(), page, each -> Long.toString(each.no()));
  }

  /** Forgets them all. */
  public synchronized void clear() {
    newestFirst.clear();
    bytes = 0;
  }

  /**
   * Keeps a message; {@code raw} is not copied.
   *
   * @param reading asked only when somebody looks at the message
   */
  synchronized void add(
      @Nullable DeliveryId delivery, Address address, byte[] raw, Captured.Reading reading) {
    count++;
    newestFirst.addFirst(new Captured(count, clock.instant(), delivery, address, raw, reading));
    bytes += raw.length + OVERHEAD_BYTES;
    while (bytes > maxBytes && newestFirst.size() > 1) {
      bytes -= newestFirst.removeLast().sizeBytes() + OVERHEAD_BYTES;
    }
  }

  private synchronized List<Captured> snapshot() {
    return List.copyOf(newestFirst);
  }

  private static long before(Page.Request page) throws InvalidException {
    String place = page.place();
    try {
      return place == null ? Long.MAX_VALUE : Long.parseLong(place);
    } catch (NumberFormatException _) {
      throw Page.Request.malformedCursor();
    }
  }

  /** All that can be told without asking: deliveries of a notification share its first bytes. */
  private static boolean mayMatch(Captured each, SandboxFilter filter) {
    NotificationId notification = filter.notification();
    if (filter.channel() != null && filter.channel() != each.address().channel()) {
      return false;
    }
    DeliveryId delivery = each.delivery();
    return notification == null
        || (delivery != null
            && delivery.value().getMostSignificantBits()
                == notification.value().getMostSignificantBits());
  }

  private static boolean matches(Captured each, SandboxFilter filter) {
    Origin origin = each.origin();
    if (filter.recipient() != null
        && (origin == null || !filter.recipient().equals(origin.recipient()))) {
      return false;
    }
    return filter.notification() == null
        || origin == null
        || filter.notification().equals(origin.notification());
  }

  private void resolve(List<Captured> batch) {
    List<DeliveryId> unknown =
        batch.stream()
            .filter(each -> each.origin() == null)
            .map(Captured::delivery)
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    if (unknown.isEmpty()) {
      return;
    }
    Map<DeliveryId, Origin> found = origins.of(unknown);
    for (Captured each : batch) {
      if (each.delivery() != null) {
        each.know(found.get(each.delivery()));
      }
    }
  }
}
