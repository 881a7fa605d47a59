package dev.bongsu.kernel;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why a delivery was decided against before any provider saw it. */
public enum SuppressionReason {
  OPTED_OUT,
  BLOCKED_CATEGORY,
  BOUNCED_BEFORE,
  COMPLAINED,
  FREQUENCY_CAP,
  DUPLICATE,
  NO_ADDRESS;

  private final String apiName = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The name used in the HTTP contract: {@code no-address}. */
  public String apiName() {
    return apiName;
  }

  /** The reason with this {@link #apiName()}. */
  public static Optional<SuppressionReason> named(String apiName) {
    return Arrays.stream(values()).filter(each -> each.apiName.equals(apiName)).findFirst();
  }
}
