package dev.bongsu.ledger;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.kernel.DeliveryStatus;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.SuppressionReason;
import dev.bongsu.log.LogRecord;
import dev.bongsu.log.wire.DeliveryEvent;
import dev.bongsu.log.wire.OutcomeGroup;
import dev.bongsu.log.wire.OutcomeRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stretch of the log, added up: one {@link Change} a delivery, however many events it had, and
 * the sums that follow. Not for several threads.
 */
final class Batch {
  private static final Logger LOG = LoggerFactory.getLogger(Batch.class);
  private static final String COMPLAINED = SuppressionReason.COMPLAINED.apiName();

  /** From how many on it pays to leave beginnings for the next batch. */
  private static final int MANY = 1_000;

  /** More than these are written at once: the last of them may all come due together. */
  private static final int MAX_BEGINNINGS = 8_000;

  /** With batches of 400 ms, nothing is kept from readers for longer than they are promised. */
  private static final int MAX_BATCHES_LEFT = 2;

  private final Map<UUID, Change> changes = new LinkedHashMap<>();
  private final Map<UUID, Beginning> beginnings = new LinkedHashMap<>();
  private final Set<Integer> resumed = new HashSet<>();
  private final Map<NotificationId, Tally> tallies = new HashMap<>();
  // Sorted, so that two writers lock rows in the same order.
  private final Map<NotificationId, Long> unsettled = new TreeMap<>();
  private final Map<Integer, Long> positions = new TreeMap<>();
  private final MinuteTally minutes = new MinuteTally();
  private final List<Late> lates = new ArrayList<>();
  private int events;
  private int settled;

  /** An event of which only the tables can tell what it changes. */
  private record Late(
      UUID delivery,
      OutcomeGroup group,
      NotificationId notification,
      Channel channel,
      DeliveryEvent event,
      @Nullable Tally tally) {}

  /** Where a delivery stands before a receipt of it is taken up. */
  private record Known(DeliveryStatus status, String reason, String detail) {
    static Known of(Change change) {
      return new Known(change.status(), change.reason(), change.detail());
    }

    static Known of(EventRow.Last last) {
      return new Known(
          last.status(),
          Objects.requireNonNullElse(last.reason(), ""),
          Objects.requireNonNullElse(last.detail(), ""));
    }

    /** Calls that reached nobody have failed before the provider's words of it are taken up. */
    boolean lacksWordsOf(DeliveryStatus said, DeliveryEvent event) {
      return said == status
          && event.getReason().equals(reason)
          && detail.isEmpty()
          && !event.getDetail().isEmpty();
    }
  }

  /** Goes on with what the batch before left of a partition, if it left anything. */
  void resume(int partition, BatchStore.Position position) {
    if (!position.left().isEmpty()) {
      positions.put(partition, position.next());
      resumed.add(partition);
      position.left().forEach(each -> beginnings.put(id(each.event()), each));
    }
  }

  /** Where a partition stands when this batch, closed, is written. */
  BatchStore.Position after(int partition, BatchStore.@Nullable Position before) {
    long number = before == null ? 0 : before.number();
    return new BatchStore.Position(next(partition), number + 1, left(partition));
  }

  /** Whether this batch took up something that an earlier one had left of this partition. */
  boolean hasResumed(int partition) {
    return resumed.contains(partition);
  }

  /**
   * Decides what is left for the next batch. Under load, what becomes of a delivery is known a
   * moment after it was decided on: if both are in one batch, they are one row.
   *
   * @param more whether the next batch is about to come
   */
  void close(boolean more) {
    boolean leaves = more && changes.size() + beginnings.size() >= MANY;
    for (Map.Entry<UUID, Beginning> each : List.copyOf(beginnings.entrySet())) {
      if (leaves && each.getValue().batches() < MAX_BATCHES_LEFT) {
        each.setValue(each.getValue().left());
      } else {
        takeUp(each.getKey());
      }
    }
  }

  /** What is left for the next batch, after {@link #close}. */
  List<Beginning> left(int partition) {
    return beginnings.values().stream().filter(each -> each.partition() == partition).toList();
  }

