package dev.bongsu.channel.spi;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Makes links that are handed out with a message and carry a token of their own. */
@FunctionalInterface
public interface Links {
  /**
   * Where whoever gets it opts out, in a browser or by one click (RFC 8058); null for a category
   * that is required.
   */
  @Nullable URI unsubscribe(OutboundMessage message);
}
