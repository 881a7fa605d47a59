package dev.bongsu.fanout;

import dev.bongsu.directory.Recipient;
import dev.bongsu.directory.Recipients;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.DeliveryStatus;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.ledger.DeliveryView;
import dev.bongsu.ledger.Ledger;
import dev.bongsu.log.Entry;
import dev.bongsu.log.Log;
import dev.bongsu.log.LogUnavailableException;
import dev.bongsu.log.PendingAppend;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Has devices show no longer what was read elsewhere. What it told lately it does not tell again:
 * the newest {@value #MOST_REMEMBERED} are remembered. Not for several threads, but for {@link
 * #dismissals}.
 */
final class Dismissing {
  private static final int MOST_REMEMBERED = 20_000;

  private final Log log;
  private final Recipients recipients;
  private final Inboxes inboxes;
  private final Clock clock;
  private final Set<DeliveryId> dismissed = new LinkedHashSet<>();
  private final LongAdder dismissals = new LongAdder();

  Dismissing(Log log, Recipients recipients, Inboxes inboxes, Clock clock) {
    this.log = log;
    this.recipients = recipients;
    this.inboxes = inboxes;
    this.clock = clock;
  }

  /** Deliveries that were to vanish where they were shown. */
  long dismissals() {
    return dismissals.sum();
  }

  /**
   * Has them vanish wherever they are shown but for where they were read.
   *
   * @param known what the ledger knows of what was read
   */
  void dismiss(List<Read> reads, Map<Ledger.Addressed, List<DeliveryView>> known)
      throws LogUnavailableException, InterruptedException {
    Map<RecipientId, Set<DeliveryView>> shown = new LinkedHashMap<>();
    for (Read read : reads) {
      for (Ledger.Addressed notification : read.notifications()) {
        for (DeliveryView each : known.getOrDefault(notification, List.of())) {
          if (isShown(each) && !read.names(each.id()) && !dismissed.contains(each.id())) {
            shown.computeIfAbsent(read.recipient(), _ -> new LinkedHashSet<>()).add(each);
          }
        }
      }
    }
    Map<RecipientId, Recipient> reached = recipients.lookup(shown.keySet());
    List<PendingAppend> appends = new ArrayList<>();
    List<DeliveryId> done = new ArrayList<>();
    for (var each : shown.entrySet()) {
      Map<Address, List<DeliveryView>> byAddress =
          byAddress(reached.get(each.getKey()), each.getValue());
      if (!byAddress.isEmpty()) {
        var what = new Dismissals(each.getKey(), inboxes.unread(each.getKey()), clock.instant());
        for (Entry entry : what.entries(byAddress, log.partitionOf(each.getKey().value()))) {
          appends.add(log.writer().append(entry));
        }
        byAddress.values().forEach(all -> all.forEach(one -> done.add(one.id())));
      }
    }
    for (PendingAppend append : appends) {
      append.await();
    }
    remember(done);
  }

  private static boolean isShown(DeliveryView delivery) {
    boolean sent =
        delivery.state().status() == DeliveryStatus.SENT
            || delivery.state().status() == DeliveryStatus.DELIVERED;
    return switch (delivery.target().channel()) {
      case ANDROID, IOS, BROWSER -> sent;
      case EMAIL, SMS, VOICE, INAPP -> false;
    };
  }

  /** The ledger has addresses masked only, but a delivery's id tells which one it went to. */
  private static Map<Address, List<DeliveryView>> byAddress(
      @Nullable Recipient recipient, Set<DeliveryView> deliveries) {
    Map<Address, List<DeliveryView>> byAddress = new LinkedHashMap<>();
    if (recipient != null) {
      for (DeliveryView each : deliveries) {
        for (Address address : recipient.addresses()) {
          if (address.channel() == each.target().channel()
              && DeliveryId.of(each.notificationId(), recipient.id(), address).equals(each.id())) {
            byAddress.computeIfAbsent(address, _ -> new ArrayList<>()).add(each);
          }
        }
      }
    }
    return byAddress;
  }

  private void remember(List<DeliveryId> done) {
    dismissals.add(done.size());
    dismissed.addAll(done);
    var oldest = dismissed.iterator();
    for (int more = dismissed.size() - MOST_REMEMBERED; more > 0; more--) {
      oldest.next();
      oldest.remove();
    }
  }
}
