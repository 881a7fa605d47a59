package dev.bongsu.channel.browser;

import java.net.Inet4Address;
import java.net.InetAddress;

/** Tells what the public Internet is from what is only ours to call (IANA's special registries). */
final class PublicAddresses {
  private PublicAddresses() {}

  /** Whether anybody may call it: neither this machine, nor its neighbours, nor a way to them. */
  static boolean contains(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address ? isPublic4(bytes) : isPublic6(bytes);
  }

  /** RFC 6890 section 2.2.2; private, loopback and link-local ones are known to the JDK. */
  private static boolean isPublic4(byte[] bytes) {
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    int third = bytes[2] & 0xff;
    boolean special =
        first == 0
            || first >= 240
            || (first == 100 && second >= 64 && second < 128) // shared, RFC 6598
            || (first == 192 && second == 0 && (third == 0 || third == 2))
            || (first == 192 && second == 88 && third == 99) // to 6to4 relays, RFC 7526
            || (first == 198 && (second == 18 || second == 19)) // benchmarks, RFC 2544
            || (first == 198 && second == 51 && third == 100)
            || (first == 203 && second == 0 && third == 113);
    return !special;
  }

  /**
   * RFC 4291 section 2.4: what is global is in 2000::/3, but for what leads to IPv4 and examples.
   */
  private static boolean isPublic6(byte[] bytes) {
    int first = (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
    int second = (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
    boolean global = first >> 13 == 1;
    boolean special =
        first == 0x2002 // 6to4, RFC 3056
            || (first == 0x2001 && second < 0x0200) // Teredo and other protocols, RFC 2928
            || (first == 0x2001 && second == 0x0db8) // examples, RFC 3849
            || (first == 0x3fff && second < 0x1000); // examples, RFC 9637
    return global && !special;
  }
}
