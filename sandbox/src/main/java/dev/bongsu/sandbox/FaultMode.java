package dev.bongsu.sandbox;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a provider misbehaves. */
public enum FaultMode {
  /** Not at all. */
  NONE,
  /** Refuses the message for good. */
  REJECT,
  /** Says that it cannot at the moment. */
  RETRYABLE,
  /** Never answers, and does not take the message. */
  TIMEOUT,
  /** Takes the message, tells what became of it as ever, and never answers. */
  ACCEPT_THEN_TIMEOUT,
  /** Breaks the connection before it takes the message. */
  RESET,
  /** Asks to slow down. */
  THROTTLE,
  /** Accepts the message and drops it. */
  LOSE,
  /** Tells what became of the message twice; without receipts, the same as none. */
  DUPLICATE_RECEIPTS,
  /** Tells it only when faults change, or after 30 s; without receipts, the same as none. */
  LATE_RECEIPTS;

  private final String apiName = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The name used in the HTTP contract: {@code reject}. */
  public String apiName() {
    return apiName;
  }

  /** The mode with this {@link #apiName()}. */
  public static Optional<FaultMode> named(String apiName) {
    return Arrays.stream(values()).filter(each -> each.apiName.equals(apiName)).findFirst();
  }
}
