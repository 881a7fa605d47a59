package dev.bongsu.channel.spi;

import dev.bongsu.json.Fields;
import dev.bongsu.kernel.Channel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A kind of provider that can be configured, such as {@code type: smtp} under {@code
 * channels.email}. Each room of a channel has one constant a kind; the composition root lists them.
 */
public interface ProviderKind {
  /** The channel whose messages it carries. */
  Channel channel();

  /** The {@code type} in the configuration, unique within the channel. */
  String type();

  /**
   * The settings in {@code fields}, whose {@code done()} is the caller's to call: faults are noted
   * there and never thrown, and the answer is for use only if there are none.
   *
   * @param base what relative paths are relative to
   */
  Blueprint read(Fields fields, Path base);

  /** One configured provider, not yet opened. */
  interface Blueprint {
    /** What the settings of every provider have. */
    ProviderSettings common();

    /** Opens it. No connection is made on the calling thread, so it cannot fail for the network. */
    Provider open(Surroundings around);

    /**
     * Understands what this provider posts to us; empty if it never does. Used by every process
     * that answers HTTP, whether or not it opens the provider.
     */
    default Optional<Callbacks> callbacks(Surroundings around) {
      return Optional.empty();
    }
  }
}
