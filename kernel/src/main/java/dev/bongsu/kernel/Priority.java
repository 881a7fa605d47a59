package dev.bongsu.kernel;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** How urgent a notification is; declared from the most to the least urgent. */
public enum Priority {
  HIGH,
  NORMAL,
  LOW;

  private static final Map<String, Priority> BY_NAME =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(Priority::apiName, each -> each));

  private final String apiName = name().toLowerCase(Locale.ROOT);

  /** The name used in the HTTP contract and in topics: {@code high}. */
  public String apiName() {
    return apiName;
  }

  /** The priority with this {@link #apiName()}. */
  public static Optional<Priority> named(String apiName) {
    return Optional.ofNullable(BY_NAME.get(apiName));
  }
}
