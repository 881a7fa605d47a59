package dev.bongsu.ledger;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.DeliveryStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was counted in one bucket; what was not asked to be told apart is null.
 *
 * @param at the begin of the bucket
 * @param template empty for inline content
 * @param deliveries how many came to the status
 * @param attempts how many provider calls led there
 * @param latencyMillis how long these took together
 */
public record StatisticsRow(
    Instant at,
    @Nullable Channel channel,
    @Nullable String template,
    @Nullable DeliveryStatus status,
    @Nullable String sender,
    long deliveries,
    long attempts,
    long latencyMillis) {}
