package dev.bongsu.channel.spi;

import dev.bongsu.kernel.Outcome;

/** A {@link Provider} that can have vanish what it showed. */
public interface Dismisser {
  /** Hands it over, within the provider's own time-out; doing so again changes nothing. */
  Outcome dismiss(OutboundDismissal dismissal) throws InterruptedException;
}
