package dev.bongsu.smpp;

/**
 * One end of a short message.
 *
 * @param ton type of number (SMPP 3.4 section 5.2.5)
 * @param npi numbering plan indicator (section 5.2.6)
 * @param address digits without {@code +}, or a name; at most 20 octets
 */
public record Party(int ton, int npi, String address) {
  /** {@code International}. */
  public static final int INTERNATIONAL = 1;

  /** {@code Network Specific}, which short codes go by. */
  public static final int NETWORK_SPECIFIC = 3;

  /** {@code Alphanumeric}. */
  public static final int ALPHANUMERIC = 5;

  /** {@code Unknown}, of numbers and of plans. */
  public static final int UNKNOWN = 0;

  /** {@code ISDN (E163/E164)}. */
  public static final int ISDN = 1;

  static final int MOST_BYTES = 21;

  /** A number of E.164; {@code +} in front is left out. */
  public static Party international(String number) {
    return new Party(INTERNATIONAL, ISDN, number.startsWith("+") ? number.substring(1) : number);
  }

  /** Masked, as an address is. */
  @Override
  public String toString() {
    return "party of type " + ton;
  }
}
