package dev.bongsu.fanout;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.bongsu.directory.Recipients;
import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.DeliveryStatus;
import dev.bongsu.kernel.RecipientId;
import dev.bongsu.ledger.DeliveryView;
import dev.bongsu.ledger.Ledger;
import dev.bongsu.log.Entry;
import dev.bongsu.log.Log;
import dev.bongsu.log.LogReader;
import dev.bongsu.log.LogRecord;
import dev.bongsu.log.LogUnavailableException;
import dev.bongsu.log.ReaderSpec;
import dev.bongsu.log.Topics;
import dev.bongsu.log.wire.Receipt;
import dev.bongsu.log.wire.ReceiptRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acknowledged once, cleared everywhere: what a recipient read in one place is called off where it
 * waits, and vanishes where it is shown. Whatever is done twice changes nothing, so a crash costs
 * nothing but that.
 */
public final class Clearing implements AutoCloseable {
  private static final String GROUP = "fanout.clearing";
  private static final int MAX_IN_FLIGHT = 20_000;
  private static final long MAX_IN_FLIGHT_BYTES = 16L << 20;
  private static final int AT_ONCE = 200;
  private static final Duration WAIT = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Logger LOG = LoggerFactory.getLogger(Clearing.class);

  private final Log log;
  private final Ledger ledger;
  private final Inboxes inboxes;
  private final Clock clock;
  private final Dismissing dismissing;
  private final LogReader reader;
  private final Loop loop = new Loop("clearing", () -> step(WAIT));
  private final PriorityQueue<Read> waiting =
      new PriorityQueue<>(Comparator.comparingLong(Read::dueMillis));
  private final LongAdder calledOff = new LongAdder();

  /** Takes part in the work at once. */
  public Clearing(Log log, Recipients recipients, Ledger ledger, Inboxes inboxes, Clock clock) {
    this.log = log;
    this.ledger = ledger;
    this.inboxes = inboxes;
    this.clock = clock;
    this.dismissing = new Dismissing(log, recipients, inboxes, clock);
    this.reader =
        log.reader(ReaderSpec.of(GROUP, List.of(Topics.READS), MAX_IN_FLIGHT, MAX_IN_FLIGHT_BYTES));
  }

  /** Clears until it is closed. */
  public void run() {
    loop.run();
  }

  @Override
  public void close() {
    loop.close();
    reader.close();
  }

  /** Deliveries that were to vanish where they were shown. */
  public long dismissals() {
    return dismissing.dismissals();
  }

  /** Notifications called off for one recipient. */
  public long calledOff() {
    return calledOff.sum();
  }

  /** Takes what there is, after waiting for at most {@code wait}, and looks after what is due. */
  void step(Duration wait) throws InterruptedException {
    for (LogRecord record : reader.poll(untilDue(wait))) {
      take(record);
    }
    List<Read> due = due();
    try {
      if (!due.isEmpty()) {
        look(due);
      }
    } catch (JdbiException | LogUnavailableException e) {
      LOG.warn("what was read is cleared later: {}", e.getMessage());
      waiting.addAll(due);
      loop.pause(PAUSE);
    }
    reader.commit();
  }

  private Duration untilDue(Duration wait) {
    Read next = waiting.peek();
    return next == null
        ? wait
        : Duration.ofMillis(Math.clamp(next.dueMillis() - clock.millis(), 0, wait.toMillis()));
  }

  private void take(LogRecord record) {
    try {
      waiting.add(Read.of(record));
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      LOG.error("{} cannot be read and is passed over", Place.of(record), e);
      reader.finish(record, List.of());
    }
  }

  private List<Read> due() {
    List<Read> due = new ArrayList<>();
    long now = clock.millis();
    for (Read next = waiting.peek();
        next != null && due.size() < AT_ONCE && next.dueMillis() <= now;
        next = waiting.peek()) {
      waiting.remove();
      if (reader.owns(next.record())) {
        due.add(next);
      }
    }
    return due;
  }

