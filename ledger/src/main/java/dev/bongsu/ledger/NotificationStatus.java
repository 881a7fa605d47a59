package dev.bongsu.ledger;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a notification stands as a whole (A9 to A11 of the HTTP contract). */
public enum NotificationStatus {
  /** Its time has not come. */
  SCHEDULED,
  /** Taken up; nothing of it is decided on yet. */
  ACCEPTED,
  /** Part of its audience is decided on. */
  EXPANDING,
  /** All is decided on, and some of it is not settled. */
  SENDING,
  /** All is decided on and settled. */
  COMPLETED,
  /** Called off before anything of it was sent. */
  CANCELLED,
  /** Not sent at all, for a reason. */
  REJECTED;

  private final String apiName = name().toLowerCase(Locale.ROOT);

  /** The name used in the HTTP contract: {@code sending}. */
  public String apiName() {
    return apiName;
  }

  /** The status with this {@link #apiName()}. */
  public static Optional<NotificationStatus> named(String apiName) {
    return Arrays.stream(values()).filter(each -> each.apiName.equals(apiName)).findFirst();
  }
}
