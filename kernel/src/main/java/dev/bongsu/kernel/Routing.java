package dev.bongsu.kernel;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Which of a notification's channels are used for a recipient. */
public enum Routing {
  /** Every channel. */
  ALL,
  /** In the order given; the next only when the one before ends undelivered. */
  FIRST;

  private final String apiName = name().toLowerCase(Locale.ROOT);

  /** The name used in the HTTP contract: {@code all}. */
  public String apiName() {
    return apiName;
  }

  /** The routing with this {@link #apiName()}. */
  public static Optional<Routing> named(String apiName) {
    return Arrays.stream(values()).filter(each -> each.apiName.equals(apiName)).findFirst();
  }
}
