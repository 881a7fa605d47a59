package dev.bongsu.app;

import dev.bongsu.channel.inapp.InboxProvider;
import dev.bongsu.channel.spi.ChannelContext;
import dev.bongsu.channel.spi.ChannelRunner;
import dev.bongsu.channel.spi.Provider;
import dev.bongsu.channel.spi.ProviderKind;
import dev.bongsu.channel.spi.ProviderLine;
import dev.bongsu.channel.spi.ProviderState;
import dev.bongsu.channel.spi.RetryMover;
import dev.bongsu.frontend.ProviderFigures;
import dev.bongsu.inbox.Inbox;
import dev.bongsu.kernel.Channel;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The channels of this process, each with its providers in order. */
final class Channels {
  /** Storing an item again changes nothing, so many more may be under way than with a provider. */
  private static final int INBOX_IN_FLIGHT = 6_000;

  private final Plan plan;
  private final Inbox inbox;
  private final ChannelContext context;
  private final Cleanups cleanups;
  private final List<ChannelRunner> runners = new CopyOnWriteArrayList<>();

  /** Those of the plan; in-app deliveries go to {@code inbox}. */
  Channels(Plan plan, Inbox inbox, ChannelContext context, Cleanups cleanups) {
    this.plan = plan;
    this.inbox = inbox;
    this.context = context;
    this.cleanups = cleanups;
  }

  /** Starts the channels of this process, and the mover of retries if there is any. */
  void start(Providers providers, Meters meters, Health health) throws StartException {
    List<ChannelRunner> all = new ArrayList<>();
    for (Channel channel : plan.channels()) {
      List<ProviderLine> lines =
          channel == Channel.INAPP ? inbox(meters) : lines(channel, providers);
      if (!lines.isEmpty()) {
        all.add(new ChannelRunner(channel, lines, context));
      }
    }
    // After all providers are open, so that all channels end together and before them.
    all.forEach(runner -> run(runner, meters, health));
    if (!all.isEmpty()) {
      var mover = new RetryMover(context.log(), context.clock());
      cleanups.add("retries", Loop.start("retries", mover, mover));
    }
  }

  private List<ProviderLine> inbox(Meters meters) {
    var sink = new InboxOfChannel(inbox);
    meters.inbox(sink);
    var provider = new InboxProvider(sink);
    return List.of(new ProviderLine(provider, INBOX_IN_FLIGHT, null, context.clock()));
  }

  private List<ProviderLine> lines(Channel channel, Providers providers) throws StartException {
    List<ProviderLine> lines = new ArrayList<>();
    for (ProviderKind.Blueprint each : providers.of(channel)) {
      String name = channel.apiName() + " provider " + each.common().id();
      try {
        Provider provider = cleanups.add(name, each.open(providers.surroundings()));
        lines.add(ProviderLine.of(provider, each.common(), context.clock()));
      } catch (UncheckedIOException e) {
        throw StartException.failure(name + ": " + e.getMessage());
      }
    }
    return lines;
  }

  /** How the providers of this process are, in the order of channels and then of preference. */
  List<ProviderFigures> figures() {
    return runners.stream()
        .flatMap(
            runner -> runner.lines().stream().map(line -> figures(runner.channel(), line.state())))
        .toList();
  }

  private static ProviderFigures figures(Channel channel, ProviderState state) {
    ProviderState.Window window = state.window();
    return new ProviderFigures(
        channel,
        state.provider(),
        state.standing().apiName(),
        state.cause() == null ? null : state.cause().apiName(),
        state.share(),
        state.inFlight(),
        state.maxInFlight(),
        new ProviderFigures.Window(
            window.calls(),
            window.errorRate(),
            window.p50().toMillis(),
            window.p95().toMillis(),
            window.p99().toMillis()),
        state.pausedUntil());
  }

  private void run(ChannelRunner runner, Meters meters, Health health) {
    String name = "channel." + runner.channel().apiName();
    cleanups.add(name, Loop.start(name, runner, runner));
    runners.add(runner);
    meters.channel(runner);
    health.add(name, runner::problem, runner::remark);
  }
}
