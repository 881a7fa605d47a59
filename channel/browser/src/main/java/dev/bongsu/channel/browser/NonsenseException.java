package dev.bongsu.channel.browser;

import java.io.IOException;
import java.io.Serial;

/** What came over the wire is not HTTP. */
final class NonsenseException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  NonsenseException(String message) {
    super(message);
  }
}