  private void look(List<Read> reads) throws LogUnavailableException, InterruptedException {
    recogniseClaimed(reads);
    Set<Ledger.Addressed> sought = new LinkedHashSet<>();
    reads.forEach(each -> sought.addAll(each.notifications()));
    Map<Ledger.Addressed, List<DeliveryView>> known = new HashMap<>();
    for (DeliveryView each : ledger.of(sought)) {
      RecipientId recipient = each.target().recipient();
      if (recipient != null) {
        known
            .computeIfAbsent(
                new Ledger.Addressed(each.notificationId(), recipient), _ -> new ArrayList<>())
            .add(each);
      }
    }
    callOff(reads, known);
    dismissing.dismiss(reads, known);
    for (Read each : reads) {
      List<DeliveryView> its = new ArrayList<>();
      each.notifications().forEach(one -> its.addAll(known.getOrDefault(one, List.of())));
      if (each.looked(its, clock.millis())) {
        reader.finish(each.record(), List.of());
      } else {
        waiting.add(each);
      }
    }
  }

  /** What was read on another channel is read in the inbox too. */
  private void recogniseClaimed(List<Read> reads)
      throws LogUnavailableException, InterruptedException {
    Set<DeliveryId> claimed = new LinkedHashSet<>();
    reads.forEach(each -> claimed.addAll(each.claimed()));
    Map<DeliveryId, DeliveryView> known = new HashMap<>();
    ledger.deliveries(claimed).forEach(each -> known.put(each.id(), each));
    for (Read read : reads) {
      // Whoever names what is somebody else's learns nothing of it and changes nothing.
      List<DeliveryView> own =
          known.values().stream()
              .filter(each -> read.claimed().contains(each.id()))
              .filter(each -> read.recipient().equals(each.target().recipient()))
              .toList();
      if (!own.isEmpty()) {
        tellOpened(read, own);
        own.forEach(read::know);
      }
    }
  }

  private void tellOpened(Read read, List<DeliveryView> deliveries)
      throws LogUnavailableException, InterruptedException {
    RecipientId recipient = read.recipient();
    ReceiptRecord.Builder receipts = ReceiptRecord.newBuilder();
    Set<DeliveryId> items = new HashSet<>();
    for (DeliveryView each : deliveries) {
      receipts.addReceipts(opened(each, read));
      items.add(
          DeliveryId.of(
              each.notificationId(), recipient, new Address(Channel.INAPP, recipient.value())));
    }
    int partition = log.partitionOf(recipient.value());
    log.writer()
        .append(new Entry(Topics.RECEIPTS, partition, receipts.build().toByteArray()))
        .await();
    inboxes.read(recipient, items);
  }

  private static Receipt opened(DeliveryView delivery, Read read) {
    String provider = delivery.state().provider();
    return Receipt.newBuilder()
        .setProvider(provider == null ? "" : provider)
        .setDeliveryId(ByteString.copyFrom(delivery.id().bytes()))
        .setStatus(DeliveryStatus.OPENED.apiName())
        .setAt(read.atMillis())
        .build();
  }

  private void callOff(List<Read> reads, Map<Ledger.Addressed, List<DeliveryView>> known)
      throws LogUnavailableException, InterruptedException {
    Set<Ledger.Addressed> open = new LinkedHashSet<>();
    for (Read read : reads) {
      for (Ledger.Addressed each : read.notifications()) {
        if (known.getOrDefault(each, List.of()).stream().anyMatch(Clearing::isInterrupting)
            && !read.isCalledOff(each)) {
          open.add(each);
        }
      }
    }
    ledger.readElsewhere(open);
    calledOff.add(open.size());
    // Not before: what could not be told is told with the next look.
    reads.forEach(each -> each.calledOff(open));
  }

  private static boolean isInterrupting(DeliveryView delivery) {
    return delivery.target().channel() != Channel.INAPP && !delivery.state().status().isSettled();
  }
}
