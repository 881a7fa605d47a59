package dev.bongsu.ledger;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryStatus;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.log.wire.Attempt;
import dev.bongsu.log.wire.DeliveryEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one batch says about one delivery: the row of it. Its events may be added in any order; not
 * for several threads.
 */
final class Change {
  /** Where a delivery comes from, as it stands in its row. */
  enum Origin {
    /** It was there before. */
    KNOWN(0),
    /** Decided on by fan-out. */
    PLANNED(1),
    /** Came into being when another one ended undelivered. */
    HOP(2);

    private final int code;

    Origin(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  private final UUID delivery;
  private final NotificationId notification;
  private final Channel channel;

  private Origin origin = Origin.KNOWN;
  private @Nullable String recipient;
  private @Nullable String address;
  private DeliveryStatus status = DeliveryStatus.PENDING;
  private int step = -1;
  private long atMillis;
  private long settledAtMillis = Long.MAX_VALUE;
  private long nextAttemptAtMillis;
  private String reason = "";
  private String detail = "";
  // The usual delivery has one attempt a batch: no list for it.
  private @Nullable Attempt onlyAttempt;
  private List<Attempt> attempts = List.of();

  Change(UUID delivery, NotificationId notification, Channel channel) {
    this.delivery = delivery;
    this.notification = notification;
    this.channel = channel;
  }

  /** It comes into being here. */
  void begins(Origin from, String recipient, String address) {
    origin = from;
    this.recipient = recipient.isEmpty() ? null : recipient;
    this.address = address.isEmpty() ? null : address;
  }

  /** It came to {@code to}, as {@code event} says. */
  void moves(DeliveryStatus to, DeliveryEvent event) {
    if (to.isSettled()) {
      settledAtMillis = Math.min(settledAtMillis, event.getAt());
    }
    if (event.hasAttempt()) {
      add(event.getAttempt());
    }
    if (wins(to, event.getStep())) {
      status = to;
      step = event.getStep();
      atMillis = event.getAt();
      reason = event.getReason();
      detail = event.getDetail();
      nextAttemptAtMillis = event.getNextAttemptAt();
    }
  }

  /** It waits for its first attempt since {@code millis}; nothing that is known yields to this. */
  void waits(long millis) {
    if (step < 0) {
      step = 0;
      atMillis = millis;
    }
  }

  private void add(Attempt attempt) {
    if (onlyAttempt == null && attempts.isEmpty()) {
      onlyAttempt = attempt;
      return;
    }
    if (onlyAttempt != null) {
      attempts = new ArrayList<>(List.of(onlyAttempt));
      onlyAttempt = null;
    }
    attempts.add(attempt);
  }

  /** The same order as the one by which rows are read: strength if settled, step, number. */
  private boolean wins(DeliveryStatus to, int atStep) {
    if (step < 0) {
      return true;
    }
    int byStrength = Integer.compare(strength(to), strength(status));
    if (byStrength != 0) {
      return byStrength > 0;
    }
    return atStep != step ? atStep > step : Codes.of(to) >= Codes.of(status);
  }

  /** What outweighs what: nothing that is not settled outweighs anything. */
  static int strength(DeliveryStatus status) {
    return status.isSettled() ? Codes.of(status) : 0;
  }

  UUID delivery() {
    return delivery;
  }

  NotificationId notification() {
    return notification;
  }

  Channel channel() {
    return channel;
  }

  Origin origin() {
    return origin;
  }

  @Nullable String recipient() {
    return recipient;
  }

  @Nullable String address() {
    return address;
  }

  DeliveryStatus status() {
    return status;
  }

  int step() {
    return step;
  }

  long atMillis() {
    return atMillis;
  }

  /** 0 where it is not settled, or since {@link #atMillis()}. */
  long settledAtMillis() {
    return status.isSettled() && settledAtMillis < atMillis ? settledAtMillis : 0;
  }

  /** 0 for none. */
  long nextAttemptAtMillis() {
    return nextAttemptAtMillis;
  }

  /** Empty for none. */
  String reason() {
    return reason;
  }

  /** What the provider said in a receipt; empty for nothing. */
  String detail() {
    return detail;
  }

  /** Null for none. */
  @Nullable Attempt lastAttempt() {
    return attempts.isEmpty() ? onlyAttempt : attempts.getLast();
  }

  List<Attempt> earlierAttempts() {
    return attempts.isEmpty() ? attempts : attempts.subList(0, attempts.size() - 1);
  }
}
