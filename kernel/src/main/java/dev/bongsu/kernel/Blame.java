package dev.bongsu.kernel;

/** Who must act for a failure to go away. */
public enum Blame {
  /** Whoever sent the notification or wrote its template. */
  SENDER,
  /** Whoever runs this service: credentials, configuration, capacity. */
  OPERATOR,
  /** The provider, or the network on the way to it. */
  PROVIDER,
  /** The recipient: the address is gone, or the mailbox is full. */
  RECIPIENT
}
