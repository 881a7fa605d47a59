package dev.bongsu.smpp;

/**
 * What a bind says of whoever binds (SMPP 3.4 section 4.1).
 *
 * @param systemId at most 15 octets
 * @param password at most 8 by the letter, and at most 63 here, for many SMSCs take more
 * @param systemType at most 12, mostly empty
 * @param interfaceVersion {@link #VERSION_3_4}
 */
public record Bind(String systemId, String password, String systemType, int interfaceVersion) {
  /** SMPP 3.4. */
  public static final int VERSION_3_4 = 0x34;

  private static final int MOST_PASSWORD = 64;

  /** The body of a bind. */
  public byte[] body() {
    return new OctetWriter()
        .text(systemId)
        .text(password)
        .text(systemType)
        .octet(interfaceVersion)
        .octet(0)
        .octet(0)
        .text("")
        .written();
  }

  /** The bind in a body. */
  public static Bind read(byte[] body) throws SmppException {
    var in = new OctetReader(body);
    String systemId = in.text(16, "system_id");
    String password = in.text(MOST_PASSWORD, "password");
    String systemType = in.text(13, "system_type");
    int version = in.octet("interface_version");
    in.octet("addr_ton");
    in.octet("addr_npi");
    in.text(41, "address_range");
    return new Bind(systemId, password, systemType, version);
  }

  /** Never shows the password. */
  @Override
  public String toString() {
    return "bind of " + systemId;
  }
}
