package dev.bongsu.channel.email;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How the way to the relay is protected. */
enum Tls {
  /** Not at all. */
  NONE(25),
  /** By STARTTLS (RFC 3207), which the relay must offer. */
  STARTTLS(587),
  /** From the first byte (RFC 8314). */
  TLS(465);

  private final int usualPort;

  Tls(int usualPort) {
    this.usualPort = usualPort;
  }

  int usualPort() {
    return usualPort;
  }

  static Optional<Tls> named(String name) {
    return Arrays.stream(values())
        .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst();
  }
}
