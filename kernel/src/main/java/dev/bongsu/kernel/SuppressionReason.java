package dev.bongsu.kernel;

import java.util.Locale;

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
}
