package dev.bongsu.channel.http2;

import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A server.
 *
 * @param tls whom to trust, and who we are; null for none, where both sides must know that HTTP/2
 *     is spoken (RFC 9113 section 3.3)
 */
public record Origin(String host, int port, @Nullable SSLContext tls) {
  public Origin {
    if (host.isEmpty() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "wanted a host and a port but found \"" + host + "\" and " + port);
    }
  }

  String scheme() {
    return tls == null ? "http" : "https";
  }

  /** RFC 9110 section 7.2: the port only where it is not the scheme's own. */
  String authority() {
    String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return port == (tls == null ? 80 : 443) ? name : name + ":" + port;
  }
}
