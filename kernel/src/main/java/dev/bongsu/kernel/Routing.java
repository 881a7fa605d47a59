package dev.bongsu.kernel;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which of a notification's channels are used for a recipient. */
public enum Routing {
  /** Every channel. */
  ALL,
  /** In the order given; the next only when the one before ends undelivered. */
  FIRST;

  private static final Map<String, Routing> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Routing::apiName, each -> each));

  private final String apiName = name().toLowerCase(Locale.ROOT);

  /** The name used in the HTTP contract: {@code all}. */
  public String apiName() {
    return apiName;
  }

  /** The routing with this {@link #apiName()}. */
  public static Optional<Routing> named(String apiName) {
    return Optional.ofNullable(BY_NAME.get(apiName));
  }
}