  /** Adds what a record says; one that cannot be read is passed over, loudly. */
  void add(LogRecord record) {
    positions.put(record.partition(), record.offset() + 1);
    try {
      for (OutcomeGroup group : OutcomeRecord.parseFrom(record.value()).getGroupsList()) {
        add(group, record.partition(), record.appendedAtMillis());
      }
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      LOG.error(
          "outcome {}/{} cannot be read and is not in the ledger",
          record.partition(),
          record.offset(),
          e);
    }
  }

  /** Where the next record of this partition must begin not to be here already. */
  long next(int partition) {
    return positions.getOrDefault(partition, 0L);
  }

  boolean isEmpty() {
    return positions.isEmpty();
  }

  int events() {
    return events;
  }

  /** How many deliveries came to need no more work. */
  int settled() {
    return settled;
  }

  Collection<Change> changes() {
    return changes.values();
  }

  /** Of chunked notifications only. */
  Map<NotificationId, Tally> tallies() {
    return tallies;
  }

  /** By how many the unsettled deliveries of a notification became more or fewer; never by 0. */
  Map<NotificationId, Long> unsettled() {
    return unsettled;
  }

  /** What came to which status, by minute. */
  MinuteTally minutes() {
    return minutes;
  }

  /** The first offset not taken, by partition. */
  Map<Integer, Long> positions() {
    return positions;
  }

  private void add(OutcomeGroup group, int partition, long appendedAtMillis) {
    NotificationId notification = NotificationId.of(group.getNotificationId().toByteArray());
    if (group.hasChunk()) {
      tally(notification).chunk(group.getChunk().getDeliveries(), appendedAtMillis);
    }
    Channel channel = Codes.channelNamed(group.getChannel());
    if (group.getEventsCount() > 0 && channel == null) {
      throw new IllegalArgumentException("wanted a channel but found " + group.getChannel());
    }
    Tally tally = group.getChunked() ? tally(notification) : null;
    for (DeliveryEvent event : group.getEventsList()) {
      if (channel == null) {
        continue;
      }
      events++;
      UUID delivery = id(event);
      takeUp(delivery);
      if (tally == null && isBeginning(event) && beginnings.size() < MAX_BEGINNINGS) {
        beginnings.put(delivery, new Beginning(partition, group, event, 0));
      } else {
        add(group, notification, channel, event, tally);
      }
    }
  }

  private static boolean isBeginning(DeliveryEvent event) {
    return event.getPrevious().isEmpty()
        && !event.getLate()
        && !event.hasNext()
        && Codes.statusNamed(event.getStatus()) == DeliveryStatus.PENDING;
  }

  private void takeUp(UUID delivery) {
    Beginning beginning = beginnings.remove(delivery);
    if (beginning != null) {
      OutcomeGroup group = beginning.group();
      Channel channel = Codes.channelNamed(group.getChannel());
      if (channel != null) {
        NotificationId notification = NotificationId.of(group.getNotificationId().toByteArray());
        add(group, notification, channel, beginning.event(), null);
      }
    }
  }

  private static UUID id(DeliveryEvent event) {
    return DeliveryId.of(event.getDeliveryId().toByteArray()).value();
  }

  private void add(
      OutcomeGroup group,
      NotificationId notification,
      Channel channel,
      DeliveryEvent event,
      @Nullable Tally tally) {
    DeliveryStatus to = Codes.statusNamed(event.getStatus());
    if (to == null) {
      throw new IllegalArgumentException("wanted a status but found " + event.getStatus());
    }
    if (event.getLate()) {
      UUID delivery = id(event);
      lates.add(new Late(delivery, group, notification, channel, event, tally));
      return;
    }
    Change change = change(event.getDeliveryId().toByteArray(), notification, channel);
    DeliveryStatus from = Codes.statusNamed(event.getPrevious());
    if (from == null) {
      change.begins(Change.Origin.PLANNED, event.getRecipient(), event.getAddress());
    }
    change.moves(to, event);
    if (from == null || isOnward(from, to)) {
      moved(notification, from, to);
      minutes.moved(group, channel, to, event);
      if (tally != null) {
        tally.moved(channel, from, to, event.getAt());
      }
    }
    if (event.hasNext()) {
      hop(group, notification, event, tally);
    }
  }

