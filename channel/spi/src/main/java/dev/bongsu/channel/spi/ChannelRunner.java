package dev.bongsu.channel.spi;

import dev.bongsu.kernel.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one channel's deliveries from the log to its providers and records what became of each.
 */
public final class ChannelRunner implements Runnable, AutoCloseable {
  private static final Duration AFTER_TROUBLE = Duration.ofSeconds(1);
  private static final Duration UNTIL_DRAINED = Duration.ofSeconds(5);
  private static final Duration UNTIL_CLOSED = Duration.ofSeconds(9);
  private static final Logger LOG = LoggerFactory.getLogger(ChannelRunner.class);

  private final Channel channel;
  private final List<ProviderLine> lines;
  private final ChannelContext context;
  private final AtomicBoolean running = new AtomicBoolean();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * Reads nothing before {@link #run}.
   *
   * @param lines the first whose circuit is closed is used; at least one
   */
  public ChannelRunner(Channel channel, List<ProviderLine> lines, ChannelContext context) {
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("a channel needs a provider: " + channel.apiName());
    }
    this.channel = channel;
    this.lines = List.copyOf(lines);
    this.context = context;
  }

  /** Works until closed, on the calling thread; once only. */
  @Override
  public void run() {
    if (!running.compareAndSet(false, true)) {
      throw new IllegalStateException("a runner runs once only");
    }
    try (DeliveryLoop loop = new DeliveryLoop(channel, lines, context)) {
      while (closing.getCount() > 0) {
        step(loop);
      }
      loop.drain(UNTIL_DRAINED);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      closed.countDown();
    }
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
    String first = null;
    for (ProviderLine line : lines) {
      String problem = line.circuit().problem();
      if (problem == null) {
        return null;
      }
      first = first == null ? problem : first;
    }
    return first;
  }

  /** What is wrong with single providers, though others take messages; null for nothing. */
  public @Nullable String remark() {
    List<String> problems = new ArrayList<>();
    for (ProviderLine line : lines) {
      String problem = line.circuit().problem();
      if (problem != null) {
        problems.add(problem);
      }
    }
    return problems.isEmpty() ? null : String.join("; ", problems);
  }

  /**
   * Takes nothing more, waits up to 5 s for what is with a provider, records it and returns.
   * Providers stay open.
   */
  @Override
  public void close() {
    closing.countDown();
    try {
      if (running.get() && !closed.await(UNTIL_CLOSED.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("Channel {} did not end in time; what it had in hand comes again", channel);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void step(DeliveryLoop loop) throws InterruptedException {
    try {
      Duration rest = loop.step();
      if (rest.isPositive()) {
        boolean _ = closing.await(rest.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (RuntimeException e) {
      LOG.error("Channel {} pauses for {}", channel.apiName(), AFTER_TROUBLE, e);
      if (closing.await(AFTER_TROUBLE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.info("Channel {} ends while in trouble", channel.apiName());
      }
    }
  }
}
