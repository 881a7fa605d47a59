package dev.bongsu.directory;

import dev.bongsu.kernel.CategoryKey;
import dev.bongsu.kernel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * By what somebody was written to: what a link to opt out stands for.
 *
 * @param category what it was about, null for none
 * @param channel where it came
 */
public record Subscription(
    Subscriber subscriber, @Nullable CategoryKey category, Channel channel) {}
