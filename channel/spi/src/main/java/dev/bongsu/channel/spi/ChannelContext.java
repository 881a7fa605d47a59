package dev.bongsu.channel.spi;

import dev.bongsu.log.Log;
import java.time.Clock;

/**
 * What the runners of all channels of a process share.
 *
 * @param arrivals asked before an attempt that may be the second send of a message
 * @param openAttempts told of attempts before they begin, where that is wanted
 * @param goneAddresses hears of dead addresses on ios, android and browser (A15)
 */
public record ChannelContext(
    Log log,
    Renderer renderer,
    Cancellations cancellations,
    Arrivals arrivals,
    OpenAttempts openAttempts,
    GoneAddresses goneAddresses,
    Clock clock) {}
