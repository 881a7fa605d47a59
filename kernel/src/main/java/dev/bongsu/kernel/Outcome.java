package dev.bongsu.kernel;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a provider said of one attempt. Every {@code detail} is the provider's own words, at most
 * 500 characters, without any address or secret; null where it said nothing.
 */
public sealed interface Outcome {
  /**
   * The provider took the message; it may still not reach the device.
   *
   * @param providerMessageId the provider's name for it, null if it gave none
   */
  record Accepted(@Nullable String providerMessageId) implements Outcome {}

  /** Permanent: sending the same message again would be refused again. */
  record Refused(FailureCode code, @Nullable String detail) implements Outcome {}

  /** The address died at {@code since}; forget it unless it was registered later. */
  record AddressGone(Instant since, @Nullable String detail) implements Outcome {}

  /**
   * Not now.
   *
   * @param retryAfter the provider's own wish (RFC 9110 section 10.2.3), null if it named none
   */
  record TryLater(FailureCode code, @Nullable Duration retryAfter, @Nullable String detail)
      implements Outcome {}

  /** The message was handed over whole, and no answer came: it may have been sent or not. */
  record Unknown(@Nullable String detail) implements Outcome {}
}
