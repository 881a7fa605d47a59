package dev.bongsu.sandbox;

import dev.bongsu.kernel.NotificationId;
import dev.bongsu.kernel.RecipientId;
import org.jspecify.annotations.Nullable;

/**
 * What a delivery belongs to, which no provider is told.
 *
 * @param recipient null for an address without one
 */
public record Origin(NotificationId notification, @Nullable RecipientId recipient) {}
