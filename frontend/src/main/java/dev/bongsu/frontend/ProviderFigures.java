package dev.bongsu.frontend;

import dev.bongsu.kernel.Channel;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a provider of this process is.
 *
 * @param standing what it gets: up, degraded, returning, paused, probed or down
 * @param cause why it gets nothing, a failure code's API name, null while it gets something
 * @param share of the traffic that it is offered while another provider could take the rest
 * @param window what came of its calls within the last 30 s
 * @param pausedUntil null unless it asked us to wait
 */
public record ProviderFigures(
    Channel channel,
    String provider,
    String standing,
    @Nullable String cause,
    double share,
    int inFlight,
    int maxInFlight,
    Window window,
    @Nullable Instant pausedUntil) {
  /**
   * The calls of the last 30 s.
   *
   * @param errorRate the share that went wrong by the provider's fault
   */
  public record Window(int calls, double errorRate, long p50Ms, long p95Ms, long p99Ms) {}
}
