package dev.bongsu.kernel;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How urgent a notification is; declared from the most to the least urgent. */
public enum Priority {
  HIGH,
  NORMAL,
  LOW;

  private final String apiName = name().toLowerCase(Locale.ROOT);

  /** The name used in the HTTP contract and in topics: {@code high}. */
  public String apiName() {
    return apiName;
  }

  /** The priority with this {@link #apiName()}. */
  public static Optional<Priority> named(String apiName) {
    return Arrays.stream(values()).filter(each -> each.apiName.equals(apiName)).findFirst();
  }
}
