package dev.bongsu.inbox;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a recipient's device says of items. */
public enum AckState {
  /** They are on the device. */
  DELIVERED,
  /** The recipient looked at them. */
  READ,
  /** The recipient is done with them. */
  ARCHIVED;

  private final String apiName = name().toLowerCase(Locale.ROOT);

  /** The one that the HTTP contract calls so: {@code delivered}. */
  public static Optional<AckState> named(String apiName) {
    return Arrays.stream(values()).filter(each -> each.apiName.equals(apiName)).findFirst();
  }
}
