package dev.bongsu.kernel;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where a delivery stands. A settled delivery needs no more work by us; receipts may still move it
 * on.
 */
public enum DeliveryStatus {
  /** Decided on, not yet tried. */
  PENDING,
  /** With the provider at this moment. */
  SENDING,
  /** Tried, and to be tried again. */
  RETRYING,
  /** The provider took it. */
  SENT,
  /** A receipt or the device says that it arrived. */
  DELIVERED,
  /** The recipient looked at it. */
  OPENED,
  /** The recipient followed its link. */
  CLICKED,
  /** Refused for good, for a reason that is not the address. */
  FAILED,
  /** The address does not exist any more, or never did. */
  BOUNCED,
  /** Its time ran out before any provider took it. */
  EXPIRED,
  /** Called off by its sender, or needless because its recipient has read it elsewhere. */
  CANCELLED,
  /** Never tried: see {@link SuppressionReason}. */
  SUPPRESSED;

  private static final Map<String, DeliveryStatus> BY_NAME =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(DeliveryStatus::apiName, each -> each));

  private final String apiName = name().toLowerCase(Locale.ROOT);

  /** The name used in the HTTP contract: {@code pending}. */
  public String apiName() {
    return apiName;
  }

  /** Whether nothing more is to be done by us: everything but pending, sending and retrying. */
  public boolean isSettled() {
    return switch (this) {
      case PENDING, SENDING, RETRYING -> false;
      case SENT, DELIVERED, OPENED, CLICKED, FAILED, BOUNCED, EXPIRED, CANCELLED, SUPPRESSED ->
          true;
    };
  }

  /** The status with this {@link #apiName()}. */
  public static Optional<DeliveryStatus> named(String apiName) {
    return Optional.ofNullable(BY_NAME.get(apiName));
  }
}
