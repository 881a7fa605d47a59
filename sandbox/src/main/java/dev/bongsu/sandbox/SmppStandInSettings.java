package dev.bongsu.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * How the SMSC presents itself.
 *
 * @param port 0 for any free one
 * @param credentials who may bind; null for everybody
 * @param window how many requests it lets wait for an answer before it throttles
 * @param receipts in which form it tells what became of messages
 */
public record SmppStandInSettings(
    int port, @Nullable Credentials credentials, int window, ReceiptForm receipts) {
  /**
   * The optional parameter in which a client may name its delivery, so that the sandbox can show
   * it; from the range for vendors (SMPP 3.4 section 5.3.2).
   */
  public static final int DELIVERY_TAG = 0x1400;

  /** Who may bind. */
  public record Credentials(String systemId, String password) {
    /** Never shows the password. */
    @Override
    public String toString() {
      return "credentials of " + systemId;
    }
  }

  /** How a receipt says what it says. */
  public enum ReceiptForm {
    /** In optional parameters. */
    OPTIONS,
    /** As text. */
    TEXT,
    /** Both. */
    BOTH
  }

  /** A free port, for everybody. */
  public static SmppStandInSettings defaults() {
    return new SmppStandInSettings(0, null, 1_000, ReceiptForm.BOTH);
  }

  /** The same for one client alone. */
  public SmppStandInSettings withCredentials(String systemId, String password) {
    return new SmppStandInSettings(port, new Credentials(systemId, password), window, receipts);
  }

  /** The same with another window. */
  public SmppStandInSettings withWindow(int requests) {
    return new SmppStandInSettings(port, credentials, requests, receipts);
  }

  /** The same with receipts in another form. */
  public SmppStandInSettings withReceipts(ReceiptForm form) {
    return new SmppStandInSettings(port, credentials, window, form);
  }
}
