package dev.bongsu.kernel;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What follows an attempt of which nobody knows whether the provider took the message (B1). */
public enum AfterUnknown {
  /** Rather twice than never: another attempt, after a receipt had time to come. */
  RETRY,
  /** Rather never than twice: none. */
  STOP;

  private static final Map<String, AfterUnknown> BY_NAME =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(AfterUnknown::apiName, each -> each));

  private final String apiName = name().toLowerCase(Locale.ROOT);

  /** The name used in the HTTP contract: {@code retry}. */
  public String apiName() {
    return apiName;
  }

  /** The choice with this {@link #apiName()}. */
  public static Optional<AfterUnknown> named(String apiName) {
    return Optional.ofNullable(BY_NAME.get(apiName));
  }
}
