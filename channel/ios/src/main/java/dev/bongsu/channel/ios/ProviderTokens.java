package dev.bongsu.channel.ios;

import dev.bongsu.channel.spi.Jwt;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The token that goes with each message. The push service wants the same one for 20 minutes at
 * least and for 60 at most ("Refresh your token regularly"). For many threads.
 */
final class ProviderTokens {
  static final Duration REUSED_FOR = Duration.ofMinutes(45);

  private final Identity.Token identity;
  private final Clock clock;
  private @Nullable String token;
  private Instant madeAt = Instant.EPOCH;

  ProviderTokens(Identity.Token identity, Clock clock) {
    this.identity = identity;
    this.clock = clock;
  }

  /** The one in use, or a new one when that is too old. */
  synchronized String current() {
    Instant now = clock.instant();
    boolean young = !now.isBefore(madeAt) && now.isBefore(madeAt.plus(REUSED_FOR));
    String known = token;
    return known != null && young ? known : renewed(now);
  }

  /** One that is not {@code expired}, which the push service takes no longer. */
  synchronized String after(String expired) {
    String current = current();
    return current.equals(expired) ? renewed(clock.instant()) : current;
  }

  private String renewed(Instant now) {
    String made =
        Jwt.signed(
            Map.of("kid", identity.keyId()),
            Map.of("iss", identity.teamId(), "iat", now.getEpochSecond()),
            identity.key());
    token = made;
    madeAt = now;
    return made;
  }
}
