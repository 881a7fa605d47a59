package dev.bongsu.channel.spi;

import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.kernel.Outcome;
import java.time.Instant;

/** What the runner hears of a delivery that it handed over. */
sealed interface Report {
  PolledDelivery delivery();

  ProviderLine line();

  /** The provider was called. */
  record Tried(
      PolledDelivery delivery,
      ProviderLine line,
      Instant at,
      int latencyMillis,
      Outcome outcome,
      Content content)
      implements Report {}

  /** There is nothing to send, and never will be. */
  record Impossible(
      PolledDelivery delivery, ProviderLine line, Instant at, FailureCode code, String detail)
      implements Report {}

  /** What there is to send cannot be known at the moment. */
  record NotNow(PolledDelivery delivery, ProviderLine line) implements Report {}

  /**
   * An attempt before had no answer, but a receipt has come since, or one that was awaited does not
   * say that nobody was reached: there is nothing to send.
   *
   * @param settled whether the ledger has it as settled
   */
  record Arrived(PolledDelivery delivery, ProviderLine line, boolean settled) implements Report {}

  /** Whoever took it has said that nobody was reached, as often as it was to be tried. */
  record Unreached(PolledDelivery delivery, ProviderLine line) implements Report {}

  /**
   * This attempt began before, and whoever began it ended without noting what became of it: it may
   * have been sent, and must not be twice.
   */
  record CutOff(
      PolledDelivery delivery, ProviderLine line, OpenAttempts.Begun begun, Content content)
      implements Report {}
}
