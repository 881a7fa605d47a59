package dev.bongsu.channel.spi;

import dev.bongsu.kernel.Address;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * Understands what a provider posts to {@code {publicUrl}/v1/callbacks/{id}}, and checks its
 * signature in constant time. Does nothing else: no input, no output. For many threads.
 */
public interface Callbacks {
  /** What it says. */
  Answer read(Callback request);

  /**
   * A request to our callback address.
   *
   * @param url as the provider was given it: the public URL, path and query
   * @param headers by their names in lower case
   */
  @SuppressWarnings("ArrayRecordComponent") // the bytes that were signed; never compared
  record Callback(String method, URI url, Map<String, List<String>> headers, byte[] body) {}

  /** What to make of it. */
  sealed interface Answer {
    /** The signature is missing or wrong: 403. */
    record Forged(String why) implements Answer {}

    /** It cannot be read: 400. */
    record Malformed(String why) implements Answer {}

    /**
     * It could be read: 200 with {@code body}, 204 where every message is unknown.
     *
     * @param inbound what recipients wrote to us
     */
    @SuppressWarnings("ArrayRecordComponent") // an answer's bytes; never compared
    record Understood(
        List<Receipt> receipts, List<Inbound> inbound, String contentType, byte[] body)
        implements Answer {
      public Understood {
        receipts = List.copyOf(receipts);
        inbound = List.copyOf(inbound);
      }
    }
  }

  /** A message of a recipient to us, such as {@code STOP}. */
  record Inbound(Address from, String text) {}
}