  /** Of which deliveries the tables are asked before {@link #settleLate}. */
  List<UUID> lateOnes() {
    return lates.stream().map(Late::delivery).distinct().toList();
  }

  /**
   * Takes up what receipts say, by what stands in the tables and in this batch: only what leads
   * onward counts, so it may be told in any order and any number of times.
   */
  void settleLate(Map<UUID, EventRow.Last> stored) {
    for (Late late : lates) {
      Change change = changes.get(late.delivery());
      EventRow.Last before = stored.get(late.delivery());
      Known known = change == null ? null : Known.of(change);
      if (before != null
          && (known == null
              || Change.strength(before.status()) > Change.strength(known.status()))) {
        known = Known.of(before);
      }
      DeliveryStatus said = Codes.statusNamed(late.event().getStatus());
      if (known != null && said != null && known.status().isSettled()) {
        settleLate(late, known, said);
      }
    }
    lates.clear();
  }

  private void settleLate(Late late, Known known, DeliveryStatus said) {
    DeliveryStatus from = known.status();
    boolean onward = isOnward(from, said);
    boolean complains = late.event().getReason().equals(COMPLAINED);
    boolean complained = known.reason().equals(COMPLAINED);
    if (!onward && (!complains || complained) && !known.lacksWordsOf(said, late.event())) {
      return;
    }
    DeliveryStatus to = onward ? said : from;
    DeliveryEvent.Builder event = late.event().toBuilder();
    if (complained && !complains) {
      event.setReason(COMPLAINED).setDetail(known.detail());
    }
    changes
        .computeIfAbsent(late.delivery(), id -> new Change(id, late.notification(), late.channel()))
        .moves(to, event.build());
    if (onward) {
      moved(late.notification(), from, to);
      minutes.moved(late.group(), late.channel(), to, late.event());
      if (late.tally() != null) {
        late.tally().moved(late.channel(), from, to, event.getAt());
      }
    }
  }

  /** The delivery that comes into being because this one ended undelivered. */
  private void hop(
      OutcomeGroup group, NotificationId notification, DeliveryEvent event, @Nullable Tally tally) {
    Channel channel = Codes.channelNamed(event.getNext().getChannel());
    if (channel == null) {
      throw new IllegalArgumentException(
          "wanted a channel but found " + event.getNext().getChannel());
    }
    Change change = change(event.getNext().getDeliveryId().toByteArray(), notification, channel);
    change.begins(Change.Origin.HOP, event.getRecipient(), event.getNextAddress());
    change.waits(event.getAt());
    moved(notification, null, DeliveryStatus.PENDING);
    DeliveryEvent pending = DeliveryEvent.newBuilder().setAt(event.getAt()).build();
    minutes.moved(group, channel, DeliveryStatus.PENDING, pending);
    if (tally != null) {
      tally.moved(channel, null, DeliveryStatus.PENDING, event.getAt());
      tally.expectOneMore(event.getAt());
    }
  }

  private void moved(
      NotificationId notification, @Nullable DeliveryStatus from, DeliveryStatus to) {
    if (to.isSettled() && (from == null || !from.isSettled())) {
      settled++;
    }
    long before = from == null || from.isSettled() ? 0 : 1;
    long after = to.isSettled() ? 0 : 1;
    if (before != after) {
      unsettled.merge(notification, after - before, Batch::sumOrNothing);
    }
  }

  @SuppressWarnings("NullAway") // null is how merge is told to remove
  private static @Nullable Long sumOrNothing(Long one, Long other) {
    return one + other == 0 ? null : Long.valueOf(one + other);
  }

  /** Late tellings of what is known better do not move a delivery, so they do not count. */
  private static boolean isOnward(DeliveryStatus from, DeliveryStatus to) {
    return !from.isSettled() || Codes.of(to) > Codes.of(from);
  }

  private Change change(byte[] id, NotificationId notification, Channel channel) {
    return changes.computeIfAbsent(
        DeliveryId.of(id).value(), delivery -> new Change(delivery, notification, channel));
  }

  private Tally tally(NotificationId notification) {
    return tallies.computeIfAbsent(notification, _ -> new Tally());
  }
}
