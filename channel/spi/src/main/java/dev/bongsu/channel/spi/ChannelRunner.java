package dev.bongsu.channel.spi;

import dev.bongsu.kernel.Channel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Carries one channel's deliveries from the log to its providers and records what became of each.
 */
public final class ChannelRunner implements Runnable, AutoCloseable {
  private final Channel channel;
  private final List<ProviderLine> lines;
  private final ChannelContext context;

  /**
   * Reads nothing before {@link #run}.
   *
   * @param lines the first whose circuit is closed is used
   */
  public ChannelRunner(Channel channel, List<ProviderLine> lines, ChannelContext context) {
    this.channel = channel;
    this.lines = List.copyOf(lines);
    this.context = context;
  }

  /** Works until closed, on the calling thread. */
  @Override
  public void run() {
    throw new UnsupportedOperationException(channel + " " + context);
  }

  /** The channel. */
  public Channel channel() {
    return channel;
  }

  /** Its providers, with their counters. */
  public List<ProviderLine> lines() {
    return lines;
  }

  /** Null while a provider takes messages, else why none does. */
  public @Nullable String problem() {
    return lines.getFirst().circuit().problem();
  }

  /**
   * Takes nothing more, waits up to 5 s for what is with a provider, records it and returns.
   * Providers stay open.
   */
  @Override
  public void close() {}
}
