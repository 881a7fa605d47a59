package dev.bongsu.channel.spi;

import dev.bongsu.kernel.Address;
import dev.bongsu.kernel.Content;
import dev.bongsu.kernel.FailureCode;
import dev.bongsu.log.wire.Message;
import org.jspecify.annotations.Nullable;

/** Turns what a notification says into one channel's fields for one recipient. For many threads. */
@FunctionalInterface
public interface Renderer {
  /**
   * @param address where it goes, and thereby the channel
   * @param locale BCP 47, empty for the default
   * @param timeZone IANA, empty for UTC
   * @param recipient the recipient's id, null for an address without one
   */
  Rendered render(
      Message message, Address address, String locale, String timeZone, @Nullable String recipient);

  /** What came of rendering. */
  sealed interface Rendered {
    /** It can be sent. */
    record Ready(Content content) implements Rendered {}

    /** It can never be sent; {@code detail} says why without any parameter's value. */
    record Impossible(FailureCode code, String detail) implements Rendered {}

    /** The template cannot be read at the moment; the delivery waits. */
    record NotNow(String detail) implements Rendered {}
  }
}
