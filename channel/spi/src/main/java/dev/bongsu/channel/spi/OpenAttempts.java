package dev.bongsu.channel.spi;

import dev.bongsu.kernel.DeliveryId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Remembers attempts from before their provider is called (B1), of those deliveries only that are
 * rather never sent than twice. For many threads.
 */
@FunctionalInterface
public interface OpenAttempts {
  /**
   * Notes that an attempt is about to begin, durably. Throws where that cannot be done, and then
   * nothing may be sent.
   *
   * @param attempt 1 for the first of this delivery
   * @param until when this delivery expires, after which it is not asked for any more
   * @return null if this is new; otherwise the same attempt began before, and whoever began it
   *     never noted what became of it
   */
  @Nullable Begun begin(DeliveryId delivery, int attempt, String provider, Instant until)
      throws InterruptedException;

  /**
   * An attempt that began.
   *
   * @param provider the id of the provider that was to be called
   */
  record Begun(String provider, Instant at) {}
}
