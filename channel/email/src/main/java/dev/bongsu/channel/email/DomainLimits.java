package dev.bongsu.channel.email;

import dev.bongsu.json.Fields;
import org.jspecify.annotations.Nullable;

/**
 * What mails to one domain may take of a provider.
 *
 * @param maxConnections null for no limit
 * @param maxPerSecond null for no limit
 */
record DomainLimits(@Nullable Integer maxConnections, @Nullable Integer maxPerSecond) {
  static final DomainLimits NONE = new DomainLimits(null, null);

  static DomainLimits read(Fields provider) {
    Fields fields = provider.child("perDomain");
    return fields == null
        ? NONE
        : new DomainLimits(
            fields.integer("maxConnections", 1, SmtpPool.MOST_SESSIONS),
            fields.integer("maxPerSecond", 1, 100_000));
  }
}
