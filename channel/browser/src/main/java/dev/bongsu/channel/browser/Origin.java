package dev.bongsu.channel.browser;

import java.net.URI;
import java.util.Locale;

/** A push service, as RFC 6454 tells one from another. */
record Origin(String scheme, String host, int port) {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  static Origin of(URI endpoint) {
    boolean secure = "https".equals(endpoint.getScheme());
    int port = endpoint.getPort();
    return new Origin(
        secure ? "https" : "http",
        endpoint.getHost().toLowerCase(Locale.ROOT),
        port > 0 ? port : secure ? HTTPS : HTTP);
  }

  boolean isSecure() {
    return scheme.equals("https");
  }

  /** Host, and port unless it is the usual one: what the header Host says. */
  String authority() {
    return port == (isSecure() ? HTTPS : HTTP) ? host : host + ":" + port;
  }

  /** As it is written (RFC 6454 section 6.1). */
  @Override
  public String toString() {
    return scheme + "://" + authority();
  }
}
