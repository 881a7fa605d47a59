package dev.bongsu.kernel;

import java.util.Locale;

/**
 * A stable name for why an attempt did not succeed. The same name stands in the API, the ledger,
 * metrics and docs/errors/; names are only ever added.
 */
public enum FailureCode {
  /** The address does not exist at the provider, or no longer. */
  ADDRESS_UNKNOWN(Blame.RECIPIENT),
  /** The mailbox or device takes nothing at the moment: full, off, out of reach. */
  RECIPIENT_UNAVAILABLE(Blame.RECIPIENT),
  /** The message is larger than the channel carries; it was not sent. */
  PAYLOAD_TOO_LARGE(Blame.SENDER),
  /** The provider refuses this message for its content or policy. */
  MESSAGE_REFUSED(Blame.SENDER),
  /** The template could not be rendered with these parameters. */
  RENDERING_FAILED(Blame.SENDER),
  /** Rendering the template with these parameters takes too long. */
  RENDERING_TOO_SLOW(Blame.SENDER),
  /** The channel is named but the content has nothing for it. */
  NO_CONTENT(Blame.SENDER),
  /** The provider does not accept our credentials or our right to send. */
  CREDENTIALS_REFUSED(Blame.OPERATOR),
  /**
   * The provider's certificate or name could not be verified, or TLS was required and not offered.
   */
  TLS_FAILED(Blame.OPERATOR),
  /** The provider asked us to slow down. */
  THROTTLED(Blame.PROVIDER),
  /** The provider said that it cannot at the moment. */
  PROVIDER_BUSY(Blame.PROVIDER),
  /** No connection to the provider, or it broke before the message was handed over. */
  PROVIDER_UNREACHABLE(Blame.PROVIDER),
  /** The message was handed over, and no answer came. */
  NO_ANSWER(Blame.PROVIDER),
  /** The provider answered something that its protocol does not allow. */
  PROVIDER_FAULT(Blame.PROVIDER);

  private final Blame blame;
  private final String apiName = name().toLowerCase(Locale.ROOT).replace('_', '-');

  FailureCode(Blame blame) {
    this.blame = blame;
  }

  /** Who must act. */
  public Blame blame() {
    return blame;
  }

  /** The name used in the HTTP contract: {@code address-unknown}. */
  public String apiName() {
    return apiName;
  }
}
