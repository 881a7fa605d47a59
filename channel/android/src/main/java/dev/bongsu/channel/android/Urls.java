package dev.bongsu.channel.android;

import dev.bongsu.channel.http2.Origin;
import dev.bongsu.channel.spi.Trust;
import java.net.URI;

/** Where URLs lead. */
final class Urls {
  private Urls() {}

  static Origin origin(URI url, Trust trust) {
    boolean secure = "https".equalsIgnoreCase(url.getScheme());
    int port = url.getPort() > 0 ? url.getPort() : secure ? 443 : 80;
    String host = url.getHost();
    String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return new Origin(name, port, secure ? trust.context() : null);
  }
}
