package dev.bongsu.sandbox;

import dev.bongsu.kernel.Channel;
import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.RecipientId;
import org.jspecify.annotations.Nullable;

/** Which messages are wanted; null stands for all. */
public record SandboxFilter(
    @Nullable Channel channel,
    @Nullable RecipientId recipient,
    @Nullable NotificationId notification) {}
