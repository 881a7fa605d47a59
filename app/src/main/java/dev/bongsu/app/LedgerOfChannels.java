package dev.bongsu.app;

import dev.bongsu.channel.spi.Arrivals;
import dev.bongsu.channel.spi.OpenAttempts;
import dev.bongsu.kernel.DeliveryId;
import dev.bongsu.ledger.BegunAttempts;
import dev.bongsu.ledger.Ledger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Lets channels ask the ledger before they send again, without either knowing the other. */
record LedgerOfChannels(Ledger ledger, BegunAttempts attempts) implements Arrivals, OpenAttempts {
  @Override
  public Heard heard(DeliveryId delivery, int taken) {
    if (ledger.delivery(delivery).map(view -> view.state().status().isSettled()).orElse(false)) {
      return Heard.SETTLED;
    }
    return switch (ledger.heard(delivery, taken)) {
      case NOTHING -> Heard.NOTHING;
      case TAKEN -> Heard.RECEIPT;
      case UNREACHED -> Heard.UNREACHED;
    };
  }

  @Override
  public @Nullable Begun begin(DeliveryId delivery, int attempt, String provider, Instant until)
      throws InterruptedException {
    BegunAttempts.Begun known = attempts.begin(delivery, attempt, provider, until);
    return known == null ? null : new Begun(known.provider(), known.at());
  }
}
