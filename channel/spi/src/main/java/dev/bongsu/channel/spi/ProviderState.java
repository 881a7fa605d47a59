package dev.bongsu.channel.spi;

import dev.bongsu.kernel.FailureCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a provider is at a moment, as {@code /v1/stats} and {@code /metrics} show it.
 *
 * @param cause why it is {@link Standing#DOWN} or {@link Standing#PROBED}, else null
 * @param share how much of the traffic it is offered while another provider could take the rest,
 *     from 0 to 1
 * @param window what came of its calls within the last 30 s
 * @param pausedUntil null unless it asked us to wait
 */
public record ProviderState(
    String provider,
    Standing standing,
    @Nullable FailureCode cause,
    double share,
    int inFlight,
    int maxInFlight,
    Window window,
    @Nullable Instant pausedUntil) {
  /** What a provider gets. */
  public enum Standing {
    /** Everything that is for it. */
    UP,
    /**
     * It fails often or answers slowly: now and then a message, where another can take the rest.
     */
    DEGRADED,
    /** It is back: more and more. */
    RETURNING,
    /** It asked us to wait: nothing until then. */
    PAUSED,
    /** Single messages, to see whether it is back. */
    PROBED,
    /** Nothing. */
    DOWN;

    private final String apiName = name().toLowerCase(Locale.ROOT);

    /** The name used in the HTTP contract: {@code up}. */
    public String apiName() {
      return apiName;
    }
  }

  /**
   * The calls of the last 30 s.
   *
   * @param errorRate the share that went wrong by the provider's fault
   */
  public record Window(int calls, double errorRate, Duration p50, Duration p95, Duration p99) {}
}
